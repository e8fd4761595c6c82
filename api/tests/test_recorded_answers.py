"""What partners were answered once they are answered still: recorded answers, compared field by field.

`RECORD=1 bin/test api/tests/test_recorded_answers.py` writes them anew; whoever does so says in the
changelog of docs/partners.md what changed. Ids and moments are made anew each time and stand there by name.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from annotations.services import review
from annotations.tests import factories as make
from annotations.workflow import Action
from api.tests import world

pytestmark = pytest.mark.django_db

FOLDER = Path(__file__).with_name("recorded")
LISTS = (
    *("podcasts", "episodes", "appearances", "guests", "companies", "tags"),
    *("quotes", "claims", "evidence", "corrections"),
)
OTHERS = {
    "index": "",
    "quotes-expanded": "quotes/?expand=episode,speaker,tags&count=true&page_size=2",
    "neighbours": "graph/neighbours/?node=company:quarrystone",
    "cooccurrence": "graph/cooccurrence/?tag=pricing",
    "changes": "changes/?page_size=100",
    "unknown-parameter": "quotes/?tags=pricing",
    "unknown-value": "quotes/?kind=song",
    "nothing-there": "quotes/0190f5f0-0000-7000-8000-000000000000/",
}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CURSOR = re.compile(r"cursor=[^&\"]+")
# What tells one thing from another of its kind, whenever it was made.
TELLING = ("slug", "exact", "statement", "wrong", "title")


@pytest.fixture
def names() -> dict[str, str]:
    """The published world, and a name for the id of everything in it."""
    made = world.build()
    gone = make.published("It hurt.", turn=made["moved"].turn)
    review.move(gone, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard.")
    found = {str(gone.quote.public_id): "quote:withdrawn"}
    for name in LISTS:
        for row in world.found(f"{name}/"):
            telling = next((str(row[key]) for key in TELLING if row.get(key)), "")
            found[row["id"]] = f"{name}:{telling[:30] or about(row, found)}"
    return found


def about(row: dict[str, Any], names: dict[str, str]) -> str:
    """A name for what ties others together: theirs."""
    return " ".join(names.get(match, "") for match in UUID.findall(json.dumps(row)) if match in names)


def told(answer: Any, names: dict[str, str]) -> dict[str, Any]:
    """An answer without what is made anew each time."""
    text = UUID.sub(lambda found: names.get(found[0], "an id"), answer.content.decode())
    today = timezone.localdate()
    for day in (today.isoformat(), date_format(today, "j F Y")):
        text = MOMENT.sub("a moment", text).replace(day, "today")
    body = json.loads(CURSOR.sub("cursor=…", text))
    headers = {name: answer.headers.get(name) for name in ("Content-Type", "Cache-Control", "Vary")}
    return {"status": answer.status_code, "headers": headers, "body": steady(body)}


def steady(value: Any) -> Any:
    """A value in which what has no order of its own has one: things made in the same moment are told apart by
    their ids alone."""
    if isinstance(value, dict):
        return {key: "…" if key == "cursor" else steady(one) for key, one in value.items()}
    if isinstance(value, list):
        rows = [steady(one) for one in value]
        return sorted(rows, key=lambda one: json.dumps(one, sort_keys=True, ensure_ascii=False))
    return value


def asked(names: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each list, one of each that has pages of its own, and the others."""
    yield from ((name, f"{name}/") for name in LISTS)
    for name in LISTS:
        first = min((label, key) for key, label in names.items() if label.startswith(f"{name}:"))
        yield f"one-of-{name}", f"{name}/{first[1]}/"
    yield from OTHERS.items()
    gone = next(key for key, label in names.items() if label == "quote:withdrawn")
    yield "withdrawn", f"quotes/{gone}/"


def test_answers_are_those_that_were_recorded(names: dict[str, str]) -> None:
    for name, path in asked(names):
        found = told(world.get(path), names)
        file = FOLDER / f"{name}.json"
        if os.environ.get("RECORD"):
            FOLDER.mkdir(exist_ok=True)
            file.write_text(json.dumps(found, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
        assert found == json.loads(file.read_text(encoding="utf-8")), f"{name} is answered otherwise"


def test_nothing_is_recorded_that_is_not_asked(names: dict[str, str]) -> None:
    assert {file.stem for file in FOLDER.glob("*.json")} == {name for name, _ in asked(names)}
