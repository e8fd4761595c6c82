"""Other ways than Markdown's to write turns in plain text, spelled as it: chats, tables, numbered lines.

Each spelling is told by how often its signs stand in the document. Lines change in place, so that their
numbers stay what they are; what no spelling fits is left alone.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from transcripts.reading import dialects
from transcripts.reading.markers import is_shortcode
from transcripts.reading.names import word_set
from transcripts.reading.timecodes import CLOCK

LOOKED_AT = 400
FEWEST_NUMBERED = 12
DATA = ("WEBVTT", "[{", "<?xml", "<!")
# A link around nothing but a time, and the time alone.
LINKED_TIME = re.compile(
    rf"\(?\\?\[\s?(?:\\?[(\[])?({CLOCK})(?:\\?[)\]])?\s?\\?\]\((?:https?://|[?#/])[^()\s]{{0,2000}}\)\)?"
)
TIME_AS_CODE = re.compile(rf"`\[?({CLOCK})\]?`")
TIME_LAST = re.compile(rf"(?P<words>.*\S)\s[(\[](?P<time>{CLOCK})[)\]]\s*")
TIMED_LAST_SHARE = 0.8
TIME_BETWEEN_HASHES = re.compile(r"#(\d{1,2}:\d{2}:\d{2})(?:[-.,](\d{1,3}))?#")
CHAT = re.compile(
    rf"\s{{0,9}}(?P<time>\[?{CLOCK}\]?\s+)?<[+@%~&!* ]?(?P<name>[^\W\d][\w .'’\-|\[\]^`]{{0,40}})>\s+"
    r"(?P<words>\S.*)"
)
TAGS = word_set("a b br c dd div dl dt em hr i li ol p pre s span strong td th tr u ul v")
MEETING_CHAT = re.compile(
    rf"\s{{0,9}}(?P<time>{CLOCK})\s+From\s+(?P<name>\S[^:\n]{{0,60}}?)\s+to\s+[^:\n]{{1,60}}:\s*(?P<words>.*)",
    re.IGNORECASE,
)
DAY = r"\d{1,4}[./\-]\d{1,2}[./\-]\d{2,4}"
TIME_OF_DAY = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?:\s?[AaPp]\.?[Mm]\.?)?"
DATED = re.compile(
    rf"\s{{0,9}}\[?{DAY},?\s{{1,3}}{TIME_OF_DAY}\]?\s{{0,3}}(?:[-–]\s)?(?P<name>[^:\n\[\]]{{1,40}}):\s(?P<words>.*)"
)
NAME_AND_HOUR = re.compile(
    rf"\s{{0,9}}(?P<name>[^\W\d][^\d:\n]{{1,40}}?)\s{{1,4}}(?:[—–|-]\s)?(?:\[|(?:{DAY},?|today|yesterday)\s(?:at\s)?)?"
    r"\d{1,2}:\d{2}\s?[AP]M\]?\s*(?P<words>)",
    re.IGNORECASE,
)
ANALYST = re.compile(
    r"\s{0,9}(?:\*\*)?[QA]\s?[-–—]\s?(?P<name>[^\W\d][^:\n]{1,50}?)(?:\*\*)?:(?:\*\*)?\s(?P<words>.*)"
)
# Above the words of each who speaks in a call of shareholders: "Ada Cole -- Chief Executive Officer".
TITLED = re.compile(
    r"\s{0,9}(?:(?P<name>[^\W\d][^\d:.?!\n]{2,40}?)\s(?:--|—|–)\s[^\W\d_a-z][^.?!:\n]{2,70}|(?P<operator>Operator))"
    r"(?P<words>)\s*"
)
COMPONENT = re.compile(
    r"\s{0,9}(?:<\w{2,30}\s(?:name|speaker|who)\s?=\s?(?:\"([^\"\n]{1,60})\"|'([^'\n]{1,60})')[^<>\n]{0,100}>"
    r"|\{\{[<%]\s?(?:speaker|turn|voice|quote)\s(?:name=|speaker=)?(?:\"([^\"\n]{1,60})\"|'([^'\n]{1,60})')\s?"
    r"[>%]\}\}|>\s?\[!\w{2,20}\][+-]?\s(\S[^\n]{0,59}))\s*"
)
COMPONENT_END = re.compile(r"\s{0,9}(?:</[A-Z]\w{1,30}>|\{\{[<%]\s?/\w{2,20}\s?[>%]\}\})\s*")
# How a page says to those who only hear it what stands at a time: "1 minute, 12 seconds".
SPELLED_TIME = re.compile(r"\s{0,9}(?:\d{1,2} (?:hours?|minutes?|seconds?)(?:, )?){1,3}\s*")
SIGNED = re.compile(r"\s{0,9}[●▪◦‣■►▶○◆\u2600-\u27bf\ufe0f\u200d\U0001f300-\U0001faff]{1,6}\s{0,3}(?=\S)")
STYLED = re.compile(
    r"\s{0,9}(?P<name>(?:The|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|M\.|MM\.|Mme|Senator|Chairman|Chairwoman|Representative|"
    r"General|Secretary|Governor|Judge|Mayor|Le|La)\s[^\W\d][\w'’\-]{1,30}(?:\s[^\W\d][\w'’\-]{0,30}){0,3})\."
    r"\s+(?:[-–—]\s)?(?P<words>\S.*)"
)
NUMBERED = re.compile(r"\s{0,60}(?P<number>\d{1,4})(?:[.)]?[ ]+(?P<words>\S.*)|\s*$)")
QUOTED = re.compile(r"\s{0,9}(?P<name>[^\s「」『』：:。、]{1,14})\s?[「『](?P<words>.*)[」』]\s*")
# "Ada> Yes." and "(Ada) Yes."; the prompts of programs are of one name.
POINTED = re.compile(r"\s{0,9}(?P<name>[^\W\d][^<>:|=\n]{0,40})>\s{1,9}(?P<words>\S.*)")
ROUNDED = re.compile(r"\s{0,9}[({](?P<name>[^\W\d][^(){}:\n]{1,40})[)}]\s{1,9}(?P<words>\S.*)")
INITIALS = re.compile(r"\s{0,9}(?P<name>[A-Z]{2,3})\.\s+(?P<words>\S.*)")
ROW = re.compile(r"\s{0,9}\|(?P<cells>.*)\|\s*")
TABLE_RULE = re.compile(
    r"^[ \t]{0,9}\|?(?:[ ]?:?-{1,100}:?[ ]?\|){1,50}(?:[ ]?:?-{1,100}:?)?[ \t]*$", re.MULTILINE
)
CELL_TIME = re.compile(rf"[\[(]?({CLOCK})[\])]?")
# Lines with names in them, which share of a text they are at least, how many names there are at least, and a
# sign that they cannot do without.
NAMED_LINES = (
    (CHAT, 0.5, 1, ">"),
    (MEETING_CHAT, 0.2, 1, " to "),
    (QUOTED, 0.5, 1, "「"),
    (DATED, 0.5, 1, ": "),
    (NAME_AND_HOUR, 0.2, 1, "M\n"),
    (ANALYST, 0.2, 1, ": "),
    (TITLED, 0.2, 1, " -- "),
    (TITLED, 0.2, 1, " — "),
    (TITLED, 0.2, 1, " – "),
    (POINTED, 0.5, 2, "> "),
    (ROUNDED, 0.5, 2, ") "),
)
NAME_WIDTH = 60
MOST_COLUMNS = 6


def as_markdown(text: str) -> str:
    """The text with its markup spelled as Markdown, line by line."""
    if text.startswith(DATA) or (text[:100].lstrip()[:1] == "<" and "</" in text[:4000]):
        return text
    if "](" in text:
        text = LINKED_TIME.sub(r"[\1]", text)
    if "`" in text:
        text = TIME_AS_CODE.sub(r"[\1]", text)
    if ")\n" in text:
        text = _with_last_times_in_brackets(text)
    if "#" in text:
        text = TIME_BETWEEN_HASHES.sub(_in_brackets, text)
    text = dialects.as_markdown(text)
    if not text.isascii():
        text = _without_signs(text)
    if " seconds\n" in text and " minute, " in text:
        text = "\n".join("" if SPELLED_TIME.fullmatch(line) else line for line in text.split("\n"))
    if "<" in text or "[!" in text:
        text = _with_components_as_labels(text)
    if text[:100].lstrip().startswith(("{{", "{%")):
        text = "\n".join("" if is_shortcode(line.strip()) else line for line in text.split("\n"))
    text = _with_named_lines(text)
    if ". " in text:
        text = _with_stopped_names(text)
    if text[:100].lstrip()[:1].isdigit():
        text = _without_numbers(text)
    if "|" in text:
        text = _with_rows_as_turns(text)
        text = TABLE_RULE.sub("", text) if "--" in text else text
    return text


def _in_brackets(time: re.Match[str]) -> str:
    return f"[{time[1]}.{time[2]}]" if time[2] else f"[{time[1]}]"


def _with_last_times_in_brackets(text: str) -> str:
    """The text with "(0:12)" at the ends of nearly all its lines in the brackets that times stand in."""
    lines = text.split("\n")
    filled = [line for line in lines if line and not line.isspace()][:LOOKED_AT]
    timed = sum(TIME_LAST.fullmatch(line) is not None for line in filled)
    if timed < 3 or timed < TIMED_LAST_SHARE * len(filled):
        return text
    return "\n".join(TIME_LAST.sub(r"\g<words> [\g<time>]", line) for line in lines)


def _with_named_lines(text: str) -> str:
    """Lines that name their speakers between signs of their own, with a colon behind the name instead."""
    lines = text.split("\n")
    filled = [line for line in lines if line and not line.isspace()][:LOOKED_AT]
    for pattern, share, fewest, sign in NAMED_LINES:
        if sign not in text:
            continue
        names = Counter(match["name"] for line in filled if (match := pattern.fullmatch(line[:2000])))
        if (
            names.total() > max(2, share * len(filled))
            and max(names.values()) > 1
            and len(names) >= fewest
            and not names.keys() & TAGS
        ):
            return "\n".join(_named(pattern.fullmatch(line), line) for line in lines)
    return text


def _with_stopped_names(text: str) -> str:
    """Lines that begin with initials or "Mr. COLE" and a full stop, with a colon instead."""
    lines = text.split("\n")
    filled = [line for line in lines if line and not line.isspace()][:LOOKED_AT]
    for pattern, share in ((INITIALS, 0.4), (STYLED, 0.12)):
        names = Counter(match["name"] for line in filled if (match := pattern.match(line)))
        again = [count for count in names.values() if count > 2]
        if len(again) > 1 and sum(again) >= share * len(filled) and len(names) <= 2 * len(again):
            return "\n".join(_named(pattern.fullmatch(line), line) for line in lines)
    return text


def _without_signs(text: str) -> str:
    """The text without the pictures and fat points that nearly all of its lines begin with."""
    lines = text.split("\n")
    filled = [line for line in lines if line and not line.isspace()][:LOOKED_AT]
    signed = [line for line in filled if SIGNED.match(line)]
    ends = sum(line.rstrip().endswith((".", "?", "!", "…", ")")) for line in signed)
    if len(signed) < 3 or 2 * len(signed) < len(filled) or 2 * ends < len(signed):
        return text
    return "\n".join(SIGNED.sub("", line, count=1) for line in lines)


def _with_components_as_labels(text: str) -> str:
    """Tags, shortcodes and callouts around what somebody says, as that person's label above it."""
    lines = text.split("\n")
    found = {number: match for number, line in enumerate(lines) if (match := COMPONENT.fullmatch(line))}
    names = Counter(_first_group(match) for match in found.values())
    if len(found) < 3 or max(names.values()) < 2 or 2 * len(names) > len(found) + 2:
        return text
    return "\n".join(
        f"**{_first_group(found[number])}:**" if number in found else COMPONENT_END.sub("", line)
        for number, line in enumerate(lines)
    )


def _first_group(match: re.Match[str]) -> str:
    return next(group for group in match.groups() if group)


def _named(match: re.Match[str] | None, line: str) -> str:
    if match is None:
        return line
    time = f"{match['time'].strip()} " if match.groupdict().get("time") else ""
    name = match["name"] or match["operator"]
    return f"{time}{name.strip()}: {match['words']}"


def _without_numbers(text: str) -> str:
    """The text without the numbers of its lines, where these are numbered throughout or page by page."""
    lines = text.split("\n")
    filled = [line for line in lines if line and not line.isspace()][:LOOKED_AT]
    numbers = [int(match["number"]) for line in filled if (match := NUMBERED.match(line))]
    if len(numbers) < max(FEWEST_NUMBERED, 0.7 * len(filled)):
        return text
    in_order = sum(b == a + 1 or b == 1 for a, b in pairwise(numbers))
    # Between the last line of a page and the first of the next there may be the number of the page.
    if in_order < 0.85 * len(numbers):
        return text
    return "\n".join((match["words"] or "") if (match := NUMBERED.match(line)) else line for line in lines)


def _with_rows_as_turns(text: str) -> str:
    """The rows of a table among other lines as turns, where a column says who speaks or when."""
    lines = text.split("\n")
    cells = {
        number: _cells(row["cells"]) for number, line in enumerate(lines) if (row := ROW.fullmatch(line))
    }
    others = any(
        line.strip() and number not in cells and not line.startswith("|") for number, line in enumerate(lines)
    )
    rules = {number for number in cells if TABLE_RULE.fullmatch(lines[number])}
    headers = {number - 1 for number in rules}
    rows = {number: row for number, row in cells.items() if number not in rules and number not in headers}
    widths = Counter(len(row) for row in rows.values())
    if (
        not others
        or not rules
        or len(rows) < 4
        or not 2 <= (width := widths.most_common(1)[0][0]) <= MOST_COLUMNS
    ):
        return text
    columns = list(zip(*(row for row in rows.values() if len(row) == width), strict=True))
    places = _places(columns)
    if places is None:
        return text
    for number in rules | (headers & cells.keys()):
        lines[number] = ""
    for number, filled in rows.items():
        if len(filled) == width:
            lines[number] = _turn(filled, *places)
    return "\n".join(lines)


def _cells(row: str) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in re.split(r"(?<!\\)\|", row))


def _places(columns: Sequence[Sequence[str]]) -> tuple[int | None, int | None, int] | None:
    """The columns of names, times and words; None where there are no words with either of the others."""
    words = max(range(len(columns)), key=lambda place: sum(map(len, columns[place])))
    rest = [place for place in range(len(columns)) if place != words]
    time = next((place for place in rest if _share(CELL_TIME.fullmatch, columns[place]) > 0.8), None)
    name = next((place for place in rest if place != time and _are_names(columns[place])), None)
    spoken = sum(cell.count(" ") for cell in columns[words]) > 3 * len(columns[words])
    return (name, time, words) if spoken and (name is not None or time is not None) else None


def _are_names(cells: Sequence[str]) -> bool:
    """Whether the cells of a column hold names that come back."""
    filled = [cell for cell in cells if cell]
    return (
        2 * len(filled) > len(cells)
        and 2 * len(set(filled)) <= len(filled)
        and all(len(cell) <= NAME_WIDTH and any(map(str.isalpha, cell)) for cell in filled)
    )


def _share(test: Callable[[str], object], cells: Iterable[str]) -> float:
    found = [test(cell) is not None for cell in cells if cell]
    return sum(found) / len(found) if found else 0.0


def _turn(row: Sequence[str], name: int | None, time: int | None, words: int) -> str:
    printed = CELL_TIME.fullmatch(row[time]) if time is not None else None
    who = row[name].strip("*_: ") if name is not None else ""
    at = f"[{printed[1]}]" if printed else ""
    head = f"{who} {at}:" if who and at else f"{who}:" if who else at
    return f"{head} {row[words]}".strip()
