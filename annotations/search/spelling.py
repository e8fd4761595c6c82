"""Mistakes in typing, forgiven: the word that was probably meant, among those that stand in something public.

One way for both databases: words that begin alike and are about as long are few, and are compared by how many
letters one must add, drop, change or exchange.
"""

from django.db.models import Q
from rapidfuzz.distance import OSA

from annotations.models import SearchWord
from annotations.querylanguage import STOPS, Question, Term
from annotations.search.standing import standing

SHORT = 5  # letters; a shorter word is allowed one mistake, a longer one two
MOST = 4_000  # words compared


def corrected(question: Question) -> Question | None:
    """The question with its unknown words as they were probably meant; None where nothing is better."""
    words = {word for term in question.wanted for word in term.words if word not in STOPS}
    known = set(SearchWord.objects.filter(text__in=words).values_list("text", flat=True))
    instead = {word: near for word in sorted(words - known) if (near := nearest(word))}
    if not instead:
        return None
    wanted = tuple(
        Term(tuple(part for word in term.words for part in instead.get(word, word).split()), term.is_quoted)
        for term in question.wanted
    )
    return Question(wanted, question.unwanted, question.passed_over)


def nearest(word: str) -> str:
    """The word nearest to one that nobody used, or two that were run together; empty where none is."""
    if len(word) < 3 or word.isdecimal():
        return ""
    allowed = 1 if len(word) <= SHORT else 2
    alike = SearchWord.objects.filter(
        Q(initial__in=[word[0], word[1]]), length__range=(len(word) - allowed, len(word) + allowed)
    )
    scored = []
    for text, entries in alike.order_by("-entries").values_list("text", "entries")[:MOST]:
        distance = OSA.distance(word, text, score_cutoff=allowed)
        if distance <= allowed:
            scored.append((distance, text[0] != word[0], -entries, text))
    for *_, text in sorted(scored)[:5]:
        if standing([text]):
            return text
    return parted(word)


def parted(word: str) -> str:
    """Two known words that were run together (“opensource”); empty where it is not so."""
    halves = {word[:n] for n in range(3, len(word) - 2)} | {word[n:] for n in range(3, len(word) - 2)}
    counted = dict(SearchWord.objects.filter(text__in=halves).values_list("text", "entries"))
    pairs = [(word[:n], word[n:]) for n in range(3, len(word) - 2)]
    both = [pair for pair in pairs if pair[0] in counted and pair[1] in counted]
    best = max(both, key=lambda pair: min(counted[one] for one in pair), default=None)
    return " ".join(best) if best and len(standing(best)) == len(set(best)) else ""
