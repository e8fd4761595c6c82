"""What a citation tells of a quote. Pure."""

from dataclasses import dataclass
from datetime import date

from annotations.moments import clock


@dataclass(frozen=True, slots=True)
class Cited:
    """A quote as it is cited; what is not known is empty or None. `id` names it in a reader's own files."""

    id: str
    words: str
    speaker: str
    role: str
    episode: str
    number: int | None
    podcast: str
    published_on: date | None
    start_ms: int | None
    language: str
    address: str

    @property
    def place(self) -> str:
        """Where in the episode it is said, such as “from 12:34”; empty where unknown."""
        return "" if self.start_ms is None else f"from {clock(self.start_ms)}"
