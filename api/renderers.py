"""JSON by orjson: the lists are long, and the standard library's encoder would dominate them."""

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer


def plain(value: Any) -> Any:
    """What orjson does not know by itself: translated strings and the like become text."""
    return str(value)


class JSONRenderer(BaseRenderer):
    """UTF-8 JSON; times in RFC 3339 with a Z."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        """The bytes of an answer; none where there is nothing to say."""
        options = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
        return b"" if data is None else orjson.dumps(data, default=plain, option=options)
