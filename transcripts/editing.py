"""Correct the turns of a text: words, speakers, splits, merges, times, sections. Pure: no database.

Edits name turns by their position and words by their code points in the text they were made on, all of them
in one and the same text, so their order does not matter. Places kept inside a turn (starts of paragraphs,
times) move with the word they stand at; where that word goes they move on to the next one that stays.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Final

from rapidfuzz.distance import Levenshtein

from transcripts.documents import LATEST_MS, SectionKind

LONGEST_LABEL = 200
WORD = re.compile(r"\S+")
# Signs of no width; no document that is read in keeps them either (`decoding.tidy`).
UNSEEN = str.maketrans("", "", "\ufeff\u200b")
# A turn that ends like this ended its paragraph, whoever goes on.
SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")

NO_TURN = "There is no turn {turn} in this text. Load the episode again."
NO_WORDS_THERE = "Turn {turn} has no words from {start} to {end}. Load the episode again."
OVERLAP = "Two of these changes are about the same thing in turn {turn}. Send one of them."
UNREADABLE = "These words hold a character that no text can keep (U+{code:04X}). Type them anew."
ALL_GONE = "This would leave no words at all. Keep at least one turn."
NO_LABEL = "No turn is labelled “{label}”. Load the episode again."
LONG_LABEL = "A label or title has at most 200 characters. Shorten it."
SPLIT_EDGE = "A turn is split between two of its words. Choose a place inside it."
LAST_TURN = "There is no turn after the last one to merge it with."
BAD_TIME = "A time is between 0 and 100 hours. Give an earlier one, or none."
ENDS_FIRST = "The turn would end before it starts. Give a later end, or none."
NO_SECTION = "There is no section called “{kind}”. Choose one of: {kinds}."
BACKWARDS = "A section runs from a turn to a later one. Choose its last turn again."


class Same(Enum):
    """Stands where nothing is said, as None says “nobody” or “no time”."""

    SAME = "same"


SAME: Final = Same.SAME


@dataclass(frozen=True, slots=True)
class EditedTurn:
    """A turn of a text that is being worked on. `speaker` is whatever names a person, None nobody;
    `opens_section` says that a section starts with it. The rest is as in `documents.ParsedTurn`."""

    text: str
    label: str = ""
    speaker: int | None = None
    section: str = str(SectionKind.INTERVIEW)
    section_title: str = ""
    opens_section: bool = False
    start_ms: int | None = None
    end_ms: int | None = None
    paragraph_starts: tuple[int, ...] = (0,)
    cues: tuple[tuple[int, int], ...] = ()
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """Other words from `start` to `end` of a turn's text; none take them away, and an empty turn goes."""

    turn: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says a turn, whatever its label, and the label where that is wrong too."""

    turn: int
    speaker: int | None
    label: str | Same = SAME


@dataclass(frozen=True, slots=True)
class Label:
    """Who a label is throughout; a turn that has a `Speaker` of its own is left to that."""

    label: str
    speaker: int | None


@dataclass(frozen=True, slots=True)
class Split:
    """A turn divided at a place in its text; the second part may be somebody else's."""

    turn: int
    at: int
    speaker: int | Same | None = SAME
    label: str | Same = SAME


@dataclass(frozen=True, slots=True)
class Merge:
    """A turn and the next as one, by the first one's speaker."""

    turn: int


@dataclass(frozen=True, slots=True)
class Time:
    """When a turn starts, and ends; None takes the time away."""

    turn: int
    start_ms: int | None
    end_ms: int | Same | None = SAME


@dataclass(frozen=True, slots=True)
class Section:
    """What the turns from `turn` to `through` (inclusive) are; like a neighbouring section, they join it."""

    turn: int
    through: int
    kind: str
    title: str = ""


Edit = Words | Speaker | Label | Split | Merge | Time | Section


class BadEdit(Exception):
    """An edit that cannot be made: the message says why and what to do; `index` is its place among the edits,
    None where it is about all of them."""

    def __init__(self, message: str, index: int | None = None) -> None:
        super().__init__(message)
        self.index = index


def apply(turns: Sequence[EditedTurn], edits: Sequence[Edit]) -> tuple[EditedTurn, ...]:
    """The turns with all edits made. Raises BadEdit where one does not fit the text, or two meet."""
    plan = _Plan(turns)
    for index, edit in enumerate(edits):
        plan.add(index, edit)
    return plan.result()


def with_sections(turns: Iterable[EditedTurn]) -> tuple[EditedTurn, ...]:
    """The turns, each that is of another kind or title than the one before opening a section."""
    done: list[EditedTurn] = []
    for turn in turns:
        goes_on = bool(done) and _same_section(done[-1], turn)
        done.append(turn if turn.opens_section or goes_on else replace(turn, opens_section=True))
    return tuple(done)


def running_back(turns: Sequence[EditedTurn]) -> list[int]:
    """The positions of turns that start before one that stands earlier in the text."""
    found, latest = [], 0
    for position, turn in enumerate(turns):
        if turn.start_ms is None:
            continue
        if turn.start_ms < latest:
            found.append(position)
        latest = max(latest, turn.start_ms)
    return found


def squeezed(text: str, places: Sequence[int] = ()) -> tuple[str, list[int]]:
    """A text as one line with single blanks, and its places in it; one between words is the next word's."""
    words = list(WORD.finditer(text))
    starts, at, there = [word.start() for word in words], 0, []
    for word in words:
        there.append(at)
        at += len(word.group()) + 1
    line = " ".join(word.group() for word in words)
    moved = []
    for place in places:
        number = bisect_right(starts, place) - 1
        inside = number >= 0 and place < words[number].end()
        if inside:
            moved.append(there[number] + place - starts[number])
        else:
            moved.append(there[number + 1] if number + 1 < len(words) else len(line))
    return line, moved


def visible(typed: str) -> str:
    """What was typed without the signs that nobody sees, which come along when words are pasted."""
    return typed.translate(UNSEEN)


def is_storable(text: str) -> bool:
    """Whether a text holds only characters that a database and a page can keep."""
    return _unstorable(text) is None


def _unstorable(text: str) -> str | None:
    return next((c for c in text if unicodedata.category(c) in ("Cc", "Cs") and not c.isspace()), None)


def _same_section(one: EditedTurn, other: EditedTurn) -> bool:
    return (one.section, one.section_title) == (other.section, other.section_title)


@dataclass
class _Changes:
    """What is to become of one turn, each with the place of its edit."""

    words: list[tuple[Words, int]] = field(default_factory=list)
    splits: dict[int, Split] = field(default_factory=dict)
    speaker: Speaker | None = None
    time: Time | None = None
    section: Section | None = None
    merged: bool = False


class _Plan:
    """Edits sorted by the turns they change, each checked against the text and against the others."""

    def __init__(self, turns: Sequence[EditedTurn]) -> None:
        self.turns = turns
        self.changes: dict[int, _Changes] = {}
        self.labels: dict[str, Label] = {}

    def add(self, index: int, edit: Edit) -> None:
        """Take up an edit, or say why it cannot be."""
        try:
            self._add(index, edit)
        except BadEdit as bad:
            bad.index = index
            raise

    def _add(self, index: int, edit: Edit) -> None:
        if isinstance(edit, Label):
            return self._label(edit)
        if not 0 <= edit.turn < len(self.turns):
            raise BadEdit(NO_TURN.format(turn=edit.turn))
        if isinstance(edit, Section):
            return self._section(edit)
        changes = self._of(edit.turn)
        if isinstance(edit, Words):
            return self._words(changes, edit, index)
        if isinstance(edit, Split):
            return self._split(changes, edit)
        if isinstance(edit, Merge):
            _once(changes.merged, edit.turn)
            if edit.turn + 1 == len(self.turns):
                raise BadEdit(LAST_TURN)
            changes.merged = True
        elif isinstance(edit, Speaker):
            _once(changes.speaker, edit.turn)
            changes.speaker = replace(edit, label=_name(edit.label))
        else:
            _once(changes.time, edit.turn)
            _check_times(edit)
            changes.time = edit
        return None

    def _of(self, turn: int) -> _Changes:
        return self.changes.setdefault(turn, _Changes())

    def _label(self, edit: Label) -> None:
        if edit.label in self.labels:
            raise BadEdit(f"Two of these changes say who “{edit.label}” is. Send one of them.")
        if not any(turn.label == edit.label for turn in self.turns):
            raise BadEdit(NO_LABEL.format(label=edit.label))
        self.labels[edit.label] = edit

    def _section(self, edit: Section) -> None:
        kinds = [str(kind) for kind in SectionKind]
        if edit.kind not in kinds:
            raise BadEdit(NO_SECTION.format(kind=edit.kind, kinds=", ".join(kinds)))
        if edit.through < edit.turn:
            raise BadEdit(BACKWARDS)
        if edit.through >= len(self.turns):
            raise BadEdit(NO_TURN.format(turn=edit.through))
        named = replace(edit, title=_plain(edit.title))
        for position in range(edit.turn, edit.through + 1):
            changes = self._of(position)
            _once(changes.section, position)
            changes.section = named

    def _words(self, changes: _Changes, edit: Words, index: int) -> None:
        if not 0 <= edit.start <= edit.end <= len(self.turns[edit.turn].text):
            raise BadEdit(NO_WORDS_THERE.format(turn=edit.turn, start=edit.start, end=edit.end))
        if bad := _unstorable(edit.text):
            raise BadEdit(UNREADABLE.format(code=ord(bad)))
        spans = [(other.start, other.end) for other, _ in changes.words]
        if any(_meet(edit.start, edit.end, *span) for span in spans):
            raise BadEdit(OVERLAP.format(turn=edit.turn))
        if any(edit.start < at < edit.end for at in changes.splits):
            raise BadEdit(OVERLAP.format(turn=edit.turn))
        changes.words.append((replace(edit, text=visible(edit.text)), index))

    def _split(self, changes: _Changes, edit: Split) -> None:
        text = self.turns[edit.turn].text
        if not text[: max(0, edit.at)].strip() or not text[edit.at :].strip():
            raise BadEdit(SPLIT_EDGE)
        # Two places between the same two words are one.
        at = edit.at + len(text[edit.at :]) - len(text[edit.at :].lstrip())
        if at in changes.splits or any(other.start < at < other.end for other, _ in changes.words):
            raise BadEdit(OVERLAP.format(turn=edit.turn))
        changes.splits[at] = replace(edit, at=at, label=_name(edit.label))

    def result(self) -> tuple[EditedTurn, ...]:
        """The text after all edits."""
        done: list[EditedTurn] = []
        opens, joins = False, False
        sectioned: list[bool] = []  # whether somebody said what section it is
        for position in range(len(self.turns)):
            changes = self.changes.get(position)
            parts = self._parts(position, changes)
            opens |= self.turns[position].opens_section
            for number, part in enumerate(parts):
                if joins and number == 0:
                    done[-1] = joined(done[-1], part)
                    continue
                done.append(replace(part, opens_section=opens))
                sectioned.append(changes is not None and changes.section is not None)
                opens = False
            # What a turn that went was to be joined to is still joined to the next.
            joins = bool(changes and changes.merged) and (bool(parts) or joins)
        if not done:
            raise BadEdit(ALL_GONE)
        return with_sections(_sections_joined(done, sectioned))

    def _parts(self, position: int, changes: _Changes | None) -> list[EditedTurn]:
        """What becomes of one turn: itself, its parts, or nothing."""
        turn = self.turns[position]
        if label := self.labels.get(turn.label):
            turn = replace(turn, speaker=label.speaker)
        if changes is None:
            return [turn]
        if changes.section:
            turn = replace(turn, section=changes.section.kind, section_title=changes.section.title)
        if changes.speaker:
            turn = _spoken(turn, changes.speaker)
        if changes.time:
            turn = _timed(turn, changes.time)
        places = sorted(changes.splits)
        turn, carried = _reworded(turn, [edit for edit, _ in changes.words], places)
        if not turn.text:
            return []
        splits = [changes.splits[place] for place in places]
        return list(_divided(turn, list(zip(splits, carried, strict=True))))


def _once(earlier: object, turn: int) -> None:
    if earlier:
        raise BadEdit(OVERLAP.format(turn=turn))


def _meet(start: int, end: int, other_start: int, other_end: int) -> bool:
    """Whether two stretches share a character, or are insertions at one and the same place."""
    if start == end and other_start == other_end:
        return start == other_start
    return start < other_end and other_start < end


def _plain(name: str) -> str:
    """A label or title on one line."""
    plain = " ".join(visible(name).split())
    if len(plain) > LONGEST_LABEL:
        raise BadEdit(LONG_LABEL)
    if bad := _unstorable(plain):
        raise BadEdit(UNREADABLE.format(code=ord(bad)))
    return plain


def _name(label: str | Same) -> str | Same:
    return label if isinstance(label, Same) else _plain(label)


def _check_times(edit: Time) -> None:
    end = None if isinstance(edit.end_ms, Same) else edit.end_ms
    if any(ms is not None and not 0 <= ms < LATEST_MS for ms in (edit.start_ms, end)):
        raise BadEdit(BAD_TIME)
    if edit.start_ms is not None and end is not None and end < edit.start_ms:
        raise BadEdit(ENDS_FIRST)


def _spoken(turn: EditedTurn, edit: Speaker | Split) -> EditedTurn:
    """A turn by whom an edit says, under the label it says."""
    speaker = turn.speaker if isinstance(edit.speaker, Same) else edit.speaker
    label = turn.label if isinstance(edit.label, Same) else edit.label
    return replace(turn, speaker=speaker, label=label)


def _timed(turn: EditedTurn, edit: Time) -> EditedTurn:
    """A turn at other times. Times inside that cannot hold any more go, as does an end before the start."""
    start = edit.start_ms
    end = turn.end_ms if isinstance(edit.end_ms, Same) else edit.end_ms
    if start is not None and end is not None and end < start:
        end = None
    cues = tuple((place, ms) for place, ms in turn.cues if (start or 0) <= ms and (end is None or ms <= end))
    return replace(turn, start_ms=start, end_ms=end, cues=cues)


def _reworded(
    turn: EditedTurn, edits: Sequence[Words], places: Sequence[int]
) -> tuple[EditedTurn, list[int]]:
    """A turn with other words, and where `places` of its text are then."""
    if not edits:
        return turn, list(places)
    changes = sorted(change for edit in edits for change in _refined(turn.text, edit))
    pieces, at = [], 0
    for start, end, text in changes:
        pieces += [turn.text[at:start], text]
        at = end
    starts, cues = turn.paragraph_starts, turn.cues
    kept = [*starts, *(place for place, _ in cues), *places]
    text, moved = squeezed("".join([*pieces, turn.text[at:]]), [_carried(place, changes) for place in kept])
    paragraphs = sorted({0, *(place for place in moved[: len(starts)] if place < len(text))})
    # Of two times at one place the later one holds.
    timed = dict(zip(moved[len(starts) :], (ms for _, ms in cues), strict=False))
    return replace(
        turn,
        text=text,
        paragraph_starts=tuple(paragraphs),
        cues=tuple((place, ms) for place, ms in timed.items() if place < len(text)),
    ), moved[len(kept) - len(places) :]


def _carried(place: int, changes: Sequence[tuple[int, int, str]]) -> int:
    """Where a place is after the changes: before what is put in there, behind what went from around it."""
    shift = 0
    for start, end, text in changes:
        if place <= start:
            break
        if place < end:
            return start + shift + len(text)
        shift += len(text) - (end - start)
    return place + shift


def _refined(text: str, edit: Words) -> Iterator[tuple[int, int, str]]:
    """An edit as the changes of single words it comes to, so that a turn typed anew keeps its places."""
    old, words = text[edit.start : edit.end], WORD.findall(edit.text)
    before, after = text[: edit.start][-1:], text[edit.end :][:1]
    whole = all(not edge.strip() for edge in (before, after))
    if not words or old != old.strip() or edit.text != edit.text.strip() or not old or not whole:
        yield edit.start, edit.end, edit.text
        return
    found = [(edit.start + word.start(), edit.start + word.end()) for word in WORD.finditer(old)]
    for op in Levenshtein.opcodes(WORD.findall(old), words):
        tag, i, j, k, m = op.tag, op.src_start, op.src_end, op.dest_start, op.dest_end
        if tag == "replace":
            for (start, end), word in zip(found[i:j], words[k:m], strict=True):
                yield start, end, word
        elif tag == "delete":
            yield found[i][0], found[j - 1][1], ""
        elif tag == "insert" and i < len(found):
            yield found[i][0], found[i][0], " ".join(words[k:m]) + " "
        elif tag == "insert":
            yield edit.end, edit.end, " " + " ".join(words[k:m])


def _divided(turn: EditedTurn, splits: Sequence[tuple[Split, int]]) -> Iterator[EditedTurn]:
    """A turn's parts. A part starts when a time is known at its first word, else at no known time."""
    rest, taken = turn, 0
    for split, place in splits:
        first, rest = _halves(rest, place - taken)
        if not first.text or not rest.text:
            raise BadEdit(SPLIT_EDGE)
        yield first
        rest, taken = _spoken(rest, split), place
    yield rest


def _halves(turn: EditedTurn, at: int) -> tuple[EditedTurn, EditedTurn]:
    known = dict(turn.cues).get(at)
    first = replace(
        turn,
        text=turn.text[:at].rstrip(),
        end_ms=known,
        paragraph_starts=tuple(place for place in turn.paragraph_starts if place < at),
        cues=tuple(cue for cue in turn.cues if cue[0] < at),
    )
    second = replace(
        turn,
        text=turn.text[at:],
        start_ms=known,
        paragraph_starts=(0, *(place - at for place in turn.paragraph_starts if place > at)),
        cues=tuple((place - at, ms) for place, ms in turn.cues if place > at),
        opens_section=False,
    )
    return first, second


def joined(one: EditedTurn, other: EditedTurn) -> EditedTurn:
    """Two turns as one, with the first one's speaker and section; the second's start stays as a time inside.

    A paragraph ends between them only where a sentence does.
    """
    at = len(one.text) + 1
    starts = other.paragraph_starts if SENTENCE_END.search(one.text) else other.paragraph_starts[1:]
    latest = max([one.start_ms or 0, *(ms for _, ms in one.cues)])
    cues = list(one.cues)
    begins = [] if other.start_ms is None or dict(other.cues).get(0) is not None else [(0, other.start_ms)]
    for place, ms in (*begins, *other.cues):
        if ms >= latest:
            cues.append((place + at, ms))
            latest = ms
    end = other.end_ms if other.end_ms is not None and other.end_ms >= latest else None
    return replace(
        one,
        text=f"{one.text} {other.text}",
        end_ms=end,
        paragraph_starts=(*one.paragraph_starts, *(place + at for place in starts)),
        cues=tuple(cues),
    )


def _sections_joined(turns: Sequence[EditedTurn], sectioned: Sequence[bool]) -> Iterator[EditedTurn]:
    """The turns; where somebody said what section a turn is, it is one section with its likes beside it."""
    before: EditedTurn | None = None
    for number, turn in enumerate(turns):
        said = sectioned[number] or (number > 0 and sectioned[number - 1])
        one = replace(turn, opens_section=False) if said and before and _same_section(before, turn) else turn
        yield one
        before = one


def summary(edits: Sequence[Edit]) -> str:
    """What a set of edits does, in a sentence, for whoever gave no reason."""
    told = [text for kind, one, many in _TOLD if (text := _counted(edits, kind, one, many))]
    return f"{'; '.join(told)}." if told else ""


_TOLD: Sequence[tuple[type, str, str]] = (
    (Words, "words changed in 1 turn", "words changed in {} turns"),
    (Speaker, "another speaker for 1 turn", "another speaker for {} turns"),
    (Label, "a speaker for 1 label", "speakers for {} labels"),
    (Split, "1 split", "{} splits"),
    (Merge, "1 merge", "{} merges"),
    (Time, "times of 1 turn", "times of {} turns"),
    (Section, "1 section", "{} sections"),
)


def _counted(edits: Sequence[Edit], kind: type, one: str, many: str) -> str:
    found: Mapping[object, None] = dict.fromkeys(_object(edit) for edit in edits if isinstance(edit, kind))
    return one if len(found) == 1 else many.format(len(found)) if found else ""


def _object(edit: Edit) -> object:
    """What an edit is counted by: its turn, but each split for itself."""
    if isinstance(edit, Split):
        return edit.turn, edit.at
    return edit.label if isinstance(edit, Label) else edit.turn
