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
from annotations.services import research, researchjobs
from annotations.tests import factories as make
from annotations.tests.research import building
from transcripts.models import Episode, Job, JobTask, SourceDocument
from transcripts.services import jobs
from transcripts.services.heartbeats import Heartbeat, Held

pytestmark = pytest.mark.django_db
IMPORT = "/admin/annotations/quoteversion/research/"
MARKED = [(0, 32, "We changed"), (33, 44, "Revenue")]


def file(name: str = "field.qdpx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, building.project(make.WORDS, MARKED, ["forks", "Harbours"]))


def upload(**values: Any) -> Job:
    """A file that an editor brought, before a worker has seen it."""
    sent = {"file": file(), "episode": Episode.objects.get().pk, **values}
    answer = make.signed_in(make.editor()).post(IMPORT, sent)
    assert answer.status_code == 302, answer.content.decode()
    return Job.objects.get(pk=answer.headers["Location"].rstrip("/").rpartition("/")[2])


def page(job: Job, **posted: str) -> Any:
    """Its page, or the answer to what is sent from there."""
    client = make.signed_in(make.editor())
    return client.post(f"{IMPORT}{job.pk}/", posted) if posted else client.get(f"{IMPORT}{job.pk}/")


def told(job: Job) -> str:
    return str(page(job).content.decode())


def worked(job: Job) -> Job:
    """The job once a worker was at it."""
    assert jobs.run(job.pk)
    return Job.objects.get(pk=job.pk)


def looked_at(**values: Any) -> Job:
    return worked(upload(**values))


def drafts() -> list[tuple[str, str]]:
    return list(QuoteVersion.objects.values_list("exact", "state").order_by("start"))


BOTH = [("We changed the licence in March.", "draft"), ("Revenue dou", "draft")]


def test_a_file_is_looked_at_and_then_brought_in_by_workers() -> None:
    make.episode(), make.tag("forks")
    job = upload()
    assert "waiting to be looked at" in told(job).lower() and "data-live" in told(job)
    job = worked(job)
    assert (
        "Make 2 drafts" in told(job)
        and "Not known here: Harbours" in told(job)
        and "Another 4.2" in told(job)
    )
    assert (job.state, job.result["said"], drafts()) == ("ready", "2 drafts", [])
    assert page(job, sign="other").status_code == 409
    assert page(job, sign=job.result["sign"]).status_code == 302
    assert "waiting to be brought in" in told(job).lower() and drafts() == []
    job = worked(job)
    assert (job.state, job.done, job.total, drafts()) == ("succeeded", 2, 2, BOTH)
    assert "2 drafts were made" in told(job) and "Placed exactly (2)" in told(job)
    assert QuoteVersion.objects.first().changed_by == make.editor()  # type: ignore[union-attr]
    again = looked_at()
    assert "Here already (2)" in told(again) and "No draft would be made" in told(again)


def test_what_comes_to_something_else_by_now_is_shown_again_and_not_brought_in() -> None:
    make.episode()
    job = looked_at()
    make.tag("forks")
    page(job, sign=job.result["sign"])
    seen, job = job, worked(job)
    assert (job.state, drafts()) == ("ready", [])
    assert job.result["sign"] != seen.result["sign"] and "Topics: Forks" in told(job)
    assert researchjobs.CHANGED in told(job)
    assert page(job, sign=seen.result["sign"]).status_code == 409
    page(job, sign=job.result["sign"])
    assert (worked(job).state, drafts()) == ("succeeded", BOTH)


def test_somebody_may_look_again_and_let_go() -> None:
    make.episode()
    job = looked_at()
    make.tag("forks")
    assert page(job, action="again", sign=job.result["sign"]).status_code == 302
    assert "Topics: Forks" in told(worked(job))
    act = reverse("admin:transcripts_job_act", args=[job.pk])
    answer = make.signed_in(make.editor()).post(act, {"action": "discard"}, follow=True)
    assert answer.redirect_chain[-1][0] == f"{IMPORT}{job.pk}/"
    assert "Nothing was brought in" in answer.content.decode()
    assert not SourceDocument.objects.filter(name="field.qdpx").exists()


def test_imports_that_are_confirmed_from_their_list_are_brought_in_as_they_were_seen() -> None:
    make.episode()
    job = looked_at()
    sent = {"action": "confirm", "_selected_action": [job.pk]}
    listed = reverse("admin:transcripts_job_changelist")
    answer = make.signed_in(make.editor()).post(listed, sent, follow=True)
    assert "field.qdpx" in answer.content.decode()
    assert (worked(job).state, drafts()) == ("succeeded", BOTH)


@pytest.mark.parametrize("task", [JobTask.LOOK, JobTask.BRING])
def test_stopped_half_way_it_leaves_nothing_and_can_be_tried_again(
    monkeypatch: pytest.MonkeyPatch, task: JobTask
) -> None:
    make.episode()
    job = upload()
    if task == JobTask.BRING:
        page(worked(job), sign=Job.objects.get().result["sign"])
    real = research.draft

    def stopped(work: Any, *args: Any) -> None:
        real(work, *args)
        if len(work.outcome.fates) == 1:
            jobs.cancel(job, by=make.editor())
            held[0].stop()  # as the next heartbeat does

    held: list[Held] = []
    begun = Heartbeat.hold
    monkeypatch.setattr(Heartbeat, "hold", lambda self, one: held.append(begun(self, one)) or held[-1])
    monkeypatch.setattr(research, "draft", stopped)
    job = worked(job)
    assert (held[0].done, held[0].total) == (2, 2)  # which the heartbeat tells
    assert (job.state, job.task, drafts()) == ("cancelled", task, [])
    assert "Nothing was brought in" in told(job) and "Try again" in told(job)
    monkeypatch.setattr(research, "draft", real)
    jobs.retry(job, by=make.editor())
    assert worked(job).state == ("ready" if task == JobTask.LOOK else "succeeded")


def test_what_cannot_be_brought_in_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    make.episode()
    job = looked_at(file=SimpleUploadedFile("a.txt", b"just words"))
    assert job.state == "failed" and "does not know what made this file" in told(job)
    monkeypatch.setattr(researchjobs, "MOST", 1)
    monkeypatch.setattr(researchjobs, "MOST_ON_SQLITE", 1)
    assert "import_annotations" in told(looked_at())
    monkeypatch.setattr(pages, "MOST_BYTES", 10)
    sent = {"file": file(), "episode": ""}
    refused = make.signed_in(make.editor()).post(IMPORT, sent)
    assert refused.status_code == 422 and "at most 25 MB" in refused.content.decode()


def test_whoever_is_no_editor_any_more_brings_nothing_in() -> None:
    make.episode()
    job = looked_at()
    page(job, sign=job.result["sign"])
    make.editor().groups.clear()
    assert worked(job).state == "failed" and drafts() == []
    assert "Only editors" in Job.objects.get().error


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
