"""Documents brought through the admin: what is refused at the door, and what an import's page says."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from transcripts.models import Episode, Job, SourceDocument
from transcripts.parsing import MAX_BYTES
from transcripts.services import jobs

pytestmark = pytest.mark.django_db
IMPORT = "/admin/transcripts/sourcedocument/import/"
TALK = b"""Ledger and Licence, Episode 9

[00:00:02] Ines Carvalho: We changed the licence in March, and we told nobody before the morning of it.

[00:00:31] Tom Berg: And what did the contributors say to you when they read it that morning?

[00:00:52] Ines Carvalho: Two of them left. I would have left too. It took us a year to win back the others.
"""


def person(name: str, role: str | None) -> User:
    user = User.objects.create_user(name, is_staff=True)
    if role:
        user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(person("ed", "editor"), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def upload(editor: Client) -> Callable[..., Any]:
    def send(*files: tuple[str, bytes], text: str = "") -> Any:
        documents = [SimpleUploadedFile(name, content) for name, content in files]
        return editor.post(IMPORT, {"documents": documents, "text": text})

    return send


def after_import(client: Client, response: Any) -> str:
    """What the import's page says once its job is done."""
    while jobs.run_next():
        pass
    return client.get(response.url).content.decode()


def test_a_document_becomes_an_episode_and_its_page_says_so(editor: Client, upload: Any) -> None:
    page = after_import(editor, upload(("episode-9.txt", TALK)))
    assert "Imported 1 episode." in page
    assert reverse("admin:transcripts_episode_annotate", args=[Episode.objects.get().pk]) in page


def test_pasted_text_is_imported_too(editor: Client, upload: Any) -> None:
    assert "Imported 1 episode." in after_import(editor, upload(text=TALK.decode()))


def test_several_documents_lead_to_the_list_of_their_imports(editor: Client, upload: Any) -> None:
    response = upload(("a.txt", TALK), ("b.txt", TALK + b"\n"))
    assert response.url.startswith(reverse("admin:transcripts_job_changelist"))
    assert editor.get(response.url).status_code == 200
    assert Job.objects.count() == 2


def test_the_same_bytes_again_are_told_at_once_and_change_nothing(editor: Client, upload: Any) -> None:
    after_import(editor, upload(("a.txt", TALK)))
    page = after_import(editor, upload(("b.txt", TALK)))
    assert "was received before" in page
    assert "Nothing was changed." in page
    assert Episode.objects.count() == SourceDocument.objects.count() == 1


@pytest.mark.parametrize(
    ("files", "text", "sentence"),
    [
        ([], "", "Nothing was chosen. Choose one or more files, or paste"),
        ([], "  \n ", "Nothing was chosen."),
        ([("void.txt", b"")], "", "void.txt is empty. Choose the file again"),
        ([("good.txt", TALK), ("void.txt", b"")], "", "void.txt is empty."),
    ],
    ids=["nothing", "blanks", "empty file", "one of two empty"],
)
def test_bad_input_is_refused_with_a_remedy_and_stored_nowhere(
    upload: Any, files: list[tuple[str, bytes]], text: str, sentence: str
) -> None:
    response = upload(*files, text=text)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not SourceDocument.objects.exists()


def test_a_file_over_the_limit_is_refused_by_its_size(upload: Any) -> None:
    response = upload(("noise.bin", bytes(MAX_BYTES + 1)))
    assert "noise.bin is 26 MB; osbiz reads documents of up to 25 MB." in response.content.decode()
    assert not SourceDocument.objects.exists()


def test_a_paste_over_the_limit_is_refused_with_a_remedy(upload: Any) -> None:
    response = upload(text="word " * 600_000)
    assert response.status_code == 413
    assert "Save it as a file and upload that." in response.content.decode()


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40,
        b"   \n\n",
        b"A page about gardens and nothing else.\n" * 9,
    ],
    ids=["a picture", "blanks", "no speech"],
)
def test_what_holds_no_talk_fails_with_a_sentence_and_leaves_no_episode(
    editor: Client, upload: Any, content: bytes
) -> None:
    page = after_import(editor, upload(("thing.txt", content)))
    job = Job.objects.get()
    assert "was not imported, and nothing was stored from it" in page
    assert job.error
    assert not Episode.objects.exists()


def test_a_form_without_its_token_is_refused(editor: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = editor.cookies
    assert strict.post(IMPORT, {"text": TALK.decode()}).status_code == 403
    assert not SourceDocument.objects.exists()


def test_a_reviewer_cannot_import(client: Client) -> None:
    client.force_login(person("rae", "reviewer"), backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(IMPORT, {"text": TALK.decode()}).status_code == 403
    assert client.get(reverse("admin:transcripts_sourcedocument_changelist")).status_code == 200


def test_staff_without_a_role_sees_nothing(client: Client) -> None:
    client.force_login(person("sam", None), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/").status_code == 302


def test_an_import_that_waits_reads_itself_again(editor: Client, upload: Any) -> None:
    response = upload(("a.txt", TALK))
    page = editor.get(response.url).content.decode()
    assert 'http-equiv="refresh"' in page
    assert "Waiting for a worker" in page
    assert "No worker is running" not in page


def test_a_missing_worker_is_told_once_an_import_has_waited_ten_seconds(editor: Client, upload: Any) -> None:
    response = upload(("a.txt", TALK))
    Job.objects.update(created_at=timezone.now() - timedelta(seconds=11))
    page = editor.get(response.url).content.decode()
    assert "No worker is running, so imports wait. Start one with" in page


def test_a_document_is_downloaded_as_it_came(editor: Client, upload: Any) -> None:
    content = "\ufeffO'Brien — naïve\r\n<script>".encode("utf-16")
    upload(("weird “name”.html", content))
    document = SourceDocument.objects.get()
    response = editor.get(reverse("admin:transcripts_sourcedocument_download", args=[document.pk]))
    assert response.content == content
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Disposition"].startswith("attachment")
