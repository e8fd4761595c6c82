"""Looking into JSON that anybody may have written: whatever is not as expected is empty, nothing raises."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from transcripts.reading import captionfacts, captions
from transcripts.reading.captionspeakers import is_sound
from transcripts.reading.cues import Cue
from transcripts.reading.episodes import Facts
from transcripts.reading.markup import plain

ISO_DURATION = re.compile(r"P?T?(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7}(?:\.\d{1,9})?)S)?", re.IGNORECASE)
MOST_LABEL = 100
# Where engines put what they know of the whole recording.
ABOUT = (
    "metadata",
    "meta",
    "episode",
    "info",
    "header",
    "job",
    "document",
    "media",
    "audio",
    "transcript",
)
# What interfaces wrap their answers in.
WRAPPERS = ("data", "result", "response", "payload")
NOBODY = frozenset(("", "uu", "null", "none", "undefined", "-1"))


def field(value: Any, *path: str | int) -> Any:
    """What stands at a path of keys and places, None where nothing does."""
    for step in path:
        if isinstance(step, str):
            value = value.get(step) if isinstance(value, dict) else None
        else:
            value = value[step] if isinstance(value, list) and -len(value) <= step < len(value) else None
    return value


def objects(value: Any, *path: str | int) -> list[dict[str, Any]]:
    """The objects in the list at a path; anything else in it is passed over."""
    found = field(value, *path)
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def words_of(value: Any) -> str:
    """A text on one line; "" where there is none."""
    return plain(value) if isinstance(value, str) else ""


@lru_cache(maxsize=4096)
def _known_label(printed: str) -> str:
    label = plain(printed[:MOST_LABEL]).removesuffix(":").rstrip()
    return "" if label.casefold() in NOBODY else label


def _name_of(value: Any) -> str:
    """The name in an object of a list of speakers."""
    names = (field(value, key) for key in ("name", "username", "displayName", "speaker_name", "label"))
    return next((name for name in names if isinstance(name, str) and name), "")


def label_of(value: Any) -> str:
    """A speaker's label from a name, a number, or an object that has one; "" where nobody is named."""
    if isinstance(value, dict):
        keys = ("name", "speaker_name", "displayName", "username", "label", "id", "@id", "speaker")
        value = next((found for key in keys if (found := value.get(key)) not in (None, "")), None)
    if isinstance(value, list):
        named = (item if isinstance(item, str) else _name_of(item) for item in value[:4])
        value = ", ".join([name for name in named if name])
    if isinstance(value, bool) or value is None or isinstance(value, dict):
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e6 else ""
    if isinstance(value, int):
        return str(value) if 0 <= value < 1_000_000 else ""
    return _known_label(value)


def seconds(value: Any) -> int | None:
    """Milliseconds of a time in seconds: 1.5, "1.5", "1.5s", "0:01.5", "PT1.5S", {"seconds", "nanos"}."""
    number = amount(value)
    if number is not None:
        return believable(number * 1000)
    return printed_time(value)


def amount(value: Any) -> float | None:
    """A number or a string that is nothing else, None otherwise."""
    if isinstance(value, str) and len(value) <= 20:
        try:
            value = float(value) if value.strip()[:1].isdigit() else None
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def printed_time(value: Any) -> int | None:
    """Milliseconds of a time whose unit shows in how it is written, None for bare numbers and all else."""
    if isinstance(value, dict):
        whole, nanos = amount(value.get("seconds") or 0), amount(value.get("nanos") or 0)
        is_time = value.keys() & {"seconds", "nanos"}
        return believable((whole or 0) * 1000 + (nanos or 0) / 1e6) if is_time else None
    if not isinstance(value, str) or not 0 < len(value) <= 32:
        return None
    text = value.strip()
    if text.endswith("ms"):
        number = amount(text[:-2].strip())
        return None if number is None else believable(number)
    match = ISO_DURATION.fullmatch(text) if text[-1:] in "SMHsmh" else None
    if match and any(match.groups()):
        hours, minutes, rest = (float(part or 0) for part in match.groups())
        return believable(((hours * 60 + minutes) * 60 + rest) * 1000)
    return captions.clock(text.strip("[]() ")) if ":" in text else None


def believable(ms: float) -> int | None:
    """Whole milliseconds within any recording's length."""
    return round(ms) if 0 <= ms < captions.LATEST_MS else None


def said(words: Sequence[Cue]) -> list[Cue]:
    """Words and signs as an engine lists them, signs put behind the words they follow.

    A sign is a piece without letters and digits; where most pieces begin with a space, those that do not
    go on the word before them. The pieces given are used up.
    """
    is_word_level = sum(word.text.strip().count(" ") for word in words) * 4 < len(words)
    spaced = is_word_level and sum(word.text.startswith(" ") for word in words) * 2 > len(words)
    found: list[Cue] = []
    for word in words:
        text = words_of(word.text)
        if not text or is_sound(text):
            continue
        if (
            (spaced or _is_sign(text))
            and found
            and not word.text[:1].isspace()
            and found[-1].label == word.label
        ):
            found[-1].text += text
            found[-1].end_ms = word.end_ms if word.end_ms is not None else found[-1].end_ms
        else:
            word.text = text
            found.append(word)
    return found


def _is_sign(text: str) -> bool:
    return text[0] in ",.?!;:…。，？！、)" and not any(character.isalnum() for character in text)


def facts_of(data: Any) -> Facts:
    """What the top of the data, or a part of it that is about the whole, says of the episode."""
    data = next((inner for name in WRAPPERS if isinstance(inner := field(data, name), dict)), data)
    if not isinstance(data, dict):
        return Facts()
    about: dict[str, Any] = {}
    for name in ABOUT:
        part = field(data, name)
        if isinstance(part, dict):
            for key, value in part.items():
                about.setdefault("title" if (name, key) == ("episode", "name") else key, value)
    podcast = field(data, "podcast") or field(data, "episode", "podcast")
    plain_facts = {key: value for key, value in {**about, **data}.items() if not isinstance(value, dict)}
    if isinstance(podcast, dict):
        plain_facts["podcast"] = podcast.get("title") or podcast.get("name")
    return captionfacts.facts_in(plain_facts)


def walk(data: Any, most: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """(path, objects) of every list with objects in the data, level by level; lists in lists share a path.

    At most so many values are looked at, so that a huge document costs no more than a large one.
    """
    level: list[tuple[str, Any]] = [("", data)]
    seen = 0
    while level and seen < most:
        below: list[tuple[str, Any]] = []
        lists: dict[str, list[dict[str, Any]]] = {}
        for path, value in level:
            seen += 1
            if seen > most:
                break
            if isinstance(value, dict) and len(value) > 1 and all(key.isdecimal() for key in value):
                value = list(value.values())
            if isinstance(value, dict):
                below += [
                    (f"{path}.{key}"[:400], part)
                    for key, part in value.items()
                    if isinstance(part, dict | list)
                ]
            elif isinstance(value, list):
                found = [item for item in value if isinstance(item, dict)]
                lists.setdefault(path, []).extend(found)
                inner = f"{path}[]"[:400]
                below += [(inner, item) for item in value[: most - seen] if _holds_more(item)]
        yield from lists.items()
        level = below


def _holds_more(value: Any) -> bool:
    """Whether a value may lead to further lists."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return False
    return any(isinstance(part, dict | list) for part in value)


def mapped(labels: Mapping[str, str], label: str) -> str:
    """A label's name where a map gives one."""
    return labels.get(label) or label
