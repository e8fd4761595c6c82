"""How turns begin: what a line opens with, and which openings a document really begins its turns with.

A line is read by a grammar of times, labels and the signs between them, whatever program printed it. Whether
an opening is one of a turn is told by the whole document: labels come back, times come with speech below
them.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from transcripts.reading import timecodes
from transcripts.reading.labelroles import is_unmistakable, role_of
from transcripts.reading.labels import LABEL, LABEL_WIDTH, accepted, is_name, is_plausible, is_sound
from transcripts.reading.names import CAPITALISED
from transcripts.reading.timecodes import CLOCK
from transcripts.reading.turns import Labelled, Line

HEAD_WIDTH = 200
# Without any of these near its beginning a line longer than a label opens with nothing.
SIGNS = re.compile(r"^.{0,110}?[:：*_\[(<>|\t]|^.{0,60}\s[-–—]|^[#\-–—•+\dQA]")
LABEL_LINE = 100


class Form(StrEnum):
    """The ways in which a turn begins; what stands in capitals is the label."""

    COLON = "NAME: words"
    COLON_TIME = "NAME (0:12): words"
    TIME_COLON = "[0:12] NAME: words"
    NAME_TIME = "NAME 0:12, words below"
    TIME_NAME = "0:12 NAME, words below"
    MARKED = "[NAME] words"
    NAME = "NAME, words below"
    DASHED = "NAME – words"
    TIME = "0:12 words"
    DASH = "– words"


@dataclass(frozen=True, slots=True)
class Opening:
    """What a line opens with: `text` follows the label, `spoken` a time or dash before all else."""

    form: Form
    label: str
    time: str | None
    text: str
    aside: str = ""
    spoken: str = ""
    set_off: bool = False


UNTIL = rf"(?:\s?(?:-->|->|→|–|—|-|to|bis|/)\s?{CLOCK})?"
IN_BRACKETS = (
    r"(?=[\dOolI.,]{0,9}[:;])[\dOolI][\dOolI:;.,]{2,14}|"
    r"(?:\d{1,2}\s?h\s?)?\d{1,3}\s?m(?:in)?\s?\d{1,2}\s?s(?:ec)?"
)
TIME_AT = re.compile(
    rf"\\?[\[(<{{]\s?(?P<boxed>{IN_BRACKETS}){UNTIL}\s?\\?[\])>}}]|(?P<bare>{CLOCK}){UNTIL}(?![\w/%])"
)
TIME_ONLY = re.compile(rf"[#>\s*_\-–—]{{0,8}}(?:{TIME_AT.pattern})[\s*_:.\-–—]{{0,8}}")
LEAD = re.compile(
    r"(?P<marks>[#>\s]*)(?P<dash>[–—]\s{0,3}|-\s{0,2}(?=[^\W\d_a-z]|[¿¡\"“\[*])|[•+*-]\s{1,3})?(?P<bold>[*_]{0,3})"
)
ROLE_LABEL = (
    r"(?i:unknown speaker|speaker|spk|spkr|host|guest|interviewer|interviewee|moderator|narrator|announcer|"
    r"participant|caller|audience(?: member)?)(?:[ _\-#]{0,2}[0-9A-Z]{1,3})?(?![\w])"
)
NAME_AT = re.compile(
    rf"(?P<open>\\?[\[<])?[*_]{{0,3}}(?P<label>{LABEL}|{ROLE_LABEL}|\d{{1,2}}(?=\]))[*_]{{0,3}}"
    r"(?(open)\s?\\?[\])>])"
)
JOINT = re.compile(r"[\s*_|·•:,.\-–—]{0,8}")
BEFORE_TIME = re.compile(r"[\s*_|/·•,@\-–—]{0,6}")
ASIDE = re.compile(r"\s?[*_]{0,3}\s?(?:\((?P<round>[^()\n]{1,60})\)|\[(?P<square>[^\[\]\n]{1,60})\])")
COMMA_ASIDE = re.compile(r",\s(?P<comma>[^:：.?!\n]{2,60})(?=[*_]{0,3}\s?[:：])")
COLON = re.compile(r"[\s*_]{0,4}(?:[:：]{1,2}[*_]{0,3}(?=\s|$|[\"“«(\[\\]|[^\W\d_a-z])|：)[\s*_]{0,5}")
AFTER_TIME = re.compile(r"[\s*_]{0,5}")
END = re.compile(r"[\s*_#]*$")
DASH_AFTER = re.compile(r"[*_]{0,3}(?:\s[-–—]{1,2}\s|\t|\s?\|\s)[*_]{0,3}(?=\S)")
QUESTION = re.compile(r"(?P<label>[QA])[*_]{0,3}\.[*_]{0,3}\s+(?=\S)")
ADDRESS = ("http", "//", "www.", "@")
# What somebody calls themselves in a chat, or a name in lower case.
HANDLE = re.compile(
    rf"[\s*_]{{0,3}}(?:(?:[\[(]\s?)?(?P<time>{CLOCK})(?:\s?[\])])?[\s\-–—*_]{{1,5}})?"
    r"(?P<open>[\[<])?@?(?P<label>[a-zà-öø-ÿ][\w.\-]{1,24})(?(open)[\]>])[*_]{0,3}\s?[:：][*_]{0,3}(?:\s+|$|(?=[^\W\d_a-z]))"
)
# A time between the colon of a label and the words: "Ada: 0:12 And so".
LEADING_TIME = re.compile(rf"(?P<time>{CLOCK})(?:\s?[-–—]\s?{CLOCK})?[\s*_\-–—]{{1,5}}(?=\S)")
LEADING_SHARE = 0.8
EPISODE_ASIDE = re.compile(
    r"(?:[Ee]pisode|[Ee]p\.?|[Ff]olge|[ÉéEe]pisode|[Ee]pisodio|[Ee]pisódio|[Aa]fl\w*|[Ss]eason|S\d)\b.{0,12}\d|#\d"
)
TITLE_WORDS = 14


def read(line: str) -> Opening | None:
    """The opening that a line has the shape of, None for other lines."""
    head = line[:HEAD_WIDTH]
    if len(line) > LABEL_LINE and SIGNS.search(head) is None:
        return None
    lead = LEAD.match(head)
    if lead is None:
        return None
    place, time = lead.end(), None
    spoken = line[lead.start("bold") :] if lead["dash"] or ">>" in lead["marks"] else ""
    if timed := TIME_AT.match(head, place):
        time = timed["boxed"] or timed["bare"]
        place = _behind(JOINT, head, timed.end())
        spoken = line[place:]
    found = _Named(line, head, time, spoken).read(place, bool(lead["bold"]) or "#" in lead["marks"])
    if found is not None and not (_is_item(lead["dash"]) and not (found.set_off or found.time)):
        return found
    if time is not None:
        return Opening(Form.TIME, "", time, spoken, spoken=spoken)
    if ">>" in lead["marks"] or (lead["dash"] and lead["dash"][0] in "-–—"):
        return Opening(Form.DASH, "", None, spoken, spoken=spoken)
    return None


class Readings(dict[str, Opening | None]):
    """What the lines of a document open with, each different line read once."""

    def __missing__(self, line: str) -> Opening | None:
        self[line] = opening = read(line)
        return opening


def _is_item(dash: str | None) -> bool:
    """Whether the sign before a line makes it an item of a list; a long dash may stand before a speaker."""
    return dash is not None and dash[0] not in "–—"


def _behind(pattern: re.Pattern[str], head: str, place: int) -> int:
    match = pattern.match(head, place)
    return match.end() if match else place


class _Named:
    """Reads what follows in a line once its time is known: a label, an aside, a time beside it, a colon."""

    def __init__(self, line: str, head: str, time: str | None, spoken: str) -> None:
        self.line, self.head = line, head
        self.time, self.spoken = time, spoken
        self.beside: str | None = None
        self.aside = ""
        self.colon = False

    def read(self, place: int, decorated: bool) -> Opening | None:
        if self.time is None and (question := QUESTION.match(self.head, place)):
            return Opening(Form.COLON, question["label"], None, self.line[question.end() :], set_off=True)
        name = NAME_AT.match(self.head, place)
        if name is None or not is_plausible(name["label"]):
            return None
        self.label, self.end = name["label"], name.end()
        marked = name["open"] is not None or self.head[self.end - 1] in "*_"
        while self._takes_time() or self._takes_aside() or self._takes_colon():
            pass
        form = self._form(marked)
        text = self.line[self.end :]
        if form is None or (self.colon and text.startswith(ADDRESS)) or EPISODE_ASIDE.match(self.aside):
            return None
        return Opening(
            form, self.label, self.beside or self.time, text, self.aside, self.spoken, decorated or marked
        )

    def _takes_time(self) -> bool:
        if self.beside is not None or self.time is not None:
            return False
        start = _behind(BEFORE_TIME, self.head, self.end)
        found = TIME_AT.match(self.head, start)
        if found is None or (found["bare"] and start == self.end and not self.colon):
            return False
        after = _behind(AFTER_TIME, self.head, found.end())
        if found["bare"] and self.colon and found["bare"].count(":") < 2 and after < len(self.line):
            return False
        self.beside, self.end = found["boxed"] or found["bare"], after
        return True

    def _takes_aside(self) -> bool:
        if self.aside or self.colon:
            return False
        if found := ASIDE.match(self.head, self.end):
            self.aside = found["round"] or found["square"]
        elif (" " in self.label or self.label.isupper()) and (
            found := COMMA_ASIDE.match(self.head, self.end)
        ):
            self.aside = found["comma"]
        else:
            return False
        self.end = found.end()
        return True

    def _takes_colon(self) -> bool:
        found = COLON.match(self.head, self.end)
        if found is None or (self.colon and self.beside is None):
            return False
        self.colon, self.end = True, found.end()
        return True

    def _form(self, marked: bool) -> Form | None:
        if self.colon:
            return Form.TIME_COLON if self.time else Form.COLON_TIME if self.beside else Form.COLON
        if self.beside:
            return Form.NAME_TIME
        if END.match(self.head, self.end) and len(self.line) <= HEAD_WIDTH:
            self.end = len(self.line)
            return Form.TIME_NAME if self.time else Form.NAME
        if marked:
            self.end = _behind(AFTER_TIME, self.head, self.end)
            return Form.TIME_NAME if self.time else Form.MARKED
        if dash := DASH_AFTER.match(self.head, self.end):
            self.end = dash.end()
            return Form.TIME_NAME if self.time else Form.DASHED
        return None


TIMED = (Form.COLON_TIME, Form.TIME_COLON)
BESIDE_TIMES = (Form.NAME_TIME, Form.TIME_NAME)
ALONE = (Form.NAME, Form.NAME_TIME, Form.TIME_NAME)
FEWEST_WORDS = 3.5
SPACELESS = re.compile("[\u3040-\u9fff]")
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
    _read_titles(lines, found, readings)
    _read_handles(lines, found, readings)
    _read_misprints(lines, found, readings)
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


def _read_titles(lines: Sequence[str], found: list[Opening | None], readings: Readings) -> None:
    """Take titles with a colon in them ("# Ledgers: Who Pays") for what they are: lines above the turns, or
    rare headings, whose words before the colon are no label of any other line.
    """
    first = next(
        (place for place, opening in enumerate(found) if opening and opening.form is Form.COLON), None
    )
    if first is None:
        return
    colons = [place for place, opening in enumerate(found) if opening and opening.form is Form.COLON]
    hashed = [place for place in colons if lines[place][0] == "#"]
    if 4 * len(hashed) > len(colons) or len(colons) < 3:
        hashed = []
    top = [first] if first < 2 and _is_title(found[first]) else []
    labels = Counter(opening.label for opening in found if opening)
    for place in {*hashed, *top}:
        opening = found[place]
        if opening is not None and labels[opening.label] == 1 and role_of(opening.label) is None:
            found[place] = readings[lines[place]] = None


def _is_title(opening: Opening | None) -> bool:
    """Whether what stands behind a colon is no sentence."""
    text = opening.text.rstrip('*_ "”’)') if opening else ""
    return bool(text) and text[0].isupper() and text[-1].isalnum() and text.count(" ") < TITLE_WORDS


def _read_handles(lines: Sequence[str], found: list[Opening | None], readings: Readings) -> None:
    """Read the lines that begin with a name in lower case, where such names come back all along, or are
    printed with a capital elsewhere.
    """
    handled: dict[int, re.Match[str]] = {}
    for place, opening in enumerate(found):
        if opening is None or opening.form in (Form.TIME, Form.DASH):
            head = lines[place][:80]
            if (":" in head or "：" in head) and (match := HANDLE.match(head)):
                handled[place] = match
    if not handled:
        return
    printed = {opening.label.casefold(): opening.label for opening in found if opening and opening.label}
    counts = Counter(match["label"] for match in handled.values())
    again = {label for label, count in counts.items() if count > 2 and is_name(label)}
    texts = [lines[place][match.end() :] for place, match in handled.items() if match["label"] in again]
    ends = sum(text.rstrip('*_ "”’)').endswith((".", "?", "!", "…")) for text in texts)
    if len(again) < 2 or 5 * len(texts) < 2 * len(lines) or 2 * ends < len(texts):
        again = set()
    for place, match in handled.items():
        label, line = match["label"], lines[place]
        if label in again or label in printed:
            form = Form.TIME_COLON if match["time"] else Form.COLON
            text, name = line[match.end() :], label if label in again else printed[label]
            found[place] = readings[line] = Opening(form, name, match["time"], text, set_off=True)


def _read_misprints(lines: Sequence[str], found: list[Opening | None], readings: Readings) -> None:
    """Read a semicolon behind a label as the colon that it stands for."""
    places = [
        place for place, opening in enumerate(found) if opening is None and ";" in lines[place][:LABEL_WIDTH]
    ]
    if not places:
        return
    counts = Counter(opening.label for opening in found if opening and opening.form is Form.COLON)
    again = {label for label, count in counts.items() if count > 2}
    for place in places:
        line = lines[place]
        label, _, text = line.partition(";")
        if label.strip("*_ ") in again and text[:1] in (" ", "*"):
            label, text = label.strip("*_ "), text.lstrip("*_ ")
            found[place] = readings[line] = Opening(Form.COLON, label, None, text, set_off=True)


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


def words_in(text: str) -> int:
    """How many words a text has; of scripts without spaces between them, every two signs are one."""
    if not text:
        return 0
    return text.count(" ") + 1 + (0 if text.isascii() else len(SPACELESS.findall(text)) // 2)


def with_heads_joined(lines: Iterable[Line], readings: Readings) -> list[Line]:
    """The lines with a label and a time on lines of their own put together on the first of the two."""
    lines = list(lines)
    if sum(len(line) < LABEL_LINE and TIME_ONLY.fullmatch(line) is not None for _, line in lines) < 2:
        return lines
    found = [readings[line] if len(line) < LABEL_LINE else None for _, line in lines]
    is_time = [o is not None and o.form is Form.TIME and not o.text for o in found]
    is_name = [o is not None and o.form is Form.NAME for o in found]
    last = len(lines) - 1
    after = sum(is_time[i] and i < last and is_name[i + 1] for i in range(len(lines)))
    before = sum(is_time[i] and i > 0 and is_name[i - 1] for i in range(len(lines)))
    if max(after, before) < 2:
        return lines
    joined: list[Line] = []
    place = 0
    while place < len(lines):
        number, line = lines[place]
        first, second = (is_name, is_time) if before >= after else (is_time, is_name)
        if place < last and first[place] and second[place + 1]:
            name, time = (place, place + 1) if before >= after else (place + 1, place)
            joined.append((number, f"{lines[name][1]} [{found[time].time}]"))  # type: ignore[union-attr]
            place += 2
        else:
            joined.append((number, line))
            place += 1
    return joined
