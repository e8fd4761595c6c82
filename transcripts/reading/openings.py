"""What a line opens with, by itself: a time, a label, the signs between them, whatever program printed it.

Whether an opening is one of a turn is told by the whole document (`habits.py`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from transcripts.reading.labels import LABEL, is_plausible
from transcripts.reading.timecodes import CLOCK
from transcripts.reading.turns import Line

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
    rf"\\?[\[(<{{]\s?(?P<boxed>{IN_BRACKETS}){UNTIL}\s?\\?[\])>}}]|(?P<bare>{CLOCK}){UNTIL}(?![^\W_]|[/%])"
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
AFTER_TIME = re.compile(r"[\s*_]{0,5}(?:[-–—|]\s[\s*_]{0,3}(?=\S))?")
END = re.compile(r"[\s*_#]*$")
DASH_AFTER = re.compile(r"[*_]{0,3}(?:\s[-–—]{1,2}\s|\t|\s?\|\s)[*_]{0,3}(?=\S)")
QUESTION = re.compile(r"(?P<label>[QA])[*_]{0,3}\.[*_]{0,3}\s+(?=\S)")
ADDRESS = ("http", "//", "www.", "@")
EPISODE_ASIDE = re.compile(
    r"(?:[Ee]pisode|[Ee]p\.?|[Ff]olge|[ÉéEe]pisode|[Ee]pisodio|[Ee]pisódio|[Aa]fl\w*|[Ss]eason|S\d)\b.{0,12}\d|#\d"
)


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
