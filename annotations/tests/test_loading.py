"""Annotations made elsewhere are entered as two people would: everything published, every difference told by
its rule, and a second run changes nothing."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotations import annotationfiles, passages
from annotations.models import Claim, Evidence, Publication, QuoteVersion, ReviewEvent
from annotations.selectors import named
from annotations.services import quotes
from annotations.tests import factories as make
from transcripts.models import Appearance, Company, Episode, Guest, KnownLabel

HERE = Path(__file__).parent / "loading"
HARBOUR = HERE / "harbour.vtt.json"


@pytest.fixture
def topics(db: None) -> None:
    """The topics that the file names."""
    for slug in ("licensing-change", "revenue-and-metrics", "community-building", "forks"):
        make.tag(slug)


def run(*more: str, files: tuple[Path, ...] = (HARBOUR,), folder: Path = HERE) -> list[dict[str, Any]]:
    """The report of each file, as the editor Ed and the reviewer Rae."""
    make.editor(), make.reviewer()
    out = StringIO()
    where = ["--documents", str(folder), "--editor", "ed", "--reviewer", "rae", "--json"]
    call_command("load_annotations", *map(str, files), *where, *more, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def load(*more: str) -> dict[str, Any]:
    (report,) = run("--podcast", "harbour.vtt=Harbour Talk", *more)
    return report


def rules(report: dict[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in report["differences"]:
        found.setdefault(one["rule"], []).append(one["words"])
    return found


def state() -> list[Any]:
    """What there is, to compare before and after."""
    models = (QuoteVersion, Claim, Evidence, ReviewEvent, Publication, Company, Guest, Appearance, Episode)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


@pytest.mark.usefixtures("topics")
def test_two_people_enter_a_file_and_a_second_run_changes_nothing_that_people_changed_here() -> None:
    report = load()
    assert rules(report) == {
        "ordinary-words": ["Lighthouse Works"],
        "sponsor-read-only": ["Mattress Heaven"],
        "short-name": ["Ada Brandt", "Mads Olsen"],
        "only-mentioned": ["Kim Vester"],
        "two-turns": ["Did they not? A few left."],
        "evidence-is-quote": [
            "Revenue went from two million dollars to five million dollars within a year.",
            "But the fork never had a release of its own.",
        ],
        "subject-in-words": ["A fork of a relicensed project rarely has a release."],
    }
    assert set(QuoteVersion.objects.values_list("state", flat=True)) == {"published"}
    host = QuoteVersion.objects.get(exact__startswith="I think you lost")
    assert host.speaker == Guest.objects.get(name="Mads Olsen")
    assert KnownLabel.objects.get().guest == host.speaker
    assert (host.changed_by.username, host.approved_by.username) == ("ed", "rae")  # type: ignore[union-attr]
    assert Appearance.objects.get(guest__name="Ada Brandt").title == "founder"
    risen = Claim.objects.published().get(kind="metric")
    assert (str(risen.company), str(risen.amount), str(risen.period)) == (
        "Lighthouse Works",
        "5 million US dollars",
        "2022",
    )
    assert sorted(Evidence.objects.published().filter(claim=risen).values_list("stance", flat=True)) == [
        "disputes",
        "supports",
    ]
    assert Claim.objects.published().get(kind="position").subject == "forks of projects"
    version = QuoteVersion.objects.get(exact__startswith="We changed")
    quotes.change(version.quote, tags=[make.tag("forks")], by=make.chief())
    before = state()
    again = load()
    assert (again["made"], state() == before) == ({}, True)
    told = rules(again)
    assert told["decided-here"] == told["changed-here"] == [version.exact]


@pytest.mark.usefixtures("topics")
def test_a_dry_run_tells_all_and_leaves_nothing() -> None:
    report = load("--dry-run")
    assert report["made"]["claims"] == 3
    assert not Episode.objects.exists()
    assert not Company.objects.exists()


@pytest.mark.usefixtures("topics")
def test_without_its_podcast_nothing_is_published_and_the_gate_says_why() -> None:
    (report,) = run()
    assert len(rules(report)["refused"]) == 7  # four quotes and three claims
    assert not QuoteVersion.objects.exists()
    assert any("List the episode first" in one["how"] for one in report["differences"])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("editor", "reviewer", "words"),
    [("ed", "ed", "Two people"), ("ed", "nobody", "nobody called nobody"), ("rae", "ed", "is no editor")],
)
def test_it_takes_two_people_who_may(editor: str, reviewer: str, words: str) -> None:
    make.editor(), make.reviewer()
    with pytest.raises(CommandError, match=words):
        call_command(
            "load_annotations",
            str(HARBOUR),
            "--documents",
            str(HERE),
            "--editor",
            editor,
            "--reviewer",
            reviewer,
        )


def test_a_file_of_another_shape_is_told_by_its_place() -> None:
    with pytest.raises(annotationfiles.Unreadable, match=r"\$\.quotes\[0\]"):
        annotationfiles.read(b'{"document": "a", "quotes": [{"exact": 3, "tags": []}]}', "a.json")
    with pytest.raises(annotationfiles.Unreadable, match="no year, month or day"):
        annotationfiles.period("last year")


def test_words_are_found_whatever_blanks_stand_between_them_and_never_guessed() -> None:
    lines = [passages.Line("One\u00a0two. Again.", 1), passages.Line("Again. Three", 9)]
    assert passages.find("One two.", lines) == passages.Found(0, 0, 8, passages.Rule.SPACES)
    assert passages.find("Again.", lines) == passages.Rule.SEVERAL_PLACES
    assert passages.find("Again.", lines, line=9) == passages.Found(1, 0, 6)
    assert passages.find("Again. Again.", lines) == passages.Rule.TWO_TURNS
    assert passages.find("Never said", lines) == passages.Rule.NOWHERE


def test_a_spelling_in_ordinary_words_names_no_company() -> None:
    assert named.spellings("Intuit", ["into it", "INTUIT", "intuit"]) == ["INTUIT", "intuit"]
