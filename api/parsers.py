"""What the API reads from a body."""

from collections.abc import Mapping
from typing import IO, Any

from rest_framework import parsers
from rest_framework.exceptions import ParseError

TOO_DEEP = "This JSON is nested too deeply to be read."


class JSONParser(parsers.JSONParser):
    """JSON; what is nested deeper than can be read is the sender's fault, as any other broken JSON is."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The values of a body. Raises ParseError where it cannot be read."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(TOO_DEEP) from error
