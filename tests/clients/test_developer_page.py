"""What the page for developers shows is run as it stands there, against the site that shows it."""

import subprocess
import sys
from html import unescape
from pathlib import Path
from re import DOTALL, MULTILINE, findall, sub

import httpx
import pytest
from django.conf import settings

from annotations.tests import factories as make
from transcripts.models import Episode

pytestmark = pytest.mark.clients
BY = {"sh": ["sh"], "py": [sys.executable], "mjs": ["node"]}
CHANGED = "We changed the licence in March."
HURT = "It hurt."


@pytest.fixture
def page(site: str) -> str:
    """The page, where one quote on licensing changes is dated and has audio."""
    episode = Episode.objects.get(slug="open-core-years")
    make.published(HURT, turn=make.turn(episode), tags=[make.tag("licensing-change")])
    return httpx.get(f"{site}/how-to-use-the-api/").raise_for_status().text


def test_every_example_runs_and_says_what_is_said_of_it(page: str, tmp_path: Path) -> None:
    examples = findall(r'<pre tabindex="0" data-run="(\w+)"><code>(.*?)</code></pre>', page, DOTALL)
    assert page.count("<pre") == len(examples)
    told = []
    for number, (kind, text) in enumerate(examples):
        script = tmp_path / f"example{number}.{kind}"
        script.write_text(unescape(text))
        ran = subprocess.run([*BY[kind], script], capture_output=True, text=True, check=False)
        assert ran.returncode == 0 and ran.stdout, (text, ran.stderr)
        told.append(ran.stdout)
    first_sh, first_py, first_js, recipe, words, against, unchanged, copy = told
    for one in (first_sh, first_py, first_js):
        assert CHANGED in one and HURT in one
    assert HURT in recipe and "https://audio.example/7.mp3#t=" in recipe
    assert CHANGED not in recipe  # which nobody knows the day of
    assert '"count":1' in words and "We moved the core to a new licence." in words and '"duration' in words
    assert '"results":[]' in against
    assert unchanged == "unchanged\n"
    assert "things; go on at http" in copy and not copy.startswith("0 ")


def test_it_says_the_same_changes_as_the_handbook(page: str) -> None:
    (shown,) = findall(r'<ul id="changelog">(.*?)</ul>', page, DOTALL)
    listed = [sub(r"</?code>", "`", one) for one in findall(r"<li>(.*?)</li>", shown)]
    handbook = (Path(settings.BASE_DIR) / "docs" / "partners.md").read_text(encoding="utf-8")
    assert listed == findall(r"^- (.*)$", handbook.partition("## What changes")[2], MULTILINE)
