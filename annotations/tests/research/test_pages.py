"""Marked passages come in by the admin and by a command, looked at first; what is chosen is taken away."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from annotations.admin import research as pages
from annotations.models import QuoteVersion
from annotations.tests import factories as make
from annotations.tests.research import building
from transcripts.models import Episode, SourceDocument

pytestmark = pytest.mark.django_db
IMPORT = "/admin/annotations/quoteversion/research/"
MARKED = [(0, 32, "We changed"), (33, 44, "Revenue")]


def file(name: str = "field.qdpx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, building.project(make.WORDS, MARKED, ["forks", "Harbours"]))


def upload(**values: Any) -> Any:
    """The page on which the file is looked at."""
    sent = {"file": file(), "episode": Episode.objects.get().pk, **values}
    return make.signed_in(make.editor()).post(IMPORT, sent, follow=True)


def test_a_file_is_looked_at_and_then_brought_in() -> None:
    make.episode(), make.tag("forks")
    page = upload()
    told = page.content.decode()
    assert "Make 2 drafts" in told and "Not known here: Harbours" in told and "Another 4.2" in told
    assert not QuoteVersion.objects.exists()
    sign = page.context["outcome"].sign
    address = page.redirect_chain[-1][0].partition("?")[0]
    client = make.signed_in(make.editor())
    sent = {"sign": sign, "episode": Episode.objects.get().pk, "missing": "0"}
    assert client.post(address, {**sent, "sign": "other"}).status_code == 409
    assert not QuoteVersion.objects.exists()
    done = client.post(address, sent, follow=True)
    assert "2 drafts were made" in done.content.decode()
    assert list(QuoteVersion.objects.values_list("exact", "state").order_by("start")) == [
        ("We changed the licence in March.", "draft"),
        ("Revenue dou", "draft"),
    ]
    assert "Here already (2)" in upload().content.decode()


def test_what_is_no_research_file_or_too_large_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    make.episode()
    page = upload(file=SimpleUploadedFile("a.txt", b"just words"))
    assert page.status_code == 422
    assert "does not know what made this file" in page.content.decode()
    assert not SourceDocument.objects.filter(name="a.txt").exists()
    monkeypatch.setattr(pages, "MOST_PASSAGES", 1)
    assert "import_annotations" in upload().content.decode()
    monkeypatch.setattr(pages, "MOST_BYTES", 10)
    assert "at most 25 MB" in upload().content.decode()


def test_chosen_quotes_and_those_of_an_episode_are_taken_away() -> None:
    version = make.draft(note="Mine.")
    make.draft("Two contributors left us over it.", turn=make.turn(make.episode("Another")))
    client = make.signed_in(make.reviewer())
    chosen = {"action": "take_away", "_selected_action": [version.pk]}
    answer = client.post(reverse("admin:annotations_quoteversion_changelist"), chosen)
    told = building.member(answer.content, "project.qde").decode()
    assert "Revenue doubled" in told and "Mine." in told and "Two contributors" not in told
    of_one = client.get(f"{IMPORT}project.qdpx?episode={version.quote.episode_id}")
    assert "Two contributors" not in building.member(of_one.content, "project.qde").decode()
    everything = client.get(f"{IMPORT}project.qdpx")
    assert "Two contributors" in building.member(everything.content, "project.qde").decode()


def test_a_contributor_takes_away_no_draft_of_another() -> None:
    make.draft()
    answer = make.signed_in(make.contributor()).get(f"{IMPORT}project.qdpx")
    assert b"Revenue" not in building.member(answer.content, "project.qde")


def test_the_command_says_what_becomes_of_each(tmp_path: Path) -> None:
    episode = make.episode()
    make.editor(), make.tag("forks")
    path = tmp_path / "field.qdpx"
    path.write_bytes(
        building.project(make.WORDS + " Not here.", [*MARKED, (98, 107, "")], ["forks", "Harbours"])
    )
    out = StringIO()
    call_command(
        "import_annotations", str(path), "--by", "ed", "--episode", episode.slug, "--dry-run", stdout=out
    )
    assert not QuoteVersion.objects.exists()
    assert "2 drafts" in out.getvalue() and "Harbours (3)" in out.getvalue()
    assert "not placed: “Not here.”: These words stand nowhere" in out.getvalue()
    call_command("import_annotations", str(path), "--by", "ed", "--episode", episode.slug, stdout=out)
    assert QuoteVersion.objects.count() == 2
    with pytest.raises(CommandError, match="no episode"):
        call_command("import_annotations", str(path), "--by", "ed", "--episode", "nowhere")
    with pytest.raises(CommandError, match="Only editors"):
        make.reviewer()
        call_command("import_annotations", str(path), "--by", "rae", "--episode", episode.slug)
