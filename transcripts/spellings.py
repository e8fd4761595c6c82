"""Plain-text markup other than Markdown, spelled as Markdown: wikis, Org, chats, numbered lines, tables.

Each spelling is told by how often its signs stand in the document. Lines change in place, so that their
numbers stay what they are; what no spelling fits is left alone.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from transcripts.names import word_set
from transcripts.timecodes import CLOCK

LOOKED_AT = 400
FEWEST_NUMBERED = 12
DATA = ("WEBVTT", "[{", "<?xml", "<!")
# A link around nothing but a time, and the time alone.
LINKED_TIME = re.compile(
    rf"\(?\\?\[\s?(?:\\?[(\[])?({CLOCK})(?:\\?[)\]])?\s?\\?\]\((?:https?://|[?#/])[^()\s]{{0,2000}}\)\)?"
)
TIME_BETWEEN_HASHES = re.compile(r"#(\d{1,2}:\d{2}:\d{2})(?:[-.,](\d{1,3}))?#")
WIKI_BOLD = re.compile(r"'''(?=\S)([^\n']{1,200}?)'''")
WIKI_ITALIC = re.compile(r"(?<!')''(?=[^'\s])([^'\n]{1,500}?)''(?!')")
WIKI_HEADING = re.compile(r"(={1,6})\s?([^=\n]{1,200}?)\s?\1\s*")
WIKI_LINK = re.compile(r"\[\[(?:[^\[\]|\n]{1,200}\|)?([^\[\]|\n]{1,200})\]\]")
WIKI_FURNITURE = re.compile(
    r"\s*(?:\[\[(?:category|file|image|kategorie|catégorie|categoría):[^\n]{0,300}\]\]|\{\{[^{}\n]{0,500}\}\})\s*",
    re.IGNORECASE,
)
ORG_KEY = re.compile(r"#\+(?P<key>[A-Za-z_]{2,20}):\s?(?P<value>.*)")
ORG_HEADING = re.compile(r"(\*{1,6})\s+(\S.*)")
ORG_LINK = re.compile(r"\[\[([^\[\]\n]{1,500})\]\[([^\[\]\n]{1,300})\]\]")
ORG_DATE = re.compile(r"[<\[](\d{4}-\d\d-\d\d)[^<>\[\]\n]{0,20}[>\]]")
CHAT = re.compile(
    rf"\s{{0,9}}(?P<time>\[?{CLOCK}\]?\s+)?<[+@%~&!* ]?(?P<name>[^\W\d][\w .'’\-|\[\]^`]{{0,40}})>\s+"
    r"(?P<words>\S.*)"
)
TAGS = word_set("a b br c dd div dl dt em hr i li ol p pre s span strong td th tr u ul v")
MEETING_CHAT = re.compile(
    rf"\s{{0,9}}(?P<time>{CLOCK})\s+From\s+(?P<name>\S[^:\n]{{0,60}}?)\s+to\s+[^:\n]{{1,60}}:\s*(?P<words>.*)",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"\s{0,60}(?P<number>\d{1,4})(?:[.)]?[ ]+(?P<words>\S.*)|\s*$)")
QUOTED = re.compile(r"\s{0,9}(?P<name>[^\s「」『』：:。、]{1,14})\s?[「『](?P<words>.*)[」』]\s*")
INITIALS = re.compile(r"\s{0,9}(?P<name>[A-Z]{2,3})\.\s+(?P<words>\S.*)")
ROW = re.compile(r"\s{0,9}\|(?P<cells>.*)\|\s*")
TABLE_RULE = re.compile(r"[\s|:\-]{3,}")
CELL_TIME = re.compile(rf"[\[(]?({CLOCK})[\])]?")
NAME_WIDTH = 60
MOST_COLUMNS = 6


def as_markdown(text: str) -> str:
    """The text with its markup spelled as Markdown, line by line."""
    if text.startswith(DATA) or (text[:100].lstrip()[:1] == "<" and "</" in text[:4000]):
        return text
    if "](" in text:
        text = LINKED_TIME.sub(r"[\1]", text)
    if "#" in text:
        text = TIME_BETWEEN_HASHES.sub(_in_brackets, text)
    if "'''" in text and len(WIKI_BOLD.findall(text[:100_000])) > 3:
        text = _each(text, _from_wiki)
    if text[:100].lstrip().startswith("#+"):
        text = _each(text, _from_org)
    if "<" in text or " to " in text or "「" in text:
        text = _with_named_lines(text)
    if ". " in text:
        text = _with_initials(text)
    if text[:100].lstrip()[:1].isdigit():
        text = _without_numbers(text)
    if "|" in text:
        text = _with_rows_as_turns(text)
    return text


def _each(text: str, spelled: Callable[[str], str]) -> str:
    return "\n".join(spelled(line) for line in text.split("\n"))


def _in_brackets(time: re.Match[str]) -> str:
    return f"[{time[1]}.{time[2]}]" if time[2] else f"[{time[1]}]"


def _from_wiki(line: str) -> str:
    if WIKI_FURNITURE.fullmatch(line):
        return ""
    if heading := WIKI_HEADING.fullmatch(line):
        return f"{'#' * len(heading[1])} {heading[2]}"
    line = WIKI_BOLD.sub(r"**\1**", line) if "'''" in line else line
    line = WIKI_ITALIC.sub(r"*\1*", line) if "''" in line else line
    return WIKI_LINK.sub(r"\1", line) if "[[" in line else line


def _from_org(line: str) -> str:
    if key := ORG_KEY.match(line):
        name, value = key["key"].lower(), ORG_DATE.sub(r"\1", key["value"])
        return f"# {value}" if name == "title" else value if name == "date" else ""
    if heading := ORG_HEADING.match(line):
        return f"#{'#' * len(heading[1])} {heading[2]}"
    return ORG_LINK.sub(r"\2", line) if "[[" in line else line


def _with_named_lines(text: str) -> str:
    """Lines that name their speakers between signs of their own, with a colon behind the name instead."""
    lines = text.split("\n")
    filled = [line for line in lines if line and not line.isspace()][:LOOKED_AT]
    for pattern, share in ((CHAT, 0.5), (MEETING_CHAT, 0.2), (QUOTED, 0.5)):
        names = Counter(match["name"] for line in filled if (match := pattern.fullmatch(line[:2000])))
        if (
            names.total() > max(2, share * len(filled))
            and max(names.values()) > 1
            and not names.keys() & TAGS
        ):
            return "\n".join(_named(pattern.fullmatch(line), line) for line in lines)
    return text


def _with_initials(text: str) -> str:
    """Lines that begin with somebody's initials and a full stop, with a colon instead."""
    lines = text.split("\n")
    filled = [line for line in lines if line and not line.isspace()][:LOOKED_AT]
    names = Counter(match["name"] for line in filled if (match := INITIALS.match(line)))
    again = [count for count in names.values() if count > 2]
    if len(again) < 2 or sum(again) < 0.4 * len(filled) or len(names) > 2 * len(again):
        return text
    return "\n".join(_named(INITIALS.fullmatch(line), line) for line in lines)


def _named(match: re.Match[str] | None, line: str) -> str:
    if match is None:
        return line
    time = f"{match['time'].strip()} " if match.groupdict().get("time") else ""
    return f"{time}{match['name'].strip()}: {match['words']}"


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
