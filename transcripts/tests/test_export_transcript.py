"""`manage.py export_transcript`: what is stored is written, and what cannot be is explained."""

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from transcripts import exports
from transcripts.models import Episode, Guest, Turn
from transcripts.selectors import exporting
from transcripts.services import documents
from transcripts.tests.reading import SEEDS
from transcripts.tests.storing import import_document

pytestmark = pytest.mark.django_db
SAMPLES = sorted((settings.BASE_DIR / "samples").glob("*.txt"))
TALK = """**[00:00:01] Ada Byron:** Welcome to the show. I am Ada Byron.

**[00:00:09] Bo Ek:** Thank you. It is good to be here.

And it is warm.

**[00:00:20] Bo Ek:** One more thing.
"""


def stored(raw: bytes, name: str) -> list[Episode]:
    """The episodes of a document, imported."""
    document = documents.receive(raw, name=name, by=None)
    import_document(document)
    return list(Episode.objects.filter(document=document).order_by("position"))


@pytest.fixture
def episode() -> Episode:
    return stored(TALK.encode(), "talk.md")[0]


def exported(episode: Episode, **options: object) -> str:
    out = StringIO()
    call_command("export_transcript", episode.slug, stdout=out, **options)
    return out.getvalue()


def said(turns: list[Turn]) -> list[tuple[object, ...]]:
    """What has to come back of stored turns."""
    return [
        (
            turn.speaker.name if turn.speaker else turn.label,
            turn.text,
            turn.start_ms,
            turn.end_ms,
            list(turn.paragraph_starts),
            [list(cue) for cue in turn.cues],
            turn.section,
        )
        for turn in turns
    ]


def check_stored(raw: bytes, name: str) -> None:
    """What is stored comes back from every format, turn for turn the same."""
    for episode in stored(raw, name):
        if not exporting.revision_of(episode):
            continue
        for format in exports.NAMES:
            text = exported(episode, format=format)
            transcript = exports.read(text)
            assert transcript
            parts = {part.first: str(part.kind) for part in transcript.sections}
            kinds, kind = [], ""
            for place in range(len(transcript.turns)):
                kind = parts.get(place, kind)
                kinds.append(kind)
            turns = list(
                Turn.objects.filter(revision__episode=episode, revision__kind="transcript")
                .select_related("speaker")
                .order_by("position")
            )
            assert [
                (
                    turn.speaker,
                    turn.text,
                    turn.start_ms,
                    turn.end_ms,
                    list(turn.paragraphs),
                    [list(cue) for cue in turn.cues],
                    kind,
                )
                for turn, kind in zip(transcript.turns, kinds, strict=True)
            ] == said(turns)


@pytest.mark.parametrize("path", SAMPLES, ids=[path.name for path in SAMPLES])
def test_every_stored_sample_comes_back(path: Path) -> None:
    check_stored(path.read_bytes(), path.name)


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed documents are not part of the repository")
def test_every_stored_seed_comes_back() -> None:
    for path in sorted(SEEDS.glob("*.txt")):
        check_stored(path.read_bytes(), path.name)


def test_an_export_that_is_imported_gives_the_same_turns(episode: Episode) -> None:
    Episode.objects.update(title="Once")
    turns = said(list(Turn.objects.filter(revision__episode=episode).select_related("speaker")))
    raw = exported(episode, format="json").replace("One more thing.", "One more thing, said elsewhere.")
    (again,) = stored(raw.replace("Once", "Elsewhere").encode(), "again.json")
    assert again.pk != episode.pk
    found = said(list(Turn.objects.filter(revision__episode=again).select_related("speaker")))
    assert found[:-1] == turns[:-1]
    assert found[-1][1] == "One more thing, said elsewhere."


def test_a_person_is_named_and_a_label_nobody_decided_about_is_printed(episode: Episode) -> None:
    Turn.objects.filter(revision__episode=episode, position=0).update(speaker=None, label="AB")
    transcript = exports.read(exported(episode, format="vtt"))
    assert transcript
    assert [turn.speaker for turn in transcript.turns] == ["AB", "Bo Ek", "Bo Ek"]
    assert "Bo Ek" in {person.name for person in transcript.facts.people}


def test_only_those_who_may_be_named_are(episode: Episode) -> None:
    Turn.objects.filter(revision__episode=episode).update(label="Somebody")
    revision = exporting.revision_of(episode)
    assert revision
    bo = Guest.objects.filter(name="Bo Ek")
    transcript = exporting.of(episode, revision, bo)
    assert [turn.speaker for turn in transcript.turns] == ["Somebody", "Bo Ek", "Bo Ek"]
    assert {person.name for person in transcript.facts.people} == {"Bo Ek"}


def test_it_asks_the_database_as_often_for_many_turns_as_for_few() -> None:
    long = TALK + "".join(f"\n**[00:{n:02}:00] Ada Byron:** And {n}.\n" for n in range(1, 50))
    counts = []
    for raw in (TALK, long):
        (episode,) = stored(raw.encode(), f"{len(raw)}.md")
        episode = Episode.objects.select_related("podcast").get(pk=episode.pk)
        with CaptureQueriesContext(connection) as queries:
            revision = exporting.revision_of(episode)
            assert revision
            exporting.of(episode, revision)
        counts.append(len(queries))
    assert counts == [4, 4]


def test_a_file_is_written_with_line_feeds(episode: Episode, tmp_path: Path) -> None:
    path = tmp_path / "talk.vtt"
    assert exported(episode, format="vtt", out=path) == ""
    assert path.read_bytes().decode() == exported(episode, format="vtt")
    assert path.read_bytes().startswith(b"WEBVTT\n\nNOTE\n")


def test_an_older_text_can_be_taken(episode: Episode) -> None:
    revision = episode.revisions.get()
    revision.number = 3
    revision.save(update_fields=["number"])
    assert "One more thing." in exported(episode, format="txt", revision=3)


def test_the_id_names_an_episode_too(episode: Episode) -> None:
    out = StringIO()
    call_command("export_transcript", str(episode.public_id), format="txt", stdout=out)
    assert "One more thing." in out.getvalue()


@pytest.mark.parametrize(
    ("name", "options", "sentence", "code"),
    [
        ("nowhere", {}, "There is no episode “nowhere”.", 2),
        (None, {"revision": 9}, "has no transcript no. 9.", 2),
        (None, {"out": Path("/nowhere/at/all.vtt")}, "cannot be written: No such file or directory.", 1),
    ],
    ids=["no episode", "no revision", "no folder"],
)
def test_what_cannot_be_done_is_said(
    episode: Episode, name: str | None, options: dict[str, object], sentence: str, code: int
) -> None:
    with pytest.raises(CommandError) as error:
        call_command("export_transcript", name or episode.slug, format="vtt", **options)
    assert sentence in str(error.value)
    assert error.value.returncode == code
