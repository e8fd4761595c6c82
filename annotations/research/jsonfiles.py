"""JSON as programs for research write it: one value, or one on each line. Pure."""

import json
from typing import Any


def loaded(content: bytes) -> Any:
    """The value, or the list of those on its lines; None for what is no JSON."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()] or None
    except (ValueError, RecursionError):
        return None


def rows(content: bytes, *under: str) -> list[dict[str, Any]]:
    """The objects of a list, also where that stands under one of these names."""
    data = loaded(content)
    if isinstance(data, dict):
        data = next((data[name] for name in under if isinstance(data.get(name), list)), [data])
    return [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []


def texts(values: Any) -> list[str]:
    """The texts among values that may be anything."""
    return [value for value in values if isinstance(value, str) and value.strip()] if values else []
