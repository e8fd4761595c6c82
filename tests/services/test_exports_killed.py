"""A worker killed while it prepares an export leaves nothing in the file; on a newcomer's database."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from api.models import Form
from api.tests.test_prepared_forms import unpacked
from tests.services.conftest import Worker, manage, wait_for

PREPARE = """
import sys
import django
django.setup()
from api.models import Partner
from api.services import exports
from api.tests import world
world.build()
partner = Partner.objects.create(name="Core Watch", contact="ines@example.org")
for _ in range(2):
    exports.ask(partner=partner, resource="quotes", form=sys.argv[1])
"""
# One record or episode a part. The first worker is killed before it can tell of the second part that it has
# written, or of the whole file that it has put together.
WORK = """
import sys, time
from pathlib import Path
import django
django.setup()
from api.services import exports
from api.takeaway import forms
forms.PART = forms.EPISODES = 1
where, marker, told = sys.argv[1], Path(sys.argv[2]), exports.told
def pausing(export, **values):
    reached = len(values.get("parts", ())) == 2 if where == "part" else "sha256" in values
    if reached and not marker.exists():
        marker.touch()
        time.sleep(600)
    return told(export, **values)
exports.told = pausing
exports.run()
"""


@pytest.mark.parametrize(
    ("form", "where"),
    [(Form.NDJSON, "part"), (Form.QDPX, "part"), (Form.QDPX, "whole"), (Form.SQLITE, "whole")],
)
def test_the_next_worker_goes_on_behind_the_last_part_that_was_told(
    newcomer: Path, start: Callable[..., Worker], tmp_path: Path, form: Form, where: str
) -> None:
    nothing = {"OSBIZ_DATA": str(newcomer), "DATABASE_URL": "", "REDIS_URL": ""}
    nothing["DJANGO_SETTINGS_MODULE"] = "osbiz.settings"
    marker = tmp_path / "here"

    def rows(question: str) -> list[tuple]:
        database = sqlite3.connect(newcomer / "osbiz.sqlite3", timeout=20)
        with database:
            found = database.execute(question).fetchall()
        database.close()
        return found

    manage(newcomer, "-c", PREPARE, form)
    first = start(["-c", WORK, where, str(marker)], **nothing)
    wait_for(marker.exists)
    first.kill()
    (done, finished), untouched = rows("SELECT done, finished_at FROM api_export ORDER BY id")
    assert done and finished is None and untouched == (0, None)
    if where == "part":
        assert len(list(newcomer.glob("exports/*/*.part"))) == 2  # one that was told, and one that was not
    rows("UPDATE api_export SET seen_at = '2020-01-01 00:00:00' WHERE seen_at IS NOT NULL")  # minutes later
    start(["-c", WORK, where, str(marker)], **nothing)
    wait_for(lambda: not rows("SELECT 1 FROM api_export WHERE finished_at IS NULL"))

    (killed, whole) = rows("SELECT done, total, error, sha256 FROM api_export ORDER BY id")
    assert killed == whole and killed[0] == killed[1] > 2 and killed[2] == ""
    folders = [path.parent for path in newcomer.glob("exports/*/*/quotes.*")]
    assert {folder.name for folder in folders} == {killed[3]} and len(folders) == 2
    first_file, other_file = (unpacked(next(folder.iterdir()).read_bytes()) for folder in folders)
    assert first_file == other_file
    if form == Form.NDJSON:
        assert len(first_file.splitlines()) == killed[0]
