"""What a text says about itself above its talk: YAML or TOML front matter, or a header of "Key: value" lines.

Values are taken as they are printed: front matter is read without any types, so that nothing in it can make
more of itself than text, lists and tables. Front matter that is no proper YAML is read line by line.
"""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from transcripts.reading.names import word_set

MOST_LINES = 400
MOST_CHARACTERS = 40_000
# Deeper nesting than any front matter has could exhaust the C parser's stack.
MOST_BRACKETS = 200
NESTED = re.compile(r"^\s*(?:[-?:]\s+){4}", re.MULTILINE)
HEADER_WITHIN = 40
MOST_VALUES = 40
VALUE_WIDTH = 4000
KEY_LINE = re.compile(
    r"[>\s]*(?P<field>:(?=[^:]{1,25}:))?[*_]{0,3}(?P<key>[^\W\d][\w \-]{1,24}?)[*_]{0,3}\s?[:：=][*_]{0,3}"
    r"(?:\s+(?P<value>.*))?$"
)
PLAIN_KEY = re.compile(r"[a-z][\w\-]*\s?[:=]")
ITEM = re.compile(r"\s*[-*]\s+(?P<value>.+)")
RULE = re.compile(r"\s*(?:-{3,}|={3,}|\*{3,}|_{3,})\s*")
# Keys of a header without front matter's fences; others may stand between them.
PEOPLE_KEYS = word_set(
    """
    host hosts guest guests speaker speakers participants interviewer interviewee author with moderation
    moderator présentation presenta gast gäste invité invitée invités invitado invitada invitados ospite
    """
)
FACT_KEYS = word_set(
    """
    title episode episode-number episode-title number podcast show series season date published release-date
    publish-date pub-date pubdate released aired recorded recording-date duration length runtime language lang
    source url link transcribed transcript-by transcribed-by audio media description summary guid location
    topic subject tags keywords file filename event venue datum titel folge dauer titre durée
    fecha título titulo titolo numero número nummer episodio puntata odcinek название дата выпуск
    """
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """Values by key in lower case with hyphens; `lines` are the (1-based) lines they were read from."""

    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lines: frozenset[int] = frozenset()

    def first(self, *keys: str) -> str | None:
        """The first value of the first of these keys that has one."""
        return next((self.values[key][0] for key in keys if self.values.get(key)), None)

    def every(self, *keys: str) -> tuple[str, ...]:
        """All the values of these keys."""
        return tuple(value for key in keys for value in self.values.get(key, ()))


def read(lines: Sequence[str]) -> FrontMatter:
    """The front matter or header of a text, empty where it has none."""
    first = next((place for place, line in enumerate(lines[:20]) if line.strip()), None)
    if first is None:
        return FrontMatter()
    fence = lines[first].strip()
    if fence in ("---", "+++"):
        ends = (fence, "...") if fence == "---" else (fence,)
        for place in range(first + 1, min(len(lines), first + MOST_LINES)):
            if lines[place].rstrip() in ends:
                block = lines[first + 1 : place]
                values = _toml(block) if fence == "+++" else _yaml(block)
                if values and (values.keys() & (FACT_KEYS | PEOPLE_KEYS) or PLAIN_KEY.match(block[0])):
                    return FrontMatter(values, frozenset(range(1, place + 2)))
                break
    return _header(lines)


def _yaml(block: Sequence[str]) -> dict[str, tuple[str, ...]]:
    text = "\n".join(block)
    if (
        len(text) > MOST_CHARACTERS
        or text.count("[") + text.count("{") > MOST_BRACKETS
        or NESTED.search(text)
    ):
        return _by_line(block)
    try:
        # BaseLoader makes nothing but text, lists and tables: no types, no merging of tables into each other.
        data = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506
    except (yaml.YAMLError, ValueError, RecursionError):
        return _by_line(block)
    return _values(data)


def _toml(block: Sequence[str]) -> dict[str, tuple[str, ...]]:
    text = "\n".join(block)
    if len(text) > MOST_CHARACTERS or text.count("[") + text.count("{") > MOST_BRACKETS:
        return _by_line(block)
    try:
        return _values(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return _by_line(block)


def _values(data: Any) -> dict[str, tuple[str, ...]]:
    if not isinstance(data, dict):
        return {}
    found = ((_key(str(key)), tuple(_texts(value))) for key, value in data.items())
    return {key: texts for key, texts in found if texts}


def _texts(value: Any) -> Iterator[str]:
    """A value as text, a list's or table's values one level deep; people are often {name: ...}."""
    if isinstance(value, dict):
        value = [value["name"]] if "name" in value else []
    items = value[:MOST_VALUES] if isinstance(value, list) else [value]
    for item in items:
        inner = item.get("name") or item.get("title") if isinstance(item, dict) else item
        if inner is not None and not isinstance(inner, (dict, list)):
            text = " ".join(str(inner)[:VALUE_WIDTH].split())
            if text and text not in ("null", "~"):
                yield text


def _by_line(block: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Front matter that YAML refuses, mostly for a colon in a title."""
    values: dict[str, list[str]] = {}
    open_key = None
    for line in block:
        if (item := ITEM.match(line)) and open_key:
            values[open_key].append(_unquoted(item["value"]))
        elif (match := KEY_LINE.match(line)) and not line[:1].isspace():
            open_key = _key(match["key"])
            values[open_key] = _listed(match["value"] or "")
    return {key: tuple(texts[:MOST_VALUES]) for key, texts in values.items() if texts}


def _listed(value: str) -> list[str]:
    """A value, or those of a list on one line."""
    text = value.strip()
    parts = text[1:-1].split(",") if text[:1] == "[" and text[-1:] == "]" else [text]
    return [item for part in parts[:MOST_VALUES] if (item := _unquoted(part))]


def _unquoted(value: str) -> str:
    value = " ".join(value[:VALUE_WIDTH].split())
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _key(key: str) -> str:
    return re.sub(r"[\s_]+", "-", key.strip().lower())


def _header(lines: Sequence[str]) -> FrontMatter:
    """Lines of "Key: value" with a rule or nothing below them; what stands above such a header and its rule
    is the page around the document.
    """
    run: list[tuple[int, str, str]] = []
    declared = False
    blanks = 0
    for place, line in enumerate(lines[: HEADER_WITHIN * 2], 1):
        match = KEY_LINE.match(line) if len(line) < VALUE_WIDTH else None
        if match and (match["value"] or "").strip():
            run.append((place, _key(match["key"]), match["value"].strip("*_ ")))
            declared = declared or bool(match["field"] and run[-1][1] in FACT_KEYS)
            blanks = 0
        elif match and match["field"]:
            continue
        elif not line.strip() and run:
            blanks += 1
        elif run and RULE.fullmatch(line):
            above = range(1, place + 1) if any(key == "title" for _, key, _ in run) else None
            return _found(run, above, declared)
        elif run:
            break
    return _found(_leading(run), None, declared)


def _leading(run: list[tuple[int, str, str]]) -> list[tuple[int, str, str]]:
    """The part of a run of such lines that certainly states facts: up to the last known key."""
    known = [i for i, (_, key, _) in enumerate(run) if key in FACT_KEYS or key in PEOPLE_KEYS]
    return run[: known[-1] + 1] if known else []


def _found(run: Sequence[tuple[int, str, str]], lines: range | None, declared: bool) -> FrontMatter:
    """What the lines state, if that is what they do; a known key between colons (":date: ...") is `declared`
    and leaves no doubt.
    """
    keys = [key for _, key, _ in run]
    facts = sum(key in FACT_KEYS for key in keys)
    people = sum(key in PEOPLE_KEYS for key in keys)
    sure = declared or (facts + people >= 2 and facts >= 1 and 2 * (facts + people) >= len(keys))
    if not sure or len(set(keys)) < len(keys) or any(_is_said(key, value) for _, key, value in run):
        return FrontMatter()
    values: dict[str, tuple[str, ...]] = {key: (_unquoted(value),) for _, key, value in run}
    return FrontMatter(values, frozenset(lines or (place for place, _, _ in run)))


def _is_said(key: str, value: str) -> bool:
    """Whether the words behind a role are speech and not a name."""
    return key in PEOPLE_KEYS and (value[-1:] in ".?!…" or value.count(" ") > 14)
