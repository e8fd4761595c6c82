"""Documents brought through the admin: what is refused at the door, what is shown before anything is stored,
and what the pages of imports say and do."""

from collections.abc import Callable
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from transcripts.admin import batch as batch_admin
from transcripts.documents import Problem, Severity
from transcripts.models import Batch, Episode, Guest, GuestName, Job, JobState, Podcast, SourceDocument, Turn
from transcripts.parsing import MAX_BYTES
from transcripts.selectors import preview
from transcripts.services import batches, jobs, labels

pytestmark = pytest.mark.django_db
IMPORT = "/admin/transcripts/sourcedocument/import/"
BACKEND = "osbiz.accounts.Accounts"
TALK = b"""Ledger and Licence, Episode 9

[00:00:02] Ines Carvalho: We changed the licence in March, and we told nobody before the morning of it.

[00:00:31] Tom Berg: And what did the contributors say to you when they read it that morning?

[00:00:52] Ines Carvalho: Two of them left. I would have left too. It took us a year to win back the others.
"""
NO_TALK = b"12,14,19\n3,8,1\n"
VOICES = b"""# Ledger and Licence, Episode 10

[00:00:02] Speaker 1: We changed the licence in March, and we told nobody before the morning of it.

[00:00:31] Tom Berg: And what did the contributors say to you when they read it that morning?

[00:00:52] Speaker 1: Two of them left. I would have left too. It took us a year to win back the others.
"""


def person(name: str, role: str | None) -> User:
    user = User.objects.create_user(name, is_staff=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def ed() -> User:
    return person("ed", "editor")


@pytest.fixture
def editor(client: Client, ed: User) -> Client:
    client.force_login(ed, backend=BACKEND)
    return client


@pytest.fixture
def upload(editor: Client) -> Callable[..., Any]:
    def send(*files: tuple[str, bytes], **more: str) -> Any:
        documents = [SimpleUploadedFile(name, content) for name, content in files]
        return editor.post(IMPORT, {"documents": documents, **more})

    return send


@pytest.fixture
def read(ed: User) -> Callable[..., list[Job]]:
    """Bring documents and have them read; their jobs in the order in which they came."""

    def bring(*contents: bytes, podcast: Podcast | None = None) -> list[Job]:
        named = [(f"{number}.txt", content) for number, content in enumerate(contents)]
        batch = batches.bring(named, origin="files", by=ed, podcast=podcast)
        work()
        return list(batch.jobs.order_by("id"))

    return bring


def work() -> None:
    while jobs.run_next():
        pass


def page_of(job: Job) -> str:
    return reverse("admin:transcripts_job_change", args=[job.pk])


def text(response: Any) -> str:
    return unescape(response.content.decode())


def act(client: Client, job: Job, action: str, **fields: str) -> Any:
    url = reverse("admin:transcripts_job_act", args=[job.pk])
    seen = client.get(page_of(job)).context.get("form")
    sign = {"seen": seen.initial["seen"]} if seen else {}
    return client.post(url, {**sign, "action": action, **fields}, follow=True)


# The door


def test_documents_lead_to_the_page_of_their_batch(editor: Client, upload: Any) -> None:
    response = upload(("a.txt", TALK), ("b.txt", VOICES))
    batch = Batch.objects.get()
    assert response.url == reverse("admin:transcripts_batch_change", args=[batch.pk])
    assert [job.name for job in batch.jobs.order_by("id")] == ["a.txt", "b.txt"]
    page = text(editor.get(response.url))
    assert "Reading: 0 of 2 documents done." in page
    assert 'http-equiv="refresh"' in page


def test_a_zip_brings_its_documents(editor: Client, upload: Any) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("one.txt", TALK)
        archive.writestr("folder/two.txt", VOICES)
    upload(("both.zip", packed.getvalue()))
    assert set(Job.objects.values_list("name", flat=True)) == {"one.txt", "two.txt"}


def test_pasted_text_and_a_podcast_are_brought_too(upload: Any) -> None:
    podcast = Podcast.objects.create(title="Ledger Lines", slug="ledger-lines")
    upload(text=TALK.decode(), podcast=str(podcast.pk))
    assert Batch.objects.get().podcast == podcast
    assert Job.objects.get().podcast == podcast


def test_an_address_is_brought_to_be_fetched(upload: Any) -> None:
    upload(address="example.org/feed.xml")
    assert Job.objects.get().address == "https://example.org/feed.xml"


def test_the_pages_script_is_answered_with_an_address_or_with_sentences(editor: Client) -> None:
    json = {"Accept": "application/json"}
    good = editor.post(IMPORT, {"text": TALK.decode()}, headers=json)
    assert good.json()["url"].startswith("/admin/transcripts/batch/")
    bad = editor.post(IMPORT, {"text": ""}, headers=json)
    assert bad.status_code == 422
    assert "Nothing was chosen." in bad.json()["errors"][0]


@pytest.mark.parametrize(
    ("files", "fields", "sentence"),
    [
        ([], {}, "Nothing was chosen. Choose one or more files, paste"),
        ([], {"text": "  \n "}, "Nothing was chosen."),
        ([("void.txt", b"")], {}, "void.txt is empty. Choose the file again"),
        ([("void.txt", b""), ("nothing.txt", b"")], {}, "nothing.txt is empty."),
        (
            [("good.txt", TALK)],
            {"address": "https://example.org/a.txt"},
            "Give either documents or an address",
        ),
        ([], {"address": "not an address"}, "This is no web address."),
    ],
    ids=["nothing", "blanks", "empty file", "both empty", "both ways", "no address"],
)
def test_bad_input_is_refused_with_a_remedy_and_stored_nowhere(
    upload: Any, files: list[tuple[str, bytes]], fields: dict[str, str], sentence: str
) -> None:
    response = upload(*files, **fields)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not SourceDocument.objects.exists()
    assert not Batch.objects.exists()


def test_a_file_that_cannot_be_taken_stands_with_its_reason_beside_the_others(upload: Any) -> None:
    upload(("good.txt", TALK), ("void.txt", b""))
    states = dict(Job.objects.values_list("name", "state"))
    assert states == {"good.txt": JobState.QUEUED, "void.txt": JobState.FAILED}
    assert "void.txt is empty." in Job.objects.get(name="void.txt").error


def test_a_file_over_the_limit_is_refused_by_its_size(upload: Any) -> None:
    response = upload(("noise.bin", bytes(MAX_BYTES + 1)))
    assert "noise.bin is 26 MB; osbiz reads documents of up to 25 MB." in response.content.decode()
    assert not SourceDocument.objects.exists()


def test_a_paste_over_the_limit_is_refused_with_a_remedy(upload: Any) -> None:
    response = upload(text="word " * 600_000)
    assert response.status_code == 413
    assert "Save it as a file and upload that." in response.content.decode()


def test_too_many_files_are_refused_with_a_remedy(upload: Any, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    response = upload(*((f"{number}.txt", TALK) for number in range(3)))
    assert response.status_code == 413
    assert "Put them into a zip" in response.content.decode()


# The preview


def test_nothing_is_stored_before_somebody_says_so(editor: Client, read: Any) -> None:
    (job,) = read(TALK)
    page = text(editor.get(page_of(job)))
    assert "Nothing is stored before you store it." in page
    assert "1 episode, 2 speakers, 3 turns, no problems" in page
    assert "Recognised as" in page
    assert not Episode.objects.exists()
    act(editor, job, "confirm")
    work()
    page = text(editor.get(page_of(job)))
    assert "Imported 1 episode." in page
    assert reverse("admin:transcripts_episode_annotate", args=[Episode.objects.get().pk]) in page


def test_a_label_is_bound_once_to_a_known_person_for_all_its_turns(editor: Client, read: Any) -> None:
    ines = Guest.objects.create(name="Ines Carvalho", slug="ines-carvalho")
    GuestName.objects.create(guest=ines, text=ines.name)
    (job,) = read(VOICES)
    act(editor, job, "confirm", **{"who-0-0": "guest", "guest-0-0": str(ines.pk)})
    work()
    assert Turn.objects.filter(label="Speaker 1", speaker=ines).count() == 2


def test_a_label_is_bound_to_a_new_person(editor: Client, read: Any) -> None:
    (job,) = read(VOICES)
    act(editor, job, "confirm", **{"who-0-0": "name", "name-0-0": " Ines  Carvalho "})
    work()
    assert set(Turn.objects.filter(label="Speaker 1").values_list("speaker__name", flat=True)) == {
        "Ines Carvalho"
    }


def test_who_a_label_was_before_is_proposed_with_the_reason_and_bound_when_taken(
    editor: Client, read: Any
) -> None:
    podcast = Podcast.objects.create(title="Ledger Lines", slug="ledger-lines")
    ines = Guest.objects.create(name="Ines Carvalho", slug="ines-carvalho")
    labels.remember(podcast, "Speaker 1", ines, by=None)
    (job,) = read(VOICES, podcast=podcast)
    page = text(editor.get(page_of(job)))
    assert "probably <strong>Ines Carvalho</strong>: as decided before in this podcast" in page
    act(editor, job, "confirm", podcast=str(podcast.pk), **{"who-0-0": "proposed"})
    work()
    assert Turn.objects.filter(label="Speaker 1", speaker=ines).count() == 2


def test_a_label_read_as_somebody_can_be_left_as_printed(editor: Client, read: Any) -> None:
    (job,) = read(TALK)
    act(editor, job, "confirm", **{"who-0-0": "nobody"})
    work()
    assert not Turn.objects.filter(label="Ines Carvalho", speaker__isnull=False).exists()


@pytest.mark.parametrize("answer", ["guest", "name"])
def test_an_answer_without_its_person_stores_nothing_and_says_what_lacks(
    editor: Client, read: Any, answer: str
) -> None:
    (job,) = read(VOICES)
    response = act(editor, job, "confirm", **{"who-0-0": answer})
    assert response.status_code == 422
    assert "Speaker 1" in text(response).split('role="alert"')[1][:400]
    job.refresh_from_db()
    assert job.state == JobState.READY


def test_what_was_read_anew_meanwhile_is_not_stored_unseen(editor: Client, read: Any) -> None:
    (job,) = read(TALK)
    url = reverse("admin:transcripts_job_act", args=[job.pk])
    response = editor.post(url, {"action": "confirm", "seen": "of another reading"})
    assert response.status_code == 409
    assert "was read again meanwhile" in text(response)
    job.refresh_from_db()
    assert job.state == JobState.READY


def test_a_podcast_chosen_in_the_preview_is_stored_only_after_what_that_changes_was_shown(
    editor: Client, read: Any
) -> None:
    podcast = Podcast.objects.create(title="Ledger Lines", slug="ledger-lines")
    (job,) = read(TALK, podcast=podcast)
    act(editor, job, "confirm")
    work()
    (changed,) = read(TALK.replace(b"Two of them left.", b"Three of them left."))
    response = act(editor, changed, "confirm", podcast=str(podcast.pk))
    assert response.status_code == 409
    assert "Known by its number" in text(response)
    url = reverse("admin:transcripts_job_act", args=[changed.pk])
    seen = response.context["form"].data["seen"]
    editor.post(url, {"action": "confirm", "podcast": str(podcast.pk), "seen": seen})
    work()
    assert Episode.objects.count() == 1
    assert Episode.objects.get().revisions.count() == 2


def test_a_document_is_read_again_as_another_format(editor: Client, read: Any) -> None:
    (job,) = read(TALK)
    act(editor, job, "reread", as_format="named-turns")
    job.refresh_from_db()
    assert (job.state, job.chosen_format) == (JobState.QUEUED, "named-turns")
    work()
    assert "named turns" in text(editor.get(page_of(job)))


def test_a_known_episode_shows_what_would_change(editor: Client, read: Any) -> None:
    podcast = Podcast.objects.create(title="Ledger Lines", slug="ledger-lines")
    (job,) = read(TALK, podcast=podcast)
    act(editor, job, "confirm")
    work()
    (changed,) = read(TALK.replace(b"Two of them left.", b"Three of them left."), podcast=podcast)
    page = text(editor.get(page_of(changed)))
    assert "Known by its number" in page
    assert "the text in use and its quotes stay as they are" in page
    assert "a new revision with 1 turn changed" in page
    (again,) = read(TALK + b"\n", podcast=podcast)
    assert "there is nothing to do" in text(editor.get(page_of(again)))


def test_problems_of_one_kind_stand_together_and_errors_first() -> None:
    late = Problem(Severity.WARNING, "time", "This goes back.", 9, "nine")
    more = Problem(Severity.WARNING, "time", "12 more of the same kind are not listed.")
    early = Problem(Severity.WARNING, "time", "This goes back.", 2, "two")
    worst = Problem(Severity.ERROR, "cut", "This breaks off.", 40, "forty")
    worst_group, group = preview.grouped([late, more, early, worst])
    assert worst_group.problems == [worst]
    assert (group.message, group.problems) == ("This goes back.", [early, late, more])


def test_text_from_outside_is_only_ever_text(editor: Client, read: Any) -> None:
    (job,) = read(
        TALK.replace(b"Two of them left.", b"<script>alert(1)</script> left.").replace(b"Tom", b"<b>Tom")
    )
    response = editor.get(page_of(job))
    assert b"<script>alert" not in response.content
    assert b"<b>Tom" not in response.content


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        b"   \n\n",
        NO_TALK,
    ],
    ids=["a picture", "blanks", "no speech"],
)
def test_what_holds_no_talk_fails_with_a_sentence_and_can_be_tried_again_or_discarded(
    editor: Client, read: Any, content: bytes
) -> None:
    (job,) = read(content)
    page = text(editor.get(page_of(job)))
    assert "was not imported, and nothing was stored from it" in page
    assert job.error in page
    act(editor, job, "discard")
    job.refresh_from_db()
    assert job.state == JobState.DISCARDED
    assert not SourceDocument.objects.exists()


def test_what_cannot_be_done_now_is_told(editor: Client, read: Any) -> None:
    (job,) = read(TALK)
    jobs.discard(job, by=None)
    assert "it was discarded" in text(act(editor, job, "cancel"))


# A batch


def batch_act(client: Client, batch: Batch, action: str, *chosen: Job) -> str:
    url = reverse("admin:transcripts_batch_act", args=[batch.pk])
    return text(client.post(url, {"action": action, "job": [job.pk for job in chosen]}, follow=True))


def test_one_bad_document_stops_no_other_and_all_good_ones_are_stored_at_once(
    editor: Client, read: Any
) -> None:
    good, bad, _ = read(TALK, NO_TALK, VOICES)
    page = batch_act(editor, good.batch, "confirm all")
    assert "2 documents are being stored." in page
    work()
    assert Episode.objects.count() == 2
    bad.refresh_from_db()
    assert bad.state == JobState.FAILED
    assert bad.error in text(editor.get(reverse("admin:transcripts_batch_change", args=[good.batch_id])))


def test_only_those_without_problems_are_stored_where_that_is_asked(editor: Client, read: Any) -> None:
    clean, odd = read(TALK, VOICES.replace(b"00:00:52", b"00:00:12"))
    assert odd.result["problems"]
    batch_act(editor, clean.batch, "confirm clean")
    assert set(Job.objects.filter(task="store").values_list("pk", flat=True)) == {clean.pk}


def test_each_ticked_document_answers_for_itself(editor: Client, read: Any) -> None:
    good, bad = read(TALK, NO_TALK)
    page = batch_act(editor, good.batch, "confirm selected", good, bad)
    assert "0.txt is being stored." in page
    assert "1.txt: “1.txt” cannot be changed so now: it has failed." in page


def test_what_waits_is_cancelled_and_what_failed_is_tried_again(
    editor: Client, read: Any, upload: Any
) -> None:
    (bad,) = read(NO_TALK)
    assert "0.txt is tried again." in batch_act(editor, bad.batch, "retry all")
    assert "0.txt is cancelled." in batch_act(editor, bad.batch, "cancel all")
    bad.refresh_from_db()
    assert bad.state == JobState.CANCELLED


def test_a_batch_tells_its_page_how_far_it_is(editor: Client, upload: Any) -> None:
    upload(("a.txt", TALK), ("b.txt", NO_TALK))
    url = reverse("admin:transcripts_batch_progress", args=[Batch.objects.get().pk])
    before = editor.get(url).json()
    assert (before["total"], before["through"], before["finished"]) == (2, 0, False)
    work()
    after = editor.get(url).json()
    assert (after["total"], after["through"], after["finished"]) == (2, 2, True)
    assert after["sentence"] == "2 documents. 1 to confirm. 1 failed."
    assert after["counts"] == {"clean": 1, "ready": 1, "failed": 1, "unfinished": 0}
    assert [row["stands"] for row in after["rows"]] == ["to confirm", "failed"]


def test_a_long_batch_has_pages_and_each_asks_for_its_own_rows(
    editor: Client, upload: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_admin, "ROWS", 2)
    upload(*((f"{number}.txt", TALK) for number in range(3)))
    batch = Batch.objects.get()
    page = text(editor.get(reverse("admin:transcripts_batch_change", args=[batch.pk]), {"p": "2"}))
    assert "Page 2 of 2" in page
    address = page.split('data-live="')[1].split('"')[0]
    assert [row["name"] for row in editor.get(address).json()["rows"]] == ["2.txt"]


@pytest.mark.parametrize("address", ["batch", "batch progress", "list", "list progress"])
def test_pages_cost_as_many_queries_for_many_documents_as_for_few(
    editor: Client, read: Any, address: str
) -> None:
    few = read(TALK)[0]
    many = read(*(TALK + b"\n" * number for number in range(1, 9)))[0]

    def cost(job: Job) -> int:
        urls = {
            "batch": reverse("admin:transcripts_batch_change", args=[job.batch_id]),
            "batch progress": reverse("admin:transcripts_batch_progress", args=[job.batch_id]),
            "list": reverse("admin:transcripts_job_changelist") + f"?pk__gte={job.pk}",
            "list progress": reverse("admin:transcripts_job_progress")
            + "?ids="
            + ",".join(str(one.pk) for one in job.batch.jobs.all()),
        }
        with CaptureQueriesContext(connection) as seen:
            assert editor.get(urls[address]).status_code == 200
        return len(seen)

    cost(few)
    assert cost(many) == cost(few)


# The list


def test_the_list_begins_with_what_needs_somebody_and_its_actions_answer_one_by_one(
    editor: Client, read: Any
) -> None:
    good, bad = read(TALK, NO_TALK)
    url = reverse("admin:transcripts_job_changelist")
    page = text(editor.get(url))
    assert "1 to confirm" in page and "1 failed" in page
    ticked = {"action": "confirm", "_selected_action": [good.pk, bad.pk]}
    page = text(editor.post(url, ticked, follow=True))
    assert "0.txt is being stored." in page
    assert "it has failed" in page


@pytest.mark.parametrize("state", JobState.values)
def test_the_list_can_be_narrowed_to_a_state(editor: Client, read: Any, state: str) -> None:
    read(TALK)
    url = reverse("admin:transcripts_job_changelist")
    response = editor.get(url, {"state__exact": state})
    assert response.context["cl"].result_count == (state == JobState.READY)


# Who may


def test_a_form_without_its_token_is_refused(editor: Client, read: Any) -> None:
    (job,) = read(TALK)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies
    assert strict.post(IMPORT, {"text": TALK.decode()}).status_code == 403
    for name, pk in (("job", job.pk), ("batch", job.batch_id)):
        url = reverse(f"admin:transcripts_{name}_act", args=[pk])
        assert strict.post(url, {"action": "discard all"}).status_code == 403
    assert SourceDocument.objects.count() == 1


def test_a_reviewer_reads_and_changes_nothing(client: Client, read: Any) -> None:
    (job,) = read(TALK)
    client.force_login(person("rae", "reviewer"), backend=BACKEND)
    batch = reverse("admin:transcripts_batch_change", args=[job.batch_id])
    for url in (page_of(job), batch, reverse("admin:transcripts_job_changelist")):
        response = client.get(url)
        assert response.status_code == 200
        assert 'value="confirm' not in text(response)
    assert client.get(IMPORT).status_code == 403
    assert client.post(IMPORT, {"text": TALK.decode()}).status_code == 403
    assert (
        client.post(
            reverse("admin:transcripts_batch_act", args=[job.batch_id]), {"action": "confirm all"}
        ).status_code
        == 403
    )
    for action in ("confirm", "reread", "discard", "retry", "cancel"):
        url = reverse("admin:transcripts_job_act", args=[job.pk])
        assert client.post(url, {"action": action}).status_code == 403
    client.post(
        reverse("admin:transcripts_job_changelist"), {"action": "discard", "_selected_action": [job.pk]}
    )
    job.refresh_from_db()
    assert job.state == JobState.READY


def test_staff_without_a_role_sees_nothing(client: Client) -> None:
    client.force_login(person("sam", None), backend=BACKEND)
    assert client.get("/admin/").status_code == 302


# Waiting


def test_an_import_that_waits_says_so_and_reads_itself_again(editor: Client, upload: Any) -> None:
    upload(("a.txt", TALK))
    page = text(editor.get(page_of(Job.objects.get())))
    assert 'http-equiv="refresh"' in page
    assert "Waiting to be read" in page
    assert "No worker is at work" not in page.split("<template")[0]


def test_a_missing_worker_is_told_once_an_import_has_waited_ten_seconds(editor: Client, upload: Any) -> None:
    upload(("a.txt", TALK))
    Job.objects.update(due_at=timezone.now() - timedelta(seconds=11))
    job = Job.objects.get()
    batch = reverse("admin:transcripts_batch_change", args=[job.batch_id])
    for url in (page_of(job), batch, reverse("admin:transcripts_job_changelist")):
        assert (
            "No worker is at work, so imports wait. If none runs, start one with"
            in text(editor.get(url)).split("<template")[0]
        )
    progress = reverse("admin:transcripts_batch_progress", args=[job.batch_id])
    assert editor.get(progress).json()["worker_missing"] is True


# Source documents


def test_a_document_is_downloaded_as_it_came(editor: Client, upload: Any) -> None:
    content = "\ufeffO'Brien — naïve\r\n<script>".encode("utf-16")
    upload(("weird “name”.html", content))
    document = SourceDocument.objects.get()
    response = editor.get(reverse("admin:transcripts_sourcedocument_download", args=[document.pk]))
    assert response.content == content
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")


def test_a_document_that_nothing_needs_is_discarded(editor: Client, read: Any) -> None:
    (job,) = read(TALK)
    url = reverse("admin:transcripts_sourcedocument_discard", args=[job.document_id])
    assert "is discarded" in text(editor.post(url, follow=True))
    assert not SourceDocument.objects.exists()


def test_a_document_from_which_an_episode_came_stays(editor: Client, read: Any) -> None:
    (job,) = read(TALK)
    act(editor, job, "confirm")
    work()
    url = reverse("admin:transcripts_sourcedocument_discard", args=[job.document_id])
    assert "is needed" in text(editor.post(url, follow=True))
    assert SourceDocument.objects.exists()
