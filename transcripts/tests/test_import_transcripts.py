"""`manage.py import_transcripts`: everything from the shell, again without harm, and codes for scripts."""

import json
import os
import signal
import sys
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from transcripts.management import shell_import
from transcripts.models import Batch, Episode, Job, JobState, Podcast, SourceDocument
from transcripts.services import batches
from transcripts.tests.test_importing import TALK, counts

pytestmark = pytest.mark.django_db

SAMPLES = settings.BASE_DIR / "samples"
SEEDS = settings.BASE_DIR.parent / "shared" / "corpus" / "seeds"
OTHER = TALK.replace("EPISODE 12", "EPISODE 13")
LETTER = "Dear all,\n\nplease find the minutes of the meeting in the other letter.\n"


def run(*args: Any) -> tuple[str, int, str]:
    """What the command printed, its exit code and its complaint."""
    out = StringIO()
    try:
        call_command("import_transcripts", *map(str, args), stdout=out)
    except CommandError as failure:
        return out.getvalue(), failure.returncode, str(failure)
    return out.getvalue(), 0, ""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inner").mkdir()
    (tmp_path / "a-letter.txt").write_text(LETTER)
    (tmp_path / "b-talk.txt").write_text(TALK)
    (tmp_path / "inner" / "c-talk.txt").write_text(OTHER)
    (tmp_path / ".hidden.txt").write_text(OTHER)
    return tmp_path


def test_a_folder_gives_its_transcripts_and_passes_over_the_rest(folder: Path) -> None:
    out, code, _ = run(folder)
    assert code == 0
    assert out.count("1 episode imported") == 2
    assert "a-letter.txt: passed over. No speech was found" in out
    assert ".hidden" not in out
    assert SourceDocument.objects.count() == Episode.objects.count() == 2


def test_a_file_named_by_hand_that_is_no_transcript_is_a_failure(folder: Path) -> None:
    out, code, complaint = run(folder / "a-letter.txt", folder / "missing.txt", folder / "b-talk.txt")
    assert (code, complaint) == (1, "2 of the documents could not be imported; see above.")
    assert "a-letter.txt: not imported. No speech was found" in out
    assert "missing.txt: not imported. It cannot be read" in out
    assert "b-talk.txt: 1 episode imported" in out


def test_running_it_again_changes_nothing(folder: Path) -> None:
    run(folder)
    before = counts(), Job.objects.exclude(state=JobState.DISCARDED).count()
    out, code, _ = run(folder)
    assert (out.count("1 episode known already, nothing changed"), code) == (2, 0)
    assert (counts(), Job.objects.exclude(state=JobState.DISCARDED).count()) == before


def test_the_imports_stand_in_the_admin_as_one_batch(folder: Path) -> None:
    run(folder)
    batch = Batch.objects.get()
    seen = batches.progress(batch)
    assert (batch.origin, seen.total, seen.done, seen.discarded) == ("command", 3, 2, 1)


def test_a_zip_gives_its_documents_each_by_its_name(tmp_path: Path) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("one.txt", TALK)
        archive.writestr("../../two.txt", OTHER)
    (tmp_path / "both.zip").write_bytes(packed.getvalue())
    out, code, _ = run(tmp_path / "both.zip")
    assert (code, Episode.objects.count()) == (0, 2)
    assert "both.zip: one.txt: 1 episode imported" in out
    assert "both.zip: two.txt: 1 episode imported" in out


def test_a_dry_run_says_what_is_new_and_stores_nothing(folder: Path) -> None:
    run(
        "--podcast", Podcast.objects.create(title="Wry Ledger", slug="wry-ledger").slug, folder / "b-talk.txt"
    )
    (folder / "b-talk.txt").write_text(TALK + "\n**[00:02:00] TK:** Since then two of them came back.\n")
    before = counts(), Job.objects.count()
    out, code, _ = run("--dry-run", "--json", "--podcast", "wry ledger", folder)
    lines = [json.loads(line) for line in out.splitlines()]
    assert [(line["state"], *(e["change"] for e in line["episodes"])) for line in lines] == [
        ("skipped",),
        ("found", "revision"),
        ("found", "new"),
    ]
    assert (code, counts(), Job.objects.count()) == (0, *before)


def test_json_is_one_line_a_document(folder: Path) -> None:
    out, _, _ = run("--json", folder / "b-talk.txt", folder / "missing.txt")
    failed, done = sorted(map(json.loads, out.splitlines()), key=lambda line: -len(line["document"]))
    assert (done["state"], done["created"], done["episodes"][0]["turns"]) == ("imported", True, 3)
    assert (failed["state"], failed["episodes"], "cannot be read" in failed["error"]) == ("failed", [], True)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["--podcast", "No Such Show"], "There is no podcast “No Such Show”"),
        (["--format", "scroll"], "There is no format “scroll”. Choose one of: "),
        (["--url", "--dry-run"], "leave out --dry-run"),
        ([], "There are no documents in what you named"),
    ],
)
def test_what_cannot_be_meant_ends_with_code_2(tmp_path: Path, args: list[str], sentence: str) -> None:
    _, code, complaint = run(*args, tmp_path)
    assert (code, sentence in complaint) == (2, True)


def test_a_chosen_format_is_used(folder: Path) -> None:
    assert run("--format", "named-turns", folder / "b-talk.txt")[1] == 0
    job = Job.objects.get()
    assert (job.chosen_format, job.result["format"]) == ("named-turns", "named-turns")


def test_ctrl_c_ends_after_the_document_in_hand_and_the_next_run_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, handler = shell_import.Source.content, signal.getsignal(signal.SIGINT)

    def interrupted(source: shell_import.Source) -> bytes:
        if source.name == "b-talk.txt":
            signal.raise_signal(signal.SIGINT)
        return real(source)

    with monkeypatch.context() as patch:
        patch.setattr(shell_import.Source, "content", interrupted)
        _, code, complaint = run(folder)
    assert (code, complaint) == (130, "Interrupted after 2 of 3 documents; run the command again to go on.")
    assert Episode.objects.count() == 1
    _, code, _ = run(folder)
    assert (code, Episode.objects.count()) == (0, 2)
    assert signal.getsignal(signal.SIGINT) is handler


def test_the_bar_moves_on_a_terminal_only(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stderr", Terminal())
    run("--json", folder)
    assert sys.stderr.getvalue() == ""
    run(folder)
    assert "3/3" in sys.stderr.getvalue()


def test_the_samples_give_eleven_episodes() -> None:
    _, code, _ = run(*sorted(SAMPLES.glob("*.txt")))
    assert (code, Episode.objects.count()) == (0, 11)


@pytest.mark.skipif(not SEEDS.exists(), reason="the seed documents (../shared/corpus/seeds) are not here")
def test_the_five_seeds_give_fifteen_episodes() -> None:
    paths = sorted(SEEDS.glob("*.txt"))
    assert (run(*paths)[1], Episode.objects.count()) == (0, 15)
    before = counts()
    assert run(*paths)[0].count("nothing changed") == 5
    assert counts() == before


def test_a_pipe_is_no_document_and_nobody_waits_for_it(tmp_path: Path) -> None:
    pipe = tmp_path / "talk.txt"
    os.mkfifo(pipe)
    out, code, _ = run(pipe)
    assert (code, "pipe" in out) == (1, True)


def test_a_password_in_an_address_is_kept_nowhere() -> None:
    out, code, _ = run("--url", "https://ann:secret@example.org/a.txt")
    assert (code, "holds a user name or a password" in out) == (1, True)
    assert not Job.objects.exists() and not Batch.objects.exists()
