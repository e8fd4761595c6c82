"""Which openings a document really begins its turns with, and under which labels.

Told by the whole document: labels come back, times come with speech below them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from transcripts.reading import misreadings, timecodes
from transcripts.reading.labelroles import is_unmistakable, role_of
from transcripts.reading.labels import accepted, is_name, is_plausible, is_sound
from transcripts.reading.names import CAPITALISED
from transcripts.reading.openings import ADDRESS, Form, Opening, Readings
from transcripts.reading.timecodes import CLOCK
from transcripts.reading.turns import Labelled
from transcripts.reading.words import words_in

TIMED = (Form.COLON_TIME, Form.TIME_COLON)
BESIDE_TIMES = (Form.NAME_TIME, Form.TIME_NAME)
ALONE = (Form.NAME, Form.NAME_TIME, Form.TIME_NAME)
FEWEST_WORDS = 3.5
WORDS_PER_SECOND = 0.4
# More lines say no more about a document's habit, and more labels than these are no speakers.
MOST_LINES = 40_000
MOST_CHARACTERS = 200_000
MOST_LABELS = 250
SHORT_TALK = 10
# A label in the middle of a line: behind the end of a sentence, or glued to the last word of something else.
GLUE = r"(?:^|(?<=[.?!…”\"’)\]] )|(?<=[a-zß-öø-ÿ0-9/).!?…”\"\]]))"
BEHIND_GLUED = rf"(?:\s?[(\[](?P<time>{CLOCK})[)\]])?\s?[:：]\s(?=\S)"
UPPER, LOWER = r"[^\W\d_a-zß-öø-ÿ]", r"(?:[^\W\d_A-ZÀ-ÖØ-Þ]|['’])"
# A word of a name that cannot have swallowed the word before it: no capital inside but those that names have.
GLUED_WORD = rf"(?:(?:Mc|Mac|[OD]['’])?{UPPER}{LOWER}*(?:-{UPPER}{LOWER}*)?|{UPPER}{{2,20}})"
GLUED = re.compile(rf"{GLUE}(?P<label>{GLUED_WORD}(?:[ ]{GLUED_WORD}){{0,3}}){BEHIND_GLUED}")
LONG_LINE = 200
MOST_STARTS_BESIDE_INNER = 4
# A time between the colon of a label and the words: "Ada: 0:12 And so".
LEADING_TIME = re.compile(rf"(?P<time>{CLOCK})(?:\s?[-–—]\s?{CLOCK})?[\s*_\-–—]{{1,5}}(?=\S)")
LEADING_SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Habit:
    """How a document begins its turns: in which forms, under which labels, and how often in each form.

    `within` finds labels in the middle of lines, where a document runs its turns together. Where it
    `leads_with_times`, a time stands between a label's colon and the words. `readings` are the document's
    lines as they have been read.
    """

    forms: frozenset[Form] = frozenset()
    labels: frozenset[str] = frozenset()
    counts: Counter[Form] = field(default_factory=Counter)
    within: re.Pattern[str] | None = None
    leads_with_times: bool = False
    readings: Readings = field(default_factory=Readings, repr=False, compare=False)

    def opens(self, opening: Opening) -> bool:
        """Whether this opening begins a turn in this document."""
        if not opening.label:
            return opening.form in self.forms
        return opening.label in self.labels and (opening.form in self.forms or opening.form is Form.COLON)

    def split(self, line: str) -> tuple[str, list[Labelled]]:
        """The splitter of the document's lines, for `turns.read`."""
        before, found = self._split_at_start(line)
        return (before, found) if self.within is None else _split_within(self.within, before, found)

    def _split_at_start(self, line: str) -> tuple[str, list[Labelled]]:
        opening = self.readings[line]
        if opening is None:
            return line, []
        if self.opens(opening):
            time, text = opening.time, opening.text
            if self.leads_with_times and time is None and (leading := LEADING_TIME.match(text)):
                time, text = leading["time"], text[leading.end() :]
            return "", [Labelled(opening.label, time, text)]
        if Form.DASH in self.forms and opening.form is not Form.TIME and opening.spoken and not opening.time:
            return "", [Labelled("", None, opening.spoken)]
        return line, []


def _split_within(within: re.Pattern[str], before: str, found: list[Labelled]) -> tuple[str, list[Labelled]]:
    text = found[-1].text if found else before
    places = list(within.finditer(text))
    if not places:
        return before, found
    ends = [*(match.start() for match in places[1:]), len(text)]
    inner = [
        Labelled(match["label"], match["time"], text[match.end() : end].strip())
        for match, end in zip(places, ends, strict=True)
    ]
    first = text[: places[0].start()].strip()
    if not found:
        return first, inner
    return before, [*found[:-1], Labelled(found[-1].label, found[-1].time, first), *inner]


def habit(lines: Sequence[str], text: str, readings: Readings | None = None) -> Habit:
    """How a document begins its turns, told by its filled lines; `text` is where names are looked up."""
    lines, text = lines[:MOST_LINES], text[:MOST_CHARACTERS]
    readings = Readings() if readings is None else readings
    found = [readings[line] for line in lines]
    misreadings.put_right(lines, found, readings)
    seen = _Seen(lines, found)
    labels: set[str] = set()
    forms: set[Form] = set()
    total = 0

    def take(form: Form, names: frozenset[str]) -> None:
        nonlocal total
        if names:
            forms.add(form)
            labels.update(names)
            total += sum(seen.names[form][name] for name in names)

    for form in (*TIMED, *BESIDE_TIMES):
        take(form, seen.labels_of(form, text))
    take(Form.COLON, seen.colon_labels(text, frozenset(labels)))
    for form in (Form.MARKED, Form.NAME, Form.DASHED):
        if seen.names[form].total() > total:
            take(form, seen.labels_of(form, text))
    for form in (Form.COLON_TIME, Form.COLON):
        if labels and (sounds := {name for name in seen.names[form] if is_sound(name)}):
            forms.add(form)
            labels |= sounds
    inner = labels_within(lines, text) if total < MOST_STARTS_BESIDE_INNER else frozenset()
    labels |= inner
    if not forms and not inner:
        forms |= seen.forms_without_labels()
    within = _within(labels) if inner else None
    if len(labels) > MOST_LABELS:
        labels = _most_frequent(labels, seen)
    leads = _lead_with_times([opening for opening in found if opening and opening.label in labels])
    result = Habit(
        frozenset(forms), frozenset(labels), within=within, leads_with_times=leads, readings=readings
    )
    result.counts.update(opening.form for opening in found if opening and result.opens(opening))
    if inner:
        result.counts[Form.COLON] += len(inner)
    return result


def _lead_with_times(found: Sequence[Opening]) -> bool:
    """Whether a time stands behind the colon of nearly every label; one with hours has been read as such."""
    texts = [opening.text for opening in found if opening.form is Form.COLON and opening.text]
    timed = sum(text[0].isdigit() and LEADING_TIME.match(text) is not None for text in texts)
    known = sum(opening.form is Form.COLON_TIME for opening in found)
    return timed > 0 and timed + known > 2 and timed + known >= LEADING_SHARE * (len(texts) + known)


def labels_within(lines: Sequence[str], text: str) -> frozenset[str]:
    """The labels in the middle of long lines: several that come back, or one person of whom the text gives
    the full name and who then speaks to the end of the line.
    """
    counts: Counter[str] = Counter()
    last: dict[str, int] = {}
    for line in lines:
        if len(line) > LONG_LINE:
            for match in GLUED.finditer(line):
                if is_plausible(match["label"]) and not line.startswith(ADDRESS, match.end()):
                    counts[match["label"]] += 1
                    last[match["label"]] = len(line) - match.end()
    likely = {label for label, count in counts.items() if _is_speaker(label, count)}
    again = frozenset(label for label in likely if counts[label] > 1)
    if len(again) > 1 and sum(counts[label] for label in again) > 3:
        return again | {label for label in likely if " " in label}
    named = (label for label in list(likely)[:20] if last[label] > LONG_LINE)
    return frozenset(label for label in named if re.search(rf"\b{re.escape(label)} {CAPITALISED}", text))


def _most_frequent(labels: Iterable[str], seen: "_Seen") -> set[str]:
    counts: Counter[str] = Counter()
    for names in seen.names.values():
        counts.update(names)
    return set(sorted(labels, key=lambda label: -counts[label])[:MOST_LABELS])


def _within(labels: Iterable[str]) -> re.Pattern[str]:
    names = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    return re.compile(rf"{GLUE}(?P<label>{names}){BEHIND_GLUED}")


class _Seen:
    """The openings of all lines, and what their company says about them."""

    def __init__(self, lines: Sequence[str], found: Sequence[Opening | None]) -> None:
        self.lines, self.found = lines, found
        self.names: dict[Form, Counter[str]] = {form: Counter() for form in Form}
        self.set_off: set[str] = set()
        self.words: dict[Form, int] = dict.fromkeys(Form, 0)
        self.first: dict[tuple[Form, str], int] = {}
        for place, opening in enumerate(found):
            if opening is None or (
                opening.form in ALONE and not opening.text and not self._is_followed(place)
            ):
                continue
            self.names[opening.form][opening.label] += 1
            self.first.setdefault((opening.form, opening.label), place)
            said = opening.text or (lines[place + 1] if place + 1 < len(lines) else "")
            self.words[opening.form] += words_in(said)
            if opening.set_off:
                self.set_off.add(opening.label)

    def _is_followed(self, place: int) -> bool:
        """Whether speech stands below a label alone on its line, and not the next item of a list."""
        if place + 1 >= len(self.found):
            return False
        following, form = self.found[place + 1], self.found[place].form  # type: ignore[union-attr]
        return following is None or (following.form is not form and following.form is not Form.TIME)

    def labels_of(self, form: Form, text: str) -> frozenset[str]:
        """The speakers among what is printed in a form, none where the form is not one of turns here."""
        names = self.names[form]
        likely = Counter(
            {
                label: count
                for label, count in names.items()
                if not is_sound(label) and _is_speaker(label, count)
            }
        )
        again = [label for label, count in likely.items() if count > 1]
        total = likely.total()
        if form in TIMED:
            again = again or [label for label in likely if self.names[Form.COLON][label]]
            throughout = 2 * total >= len(self.lines) and self.words[form] >= FEWEST_WORDS * names.total()
            return frozenset(likely) if total > 1 and (again or throughout) else frozenset()
        if not total or self.words[form] < FEWEST_WORDS * names.total():
            return frozenset()
        if form in BESIDE_TIMES:
            return frozenset(likely) if total > 1 and (again or len(likely) < 5) else frozenset()
        if form is Form.DASHED and (len(again) < 2 or total < max(6, 0.4 * len(self.lines))):
            return frozenset()
        set_off = sum(likely[label] for label in likely if label in self.set_off)
        if not again or len(likely) < 2 or total < (3 if set_off > 1 else 4):
            return frozenset()
        if form is Form.NAME and len(again) < 2 and set_off < 2:
            return frozenset()
        start = min(self.first[form, label] for label in again)
        once = (label for label in likely if self.first[form, label] > start)
        return frozenset(again) | {label for label in once if self._is_person(label, text)}

    def _is_person(self, label: str, text: str) -> bool:
        """Whether a label that stands once is somebody: a role, or a name that the talk mentions too."""
        words = label.split()
        return role_of(label) is not None or (len(words) in (2, 3) and text.count(words[0]) > 1)

    def colon_labels(self, text: str, known: frozenset[str] | set[str]) -> frozenset[str]:
        """The speakers among the words before colons; beside `known` ones with times, few others count."""
        names = self.names[Form.COLON]
        if known:
            mixed = sum(names[label] for label in known) > 2
            return frozenset(
                label
                for label, count in names.items()
                if label in known
                or is_unmistakable(label)
                or (count > 2 and is_name(label, count))
                or (
                    mixed
                    and is_name(label, count)
                    and (count > 1 or " " in label)
                    and self._looks_like(label, known)
                )
            )
        found = accepted(names, text) or self._all_named(names, text)
        found |= self._once_among(found, names, text)
        said = [
            opening.text or (self.lines[place + 1] if place + 1 < len(self.lines) else "")
            for place, opening in enumerate(self.found)
            if opening and opening.form is Form.COLON and opening.label in found
        ]
        speech = sum(
            words_in(words) > 5 or words.rstrip('*_ "”’)').endswith((".", "?", "!", "…", "。"))
            for words in said
        )
        return found if 3 * speech >= len(said) else frozenset()

    def _all_named(self, names: Counter[str], text: str) -> frozenset[str]:
        """Full names that stand once each, where nearly every line has one and somebody says I or you."""
        everybody = len(names) > 1 and all(" " in label and is_name(label) for label in names)
        spoken = re.search(r"\b(?:I|you|we|je|vous|ich|wir|yo|io)\b", text) is not None
        return (
            frozenset(names)
            if everybody and spoken and 5 * len(names) >= 4 * len(self.lines)
            else frozenset()
        )

    def _once_among(self, known: frozenset[str], names: Counter[str], text: str) -> frozenset[str]:
        """First names that stand once: bold as the others are, or mentioned in a short talk."""
        if not known:
            return known
        bold = 2 * len(self.set_off & known) > len(known)
        others = [
            label for label, count in names.items() if count == 1 and label not in known and is_name(label)
        ]
        short = sum(names[label] for label in known) <= SHORT_TALK and len(others) <= SHORT_TALK
        return frozenset(
            label
            for label in others
            if (bold and label in self.set_off)
            or (short and re.search(rf"\b{re.escape(label)}\b(?!\s?[:：])", text))
        )

    def _looks_like(self, label: str, known: frozenset[str] | set[str]) -> bool:
        """Whether a label is bold or the like where those that are known are."""
        return label in self.set_off or 2 * len(self.set_off & known) < len(known)

    def forms_without_labels(self) -> set[Form]:
        """Whether times or dashes alone begin the turns of this document."""
        if self._are_times_of_speech():
            return {Form.TIME}
        dashes = [opening.spoken for opening in self.found if opening and opening.form is Form.DASH]
        ends = sum(words.rstrip().endswith((".", "?", "!", "…", "”", "»")) for words in dashes)
        asks = any("?" in words for words in dashes)
        links = sum("http" in words or "](" in words for words in dashes)
        if (
            len(dashes) >= 4
            and 2 * len(dashes) >= len(self.lines)
            and 3 * ends >= 2 * len(dashes)
            and asks
            and not links
        ):
            return {Form.DASH}
        return set()

    def _are_times_of_speech(self) -> bool:
        """Whether words stand at the times as densely as people speak, and not as chapters are listed."""
        times, words = [], 0
        for place, opening in enumerate(self.found):
            if opening is not None and opening.time and (opening.form is Form.TIME or opening.spoken):
                if (ms := timecodes.read(opening.time)) is not None:
                    times.append(ms)
                words += words_in(opening.spoken)
            elif times:
                words += words_in(self.lines[place])
        gaps = sorted(b - a for a, b in pairwise(times) if b > a)
        if len(gaps) < 2 or 2 * len(gaps) < len(times) - 1:
            return False
        seconds = sum(gaps) / timecodes.MS_PER_SECOND
        return words / seconds > WORDS_PER_SECOND and words >= 2 * len(times)


def _is_speaker(label: str, count: int) -> bool:
    return role_of(label) is not None or is_name(label, count)
