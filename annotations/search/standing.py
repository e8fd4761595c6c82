"""Words that stand in something public: by themselves, not by their stems, and at this moment.

The index knows stems, so it only says where to look: “forks” does not keep “forked”.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Q

from annotations.querylanguage import Term
from annotations.search.backend import Node, Wanted, backend
from annotations.search.documents import KEYS, SOURCES

# So many entries of a kind with the same stem are read for one word. One that stands in none of them is taken
# for unused: not to offer a word is safe.
MOST = 200


def standing(words: Iterable[str]) -> set[str]:
    """Those of these words that stand in something public now."""
    return {word for word in words if any(word in body for body in bodies(word))}


def bodies(word: str) -> Iterator[set[str]]:
    """The words of public things that have this word or one like it."""
    wanted = Wanted((Node((Term((word,)),)),))
    for kind, source in SOURCES.items():
        entries = backend().ids(wanted, kind).order_by().values_list("object_id", flat=True)
        if keys := list(entries[:MOST]):
            for document in source(Q(**{f"{KEYS[kind]}__in": keys})):
                yield set(document.body.split())
