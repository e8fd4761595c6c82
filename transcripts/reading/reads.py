"""Sponsor reads inside somebody's words: where they begin and end, told by sentences.

A read opens with words that only someone who is paid says ("This episode is brought to you by ..."), and
closes with what the listener should do. Without both it stays what it is: talk.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from transcripts.reading import sponsors
from transcripts.reading.phrases import holders, phrases
from transcripts.reading.speech import Speech

SHOW = r"(?:episode|show|podcast|program(?:me)?|broadcast|conversation|interview|edition|hour|segment)"
OPENS = phrases(
    "spons|brought to you|made possible|friends |supported by|presented by|comes from|werbepartner|"
    "präsentiert|unterstützt|soutenu par|présenté par|possible par|patrocinad|presentado|traído por",
    rf"\b(?:this|today's|our|the)\b[^.?!]{{0,60}}?\b{SHOW}\b[^.?!]{{0,60}}?"
    r"\b(?:is|are|was|comes) (?:also |proudly )?"
    r"(?:brought to you|sponsored|supported|made possible|presented)\b(?:[^.?!]{0,20}) by\b",
    r"\b(?:is|are|and|also) (?:also |proudly )?(?:brought to you|sponsored) by\b",
    rf"\bsupport for (?:this|today's|the|our)\b[^.?!]{{0,40}}?\b{SHOW}\b[^.?!]{{0,30}}\bcomes from\b",
    r"\b(?:today's|this week's|this month's|this episode's|our)"
    r"(?: (?:first|second|third|next|other|final|new))? "
    r"sponsors?(?: (?:for )?(?:today|this week|this episode))?,? (?:is|are)\b",
    r"\b(?:word|message|break)[^.?!]{0,30}\b(?:from|for|to thank) "
    r"(?:one of )?(?:our|today's|the) sponsors?\b",
    r"\b(?:i|we|let me|let's|i'd|we'd|i'll|we'll)\b[^.?!]{0,40}"
    r"\b(?:thank|tell you (?:a (?:little|bit) )?about|hear from|talk about)\b[^.?!]{0,50}\bsponsors?\b",
    r"\bthanks? (?:you )?to (?:our (?:sponsor|friends (?:at|over at|from))|today's sponsor)\b",
    r"\bwird (?:\w+ ){0,2}(?:präsentiert|unterstützt|gesponsert) (?:von|durch)\b",
    r"\bunser(?:e|en)? (?:heutiger? |heutigen )?werbepartner\b",
    r"\b(?:präsentiert|unterstützt|gesponsert) von\b",
    r"\b(?:sponsorisé|soutenu|présenté|rendu possible) par\b",
    r"\b(?:patrocinado|presentado|posible gracias a|traído) por\b",
)
# The talk goes on: whatever was read before is over.
RESUMES = phrases(
    "welcome|back to|let's|let’s|further ado|hello|hi |hi,|hey|thank|my guest|s guest|this is|your host|"
    "now on|on with|willkommen|bienven",
    r"\b(?:welcome (?:back )?to (?:the|this|our|another)|welcome back|back to (?:the|our)|"
    r"let(?:'s) (?:get|go|dive|jump|start|begin|return)|without further ado|hello again|"
    r"(?:hello|hi|hey),? (?:again )?(?:everyone|everybody|folks|and welcome)|"
    r"thank you so much for (?:being|coming|joining|doing)|thanks (?:so much )?for (?:being|coming|joining|"
    r"doing)|my guest (?:today|is)|today's guest|this is (?:episode|show)|i(?:'m) your host|"
    r"now on to|on with the show)\b|\bwillkommen\b|\bbienvenue\b|\bbienvenid",
    flags=re.IGNORECASE,
)
CLOSES = re.compile(
    r"^(?:that(?:'s|’s| is) |again,? |once again|terms (?:and conditions )?apply|"
    r"(?:our |my |many )?thanks? (?:you )?to |thank you,? |and (?:tell|let) them|"
    r"use (?:the )?(?:code|promo|link))",
    re.IGNORECASE,
)
ADDRESSED = re.compile(
    rf"\b{sponsors.ADDRESS}|\b\w+ dot (?:com|io|ai|org|net|dev|fm|co|us)\b|\bslash [A-Za-z]", re.IGNORECASE
)
SENTENCE = re.compile(r"(?<=[.?!…])[\"”’)\]]*\s+")
MAX_CHARACTERS = 3600
MAX_PITCH_WORDS = 330
MIN_WORDS = 18
REACH = 4
SENTENCE_WIDTH = 400
# So many characters into a read, the same opening again belongs to it.
REPEATED_OPENING = 200


def cut(speeches: Sequence[Speech], may_read: Callable[[str], bool]) -> list[Speech]:
    """The speeches, cut where sponsor reads begin and end in the words of labels that may read them out.

    A read may go on over several speeches of one label, as lines of subtitles do.
    """
    readers = {label for label in {speech.label for speech in speeches} if may_read(label)}
    read = [speech for speech in speeches if speech.label in readers]
    opening = {read[place].turn for place in holders([speech.text for speech in read], OPENS)}
    if not opening:
        return list(speeches)
    parts: list[Speech] = []
    for label, group in groupby(speeches, key=attrgetter("label")):
        run = list(group)
        is_suspect = any(speech.turn in opening for speech in run)
        parts += _cut_run(run, len(parts)) if is_suspect and label in readers else run
    return parts


def _cut_run(run: Sequence[Speech], number: int) -> list[Speech]:
    """The parts of a run of speeches of one label; its reads are numbered from `number`."""
    text = " ".join(speech.text for speech in run)
    starts = [0]
    for speech in run:
        starts.append(starts[-1] + len(speech.text) + 1)
    found = reads_in(text, _paragraphs(run, starts))
    if not found:
        return list(run)
    parts: list[Speech] = []
    for speech, offset in zip(run, starts, strict=False):
        parts += _cut_speech(speech, offset, found, number)
    return parts


def _paragraphs(run: Sequence[Speech], starts: Sequence[int]) -> list[int]:
    return [o + start for speech, o in zip(run, starts, strict=False) for start in speech.paragraph_starts]


def _cut_speech(
    speech: Speech, offset: int, found: Sequence[tuple[int, int]], number: int
) -> Iterator[Speech]:
    """The parts of one speech that stands at `offset` in a run with the given reads."""
    at, size = 0, len(speech.text)
    for place, (start, end) in enumerate(found):
        first, last = max(at, start - offset), min(size, end - offset)
        if last <= at or first >= size:
            continue
        if not any(map(str.isalnum, speech.text[last:])):
            last = size
        if first > at:
            yield speech.cut(at, first, None)
        yield speech.cut(first, last, number + place)
        at = last + 1
    if at == 0:
        yield speech
    elif any(map(str.isalnum, speech.text[at:])):
        yield speech.cut(at, size, None)


def reads_in(text: str, paragraphs: Sequence[int] = (0,)) -> list[tuple[int, int]]:
    """Start and end of each sponsor read in a text, whose paragraphs start at the given offsets."""
    found: list[tuple[int, int]] = []
    for start in _openings(text, paragraphs):
        if found and start < found[-1][1]:
            continue
        end = _end_of_read(text, start, min(len(text), start + MAX_CHARACTERS))
        if end is not None:
            found.append((start, end))
    return found


def _openings(text: str, paragraphs: Sequence[int]) -> list[int]:
    """The starts of the sentences that may open a read, looked for only around the words they need."""
    lowered = text.lower()
    lowered = lowered if len(lowered) == len(text) else text
    starts: list[int] = []
    read_up_to = -1
    for place in OPENS.places(lowered):
        if place < read_up_to:
            continue
        start = _sentence_start(text, place, paragraphs)
        if start is None:
            continue
        end = SENTENCE.search(text, place, place + SENTENCE_WIDTH)
        read_up_to = end.start() if end else min(len(text), place + SENTENCE_WIDTH)
        if OPENS.pattern.search(lowered, start, read_up_to):
            starts.append(start)
    return starts


def _sentence_start(text: str, at: int, paragraphs: Sequence[int]) -> int | None:
    """Where the sentence begins that an offset lies in, None where the text has no sentences there."""
    window = max(0, at - SENTENCE_WIDTH)
    ends = [window + match.end() for match in SENTENCE.finditer(text[window:at])]
    paragraph = paragraphs[bisect_right(paragraphs, at) - 1] if paragraphs else 0
    start = max([*ends[-1:], paragraph])
    return start if start >= window else None


def _end_of_read(text: str, start: int, limit: int) -> int | None:
    """Where a read that opens at `start` ends, None where it is none."""
    sentences = list(_sentences(text, start, limit))
    if not sentences:
        return None
    opener = text[slice(*sentences[0])]
    named = sponsors.sponsor_of(opener, None)
    stops = (i for i, (a, b) in enumerate(sentences) if i and _is_over(text[a:b], named, a - start))
    sentences = sentences[: next(stops, len(sentences))]
    first = next((i for i, (a, b) in enumerate(sentences) if _acts(text[a:b])), None)
    if first is None or text.count(" ", start, sentences[first][0]) > MAX_PITCH_WORDS:
        return None
    sponsor = sponsors.sponsor_of(text[start : sentences[first][1]], None)
    last = first
    for i, (a, b) in enumerate(sentences[first + 1 :], first + 1):
        if i - last > REACH:
            break
        if _belongs(text[a:b], sponsor):
            last = i
    whole = text[start : sentences[last][1]]
    return sentences[last][1] if _is_whole_read(whole) else None


def _is_over(sentence: str, sponsor: str | None, read: int) -> bool:
    """Whether a sentence, so many characters after the opening, is the talk again or opens another read."""
    if RESUMES.search(sentence):
        return True
    opens = read > REPEATED_OPENING and OPENS.search(sentence.lower()) is not None
    return opens and not (sponsor and sponsor in sentence)


def _sentences(text: str, start: int, limit: int) -> Iterator[tuple[int, int]]:
    """Start and end of the whole sentences between two offsets."""
    at = start
    for match in SENTENCE.finditer(text, start, limit):
        yield at, match.start() + len(match.group().rstrip())
        at = match.end()
    if at < limit == len(text):
        yield at, limit


def _acts(sentence: str) -> bool:
    """Whether a sentence tells the listener where to go or what to get."""
    return ADDRESSED.search(sentence) is not None or sponsors.acts(sentence)


def _belongs(sentence: str, sponsor: str | None) -> bool:
    if CLOSES.match(sentence) or _acts(sentence) or sponsors.SPELLED.search(sentence):
        return True
    return sponsor is not None and re.search(rf"\b{re.escape(sponsor)}\b", sentence) is not None


def _is_whole_read(text: str) -> bool:
    return text.count(" ") + 1 >= MIN_WORDS and len(sponsors.signs_of(text) | {"thanks"}) >= 3
