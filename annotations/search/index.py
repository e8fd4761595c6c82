"""Keep the index as the visibility querysets say: in the transaction that publishes or withdraws
(`refresh`, called by the publication log), all of it at once (`rebuild`), and compared every night.

Nothing here decides what is public. An entry is written where a thing is among the public ones at this
moment, and taken away where it is not.
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Max, Q

from annotations.models import SearchEntry, SearchKind, SearchName, SearchWord
from annotations.querylanguage import STOPS, stemmed, tokens
from annotations.search.backend import backend
from annotations.search.documents import AT_ONCE, SOURCES, THINGS, Document, in_chunks

logger = logging.getLogger(__name__)
SHORTEST, LONGEST = 3, 40
# What of a kind of thing is found under which kinds. A turn is its episode's.
FOUND_AS: Mapping[str, tuple[SearchKind, ...]] = {
    "quote": (SearchKind.QUOTE,),
    "claim": (SearchKind.CLAIM,),
    "tag": (SearchKind.TAG,),
    "guest": (SearchKind.GUEST,),
    "company": (SearchKind.COMPANY,),
    "episode": (SearchKind.TURN, SearchKind.QUOTE),
}
Key = tuple[str, UUID]


@dataclass(slots=True)
class Report:
    """How many things are public, and how many entries were missing, other than they must be, or too many."""

    public: int = 0
    differing: int = 0
    told: list[str] = field(default_factory=list)

    def tell(self, kind: str, missing: int, gone: int) -> None:
        """Note differences of one kind."""
        if missing or gone:
            self.differing += missing + gone
            self.told.append(f"{kind}: {missing} missing or changed, {gone} too many")


def refresh(keys: Iterable[Key]) -> None:
    """Make the entries of these things what they must be now."""
    by_noun: dict[str, set[UUID]] = {}
    for noun, public_id in keys:
        if noun in FOUND_AS:
            by_noun.setdefault(noun, set()).add(public_id)
    for noun, things in by_noun.items():
        for kind in FOUND_AS[noun]:
            refresh_kind(noun, kind, sorted(things))


def refresh_kind(noun: str, kind: SearchKind, things: Sequence[UUID]) -> None:
    """The same for what is found as one kind."""
    for begin in range(0, len(things), AT_ONCE):
        some = things[begin : begin + AT_ONCE]
        if noun == "episode" and kind == SearchKind.QUOTE:
            of_episode = Q(quote__episode__public_id__in=some)
            shown = list(SOURCES[kind](of_episode))
            quotes = [one.object_id for one in shown]
            mend(kind, shown, existing(Q(kind=kind, object_id__in=quotes)))
        else:
            shown = list(SOURCES[kind](Q(**{THINGS[kind]: some})))
            turned = mend(kind, shown, existing(Q(kind=kind, thing__in=some)))
            if turned and kind == SearchKind.GUEST:
                refresh_turns_of(turned)


def refresh_turns_of(guests: Collection[int]) -> None:
    """Who speaks in a public transcript is told once they are public themselves, and no longer."""
    turns = list(SOURCES[SearchKind.TURN](Q(speaker__in=guests)))
    mend(
        SearchKind.TURN, turns, existing(Q(kind=SearchKind.TURN, object_id__in=[t.object_id for t in turns]))
    )


def existing(which: Q) -> dict[int, tuple[int, str]]:
    """The entries there are: by the key of the thing, their own key and digest."""
    rows = SearchEntry.objects.filter(which).order_by("pk").values_list("object_id", "pk", "digest")
    return {object_id: (pk, digest) for object_id, pk, digest in rows}


def mend(kind: str, documents: Sequence[Document], there: Mapping[int, tuple[int, str]]) -> set[int]:
    """Store what is missing or changed and take away what is too much; the things that came or went."""
    shown = {one.object_id: one for one in documents}
    changed = [one for one in documents if there.get(one.object_id, (0, ""))[1] != one.digest]
    gone = there.keys() - shown.keys()
    forgotten = [pk for key, (pk, _) in there.items() if key in gone or shown[key] in changed]
    with transaction.atomic(savepoint=False):
        if forgotten:
            backend().forget(forgotten)
        if changed:
            store(changed)
    return gone | (shown.keys() - there.keys())


def store(documents: Sequence[Document], *, learn: bool = True) -> None:
    """Store entries with their words, names and the words people may mean."""
    backend().store(documents)
    named = {(one.kind, one.object_id): one.names for one in documents if one.names}
    if named:
        keys = Q(kind=documents[0].kind, object_id__in=[key for _, key in named])
        entries = {key: pk for key, (pk, _) in existing(keys).items()}
        SearchName.objects.bulk_create(
            (row for (_, key), names in named.items() for row in name_rows(entries[key], names)),
            batch_size=AT_ONCE,
        )
    if learn:
        learn_words({word: 1 for one in documents for word in one.body.split()})


def name_rows(entry: int, names: Iterable[str]) -> Iterator[SearchName]:
    """What a thing is called, from each of its words on."""
    seen: set[str] = set()
    for name in names:
        words = tokens(name)
        for begin in range(len(words)):
            text = " ".join(words[begin:])[:200]
            if text not in seen:
                seen.add(text)
                stems = stemmed(words[begin:])[:200]
                yield SearchName(entry_id=entry, text=text, stemmed=stems, is_whole=begin == 0)


def learn_words(counted: Mapping[str, int]) -> None:
    """Note words that nobody had used yet."""
    words = sorted(word for word in counted if is_learnt(word))
    known: set[str] = set()
    for begin in range(0, len(words), AT_ONCE):
        some = words[begin : begin + AT_ONCE]
        known |= set(SearchWord.objects.filter(text__in=some).values_list("text", flat=True))
    SearchWord.objects.bulk_create(
        (
            SearchWord(text=word, initial=word[0], length=len(word), entries=counted[word])
            for word in words
            if word not in known
        ),
        ignore_conflicts=True,
        batch_size=AT_ONCE,
    )


def is_learnt(word: str) -> bool:
    """Whether a word is one that may be mistyped, and not a number."""
    return SHORTEST <= len(word) <= LONGEST and word not in STOPS and not word.isdecimal()


# All of it


def compare(*, mending: bool = False, say: Callable[[str], None] | None = None) -> Report:
    """Compare the index with all that is public; `mending` makes it so, a few thousand at a time, each in a
    transaction of its own, and forgets the words that stand nowhere any more (none of them is offered even
    before that: whoever offers a word looks whether it stands in something public)."""
    report, used = Report(), set[str]()
    for kind, source in SOURCES.items():
        missing, gone, last = 0, 0, -1
        for documents in in_chunks(source(Q())):
            report.public += len(documents)
            used.update(word for one in documents for word in one.body.split())
            until = documents[-1].object_id
            there = existing(Q(kind=kind, object_id__gt=last, object_id__lte=until))
            shown = {one.object_id for one in documents}
            missing += sum(there.get(one.object_id, (0, ""))[1] != one.digest for one in documents)
            gone += len(there.keys() - shown)
            if mending:
                mend(kind, documents, there)
            last = until
            if say and report.public % (AT_ONCE * 25) == 0:
                say(f"{kind}: {report.public} things looked at")
        behind = existing(Q(kind=kind, object_id__gt=last))
        gone += len(behind)
        if mending and behind:
            mend(kind, [], behind)
        report.tell(kind, missing, gone)
    if mending:
        forget_words(used)
    return report


def forget_words(used: Collection[str]) -> None:
    """Forget all words but these."""
    rows = SearchWord.objects.order_by("text").values_list("text", flat=True)
    unused = [text for text in rows.iterator() if text not in used]
    for begin in range(0, len(unused), AT_ONCE):
        SearchWord.objects.filter(text__in=unused[begin : begin + AT_ONCE]).delete()


def compare_and_tell() -> int:
    """Compare and mend, and log what differed: the services leave nothing to mend, so it is worth a look."""
    report = compare(mending=True)
    for line in report.told:
        logger.warning("The search index differed from what is public, and was mended: %s", line)
    return report.differing


def rebuild(say: Callable[[str], None] | None = None) -> int:
    """Make the whole index anew in one transaction: until it ends, readers find by the old one. Returns how
    many entries there are."""
    counted: Counter[str] = Counter()
    stored = 0
    with transaction.atomic():
        empty()
        for kind, source in SOURCES.items():
            for documents in in_chunks(source(Q())):
                store(documents, learn=False)
                for one in documents:
                    counted.update(set(one.body.split()))
                stored += len(documents)
                if say and stored % (AT_ONCE * 25) == 0:
                    say(f"{stored} entries, now {SearchKind(kind).label}")
        learn_words(counted)
    analyse()
    return stored


def empty() -> None:
    """Take everything away."""
    newest = SearchEntry.objects.aggregate(newest=Max("pk"))["newest"] or 0
    for begin in range(0, newest + 1, AT_ONCE):
        keys = SearchEntry.objects.filter(pk__gt=begin, pk__lte=begin + AT_ONCE).values_list("pk", flat=True)
        backend().forget(list(keys))
    SearchWord.objects.all().delete()


def analyse() -> None:
    """Let the planner know how often words stand where, and put what waits beside the indexes into them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {SearchEntry._meta.db_table}")
            for kind in SearchKind:
                cursor.execute("SELECT gin_clean_pending_list(%s)", [f"annotations_search_words_{kind}"])
