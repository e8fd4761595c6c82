"""Turns that begin with a time and a label: "[0:12:33.4] AB: ...", in any bold or heading decoration, or
"0:12 - Ada Byron" above the words.

Section markers stand in brackets and may be glued to other lines; paragraphs may be cut by page breaks. This
is how Software Engineering Daily publishes its transcripts.
"""

import re
from collections import Counter

from transcripts.documents import ParsedDocument
from transcripts.reading import labelled, prefaces, turns
from transcripts.reading.episodes import assemble
from transcripts.reading.labels import LABEL
from transcripts.reading.openings import Form
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.turns import Labelled

NAME = "timed-labels"

TIME = r"\[\s*(?P<time>[0-9OolI][0-9OolI:;.,]{2,14})\s*\\?\]"
# Looked for from the bracket on, which is quick; the decoration before it is `_start`'s.
LABELLED = re.compile(rf"{TIME}[\s*_]{{0,8}}(?P<label>{LABEL})[\s*_]{{0,6}}[:：][*_]{{0,3}}")
# Misprints are believed only for labels that the document uses properly elsewhere.
WITHOUT_COLON = r"[#>\s]*[*_]{{0,3}}\\?{time}[\s*_]{{0,8}}(?P<label>{labels})\b[\s*_;.]{{0,6}}"
WITHOUT_TIME = r"[#>\s]*[*_]{{0,3}}(?P<label>{labels})[\s*_]{{0,6}}:[*_]{{0,3}}(?=\s|$)"
DECORATION = 3
FORMS = (Form.TIME_COLON, Form.TIME_NAME)


def sniff(source: SourceText) -> float:
    """How sure it is that the document has labels with times before them."""
    if source.is_marked_up:
        return 0.0
    return _sure(source, printed_labels(source))


def _sure(source: SourceText, labels: Counter[str]) -> float:
    count = labels.total()
    sure = labelled.confidence(source, FORMS)
    return max(sure, min(0.99, 0.6 + 0.05 * count)) if count else sure


def parse(source: SourceText) -> ParsedDocument:
    """One episode with its turns and sections; what stands before them are title and notes."""
    labels = printed_labels(source)
    sure = _sure(source, labels)
    if labels.total() < sum(source.habit.counts[form] for form in FORMS):
        return labelled.parse(source, NAME, sure)
    talk = turns.read(source.body, _Splitter(labels).split)
    top = labelled.top_heading(source.body)
    made = assemble(talk, prefaces.facts_of(talk.preface, source.front, top=top))
    return ParsedDocument(NAME, round(sure, 2), None, (made.episode,), made.problems)


def printed_labels(source: SourceText) -> Counter[str]:
    """How often each label stands after a time in the beginnings of lines."""
    return Counter(
        match["label"] for line in source.sample if "[" in line for match in LABELLED.finditer(line)
    )


class _Splitter:
    """Cuts a line at every label in it, knowing which labels the document uses."""

    def __init__(self, labels: Counter[str]) -> None:
        known = "|".join(re.escape(label) for label, count in labels.most_common(20) if count > 1)
        self.loose = [
            re.compile(form.format(time=TIME, labels=known))
            for form in (WITHOUT_COLON, WITHOUT_TIME)
            if known
        ]

    def split(self, line: str) -> tuple[str, list[Labelled]]:
        matches = list(LABELLED.finditer(line)) if "[" in line else []
        starts = [_start(line, match) for match in matches]
        if not starts or starts[0] > 0:
            loose = next((match for form in self.loose if (match := form.match(line[:200]))), None)
            matches, starts = ([loose, *matches], [0, *starts]) if loose else (matches, starts)
        if not matches:
            return line, []
        ends = [*starts[1:], len(line)]
        found = [
            Labelled(match["label"], match.groupdict().get("time"), line[match.end() : end].strip())
            for match, end in zip(matches, ends, strict=True)
        ]
        return line[: starts[0]], found


def _start(line: str, match: re.Match[str]) -> int:
    """Where a label with its time begins: up to three signs of decoration may stand before its bracket."""
    first = max(0, match.start() - DECORATION - 1)
    before = line[first : match.start()].removesuffix("\\")
    decorated = len(before) - len(before.rstrip("*_"))
    return first + len(before) - min(decorated, DECORATION)
