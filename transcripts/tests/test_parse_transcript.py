import json
import os
import subprocess
import sys
from pathlib import Path

from transcripts.tests.reading import DOCUMENTS

ROOT = DOCUMENTS.parents[2]


def test_prints_a_line_of_json_a_file_in_order_and_goes_on_after_bad_ones_without_a_database(
    tmp_path: Path,
) -> None:
    picture = tmp_path / "picture.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    files = [
        DOCUMENTS / "feed_page" / "page.txt",
        tmp_path / "missing.txt",
        picture,
        tmp_path,
        DOCUMENTS / "timed_labels" / "marked.txt",
    ]
    done = subprocess.run(
        [sys.executable, "manage.py", "parse_transcript", *map(str, files)],
        cwd=ROOT,
        env={
            **os.environ,
            "OSBIZ_DATA": str(tmp_path / "data"),
            "DATABASE_URL": "sqlite:////nonexistent/folder/no.sqlite3",
        },
        capture_output=True,
        check=True,
    )
    results = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [len(result["episodes"]) for result in results] == [3, 0, 0, 0, 1]
    assert [result["problems"][0]["code"] for result in results[1:4]] == [
        "unreadable-file",
        "not-text",
        "unreadable-file",
    ]
    assert not (tmp_path / "data" / "db.sqlite3").exists()
