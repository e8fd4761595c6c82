"""What a reviewer asks of the queue, and what waits in it."""

from dataclasses import dataclass
from datetime import date, datetime

from annotations.workflow import State

# So many are walked through at once, of one’s own so many are named; who means others narrows the queue.
MOST, MOST_OWN = 200, 20
NEW, CHANGED = "new", "changed"


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks of the queue; what is empty narrows nothing. `podcast`, `topic` and `author` are
    ids, `due` is overdue, day or none, `news` is new or changed."""

    stage: State = State.IN_REVIEW
    kind: str = ""
    podcast: int | None = None
    topic: int | None = None
    author: int | None = None
    due: str = ""
    news: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits; `news` says whether it is new or changed since one’s last look."""

    kind: str
    pk: int
    due_on: date | None
    since: datetime
    news: str

    @property
    def key(self) -> str:
        """What it is called in addresses."""
        return f"{self.kind}-{self.pk}"

    @property
    def place(self) -> tuple[date, datetime, str, int]:
        """Where it belongs: the earliest day first, then what has waited longest."""
        return self.due_on or date.max, self.since, self.kind, self.pk


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for a person, and apart from it what they wrote themselves; `more` where there is more than
    is walked through."""

    waiting: list[Waiting]
    own: list[Waiting]
    more: bool
