"""A change of the vocabulary, row by row, so that it can be looked at, done and turned round exactly. Pure.

Topics, quotes' versions, claims and synonyms are named by their keys; NEW is a topic that is made by the
change.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any

NEW = 0
QUOTE, CLAIM = "quoteversion", "claim"
ABOUT = "about"  # a claim, and the one topic it is about: whatever loses that gains another
# What refers to other topics among a topic's fields.
REFERENCES = ("parent_id", "merged_into_id")

Link = tuple[str, int, int]  # what kind of thing, which, and the topic


@dataclass(frozen=True, slots=True)
class Edit:
    """What is changed. `fields` are (topic, field, old, new); `moved` synonyms are (synonym, from, to);
    synonyms that are `added` or `dropped` are (topic, text). `made` are the words of a topic that is new;
    `unmade` the one that goes again, and into which."""

    fields: tuple[tuple[int, str, Any, Any], ...] = ()
    lose: tuple[Link, ...] = ()
    gain: tuple[Link, ...] = ()
    moved: tuple[tuple[int, int, int], ...] = ()
    added: tuple[tuple[int, str], ...] = ()
    dropped: tuple[tuple[int, str], ...] = ()
    made: Mapping[str, Any] | None = None
    unmade: tuple[int, int] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it changes nothing."""
        return self == Edit()

    @property
    def sign(self) -> str:
        """Names exactly this change, so that nobody does another than they saw."""
        return sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()[:32]

    @property
    def topics(self) -> set[int]:
        """Every topic that is changed, loses or gains something."""
        found = {topic for topic, *_ in self.fields} | {topic for *_, topic in (*self.lose, *self.gain)}
        found |= {topic for _, *both in self.moved for topic in both}
        found |= {topic for topic, _ in (*self.added, *self.dropped)}
        return found | set(self.unmade or ())

    @property
    def surroundings(self) -> set[int]:
        """The same, and what they stood, stand or will stand under."""
        above = {key for _, field, *both in self.fields if field in REFERENCES for key in both}
        return self.topics | {key for key in above if key}

    def items(self, kind: str) -> set[int]:
        """The versions of quotes, or the claims, whose topics change, or the topic they are about."""
        kinds = (CLAIM, ABOUT) if kind == CLAIM else (kind,)
        return {key for what, key, _ in (*self.lose, *self.gain) if what in kinds}

    def with_new(self, key: int) -> "Edit":
        """The same, once the new topic has its key."""

        def named(topic: int) -> int:
            return key if topic == NEW else topic

        return replace(
            self,
            fields=tuple(
                (named(topic), field, old, key if field in REFERENCES and new == NEW else new)
                for topic, field, old, new in self.fields
            ),
            gain=tuple((kind, item, named(topic)) for kind, item, topic in self.gain),
            moved=tuple((synonym, old, named(new)) for synonym, old, new in self.moved),
        )

    def turned_round(self, *, made: int | None = None, into: int | None = None) -> "Edit":
        """What takes it back; `made` is the topic that it made, and `into` the one that takes its place."""
        return Edit(
            fields=tuple((topic, field, new, old) for topic, field, old, new in self.fields),
            lose=self.gain,
            gain=self.lose,
            moved=tuple((synonym, new, old) for synonym, old, new in self.moved),
            added=self.dropped,
            dropped=self.added,
            unmade=(made, into) if made is not None and into is not None else None,
        )

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def read(kept: Mapping[str, Any]) -> Edit:
    """What was kept."""
    rows = {
        name: tuple(tuple(row) for row in kept[name])
        for name in ("fields", "lose", "gain", "moved", "added", "dropped")
    }
    unmade = kept["unmade"]
    return Edit(**rows, made=kept["made"], unmade=tuple(unmade) if unmade else None)
