"""A worker killed while it prepares an export leaves nothing in the file; on a newcomer's database."""

import gzip
import sqlite3
from collections.abc import Callable
from pathlib import Path

from tests.services.conftest import Worker, manage, wait_for

PREPARE = """
import django
django.setup()
from api.models import Partner
from api.services import exports
from api.tests import world
world.build()
partner = Partner.objects.create(name="Core Watch", contact="ines@example.org")
for _ in range(2):
    exports.ask(partner=partner, resource="quotes")
"""
# One record a part; the first worker has written the second part, and is killed before it can tell of it.
WORK = """
import sys, time
from pathlib import Path
import django
django.setup()
from api.services import exports
from api.takeaway import forms
forms.PART, marker, told = 1, Path(sys.argv[-1]), exports.told
def pausing(export, **values):
    if len(values.get("parts", ())) == 2 and not marker.exists():
        marker.touch()
        time.sleep(600)
    return told(export, **values)
exports.told = pausing
exports.run()
"""


def test_the_next_worker_goes_on_behind_the_last_part_that_was_told(
    newcomer: Path, start: Callable[..., Worker], tmp_path: Path
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

    manage(newcomer, "-c", PREPARE)
    first = start(["-c", WORK, str(marker)], **nothing)
    wait_for(marker.exists)
    first.kill()
    assert rows("SELECT done, finished_at FROM api_export ORDER BY id") == [(1, None), (0, None)]
    assert len(list(newcomer.glob("exports/*/*.part"))) == 2  # one that was told, and one that was not
    rows("UPDATE api_export SET seen_at = '2020-01-01 00:00:00' WHERE seen_at IS NOT NULL")  # minutes later
    start(["-c", WORK, str(marker)], **nothing)
    wait_for(lambda: not rows("SELECT 1 FROM api_export WHERE finished_at IS NULL"))

    (killed, whole) = rows("SELECT done, total, error, sha256 FROM api_export ORDER BY id")
    assert killed == whole and killed[0] == killed[1] > 2 and killed[2] == ""
    files = [gzip.decompress(path.read_bytes()) for path in newcomer.glob("exports/*/*/*.gz")]
    assert len(files) == 2 and files[0] == files[1] and len(files[0].splitlines()) == killed[0]
