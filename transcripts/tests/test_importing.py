"""Documents are kept as they came, imported once, and leave nothing behind where they hold no episode."""

import pytest

from transcripts.models import Appearance, Company, Episode, Guest, Podcast, Revision, SourceDocument, Turn
from transcripts.models.source import ImmutableError
from transcripts.services import importing, people, speakers

pytestmark = pytest.mark.django_db

TALK = """**EPISODE 12****[INTRODUCTION]**

**[00:00:00] TK:** Ada Quill is the founder of Quarrystone, and she joins the show.

[INTERVIEW]

**[00:01:00] TK:** Ada Quill, welcome to the show.

**[00:01:05] AQ:** Thank you. We gave the project to a foundation in March.
"""


def bring(text: str | bytes, name: str = "talk.txt") -> dict[str, object]:
    content = text.encode() if isinstance(text, str) else text
    return importing.import_document(importing.receive(content, name=name, by=None), by=None)


def counts() -> dict[str, int]:
    models = (SourceDocument, Podcast, Episode, Revision, Turn, Guest, Company, Appearance)
    return {model.__name__: model.objects.count() for model in models}


def test_bytes_are_kept_untouched_and_once() -> None:
    raw = ("\ufeff" + TALK).replace("\n", "\r\n").encode()
    first = importing.receive(raw, name="a.txt", by=None)
    assert importing.receive(raw, name="b.txt", by=None) == first
    assert bytes(SourceDocument.objects.get().content) == raw
    with pytest.raises(ImmutableError):
        first.save()
    with pytest.raises(ImmutableError):
        SourceDocument.objects.update(name="c.txt")


def test_a_second_import_changes_nothing_and_says_so() -> None:
    first = bring(TALK)
    before = counts()
    second = bring(TALK)
    assert (first["created"], second["created"]) == (True, False)
    assert counts() == before
    assert [e["id"] for e in first["episodes"]] == [e["id"] for e in second["episodes"]]


def test_turns_are_stored_with_offsets_and_people() -> None:
    bring(TALK)
    revision = Revision.objects.get(kind="transcript")
    text = revision.text()
    assert revision.length == len(text)
    for turn in revision.turns.all():
        assert text[turn.offset : turn.end_offset] == turn.text
    last = revision.turns.last()
    assert (last.label, last.speaker.name, last.start_ms) == ("AQ", "Ada Quill", 65_000)


def test_a_changed_document_is_a_proposed_revision_and_touches_nothing() -> None:
    bring(TALK)
    before = list(Turn.objects.filter(revision__kind="transcript").order_by("id").values())
    result = bring(TALK.replace("in March", "in May"))
    assert result["episodes"][0]["proposed_revision"]
    assert Episode.objects.count() == 1
    revisions = Revision.objects.filter(kind="transcript").order_by("number")
    assert [(r.number, r.is_current) for r in revisions] == [(1, True), (2, False)]
    assert list(Turn.objects.filter(revision=revisions[0]).order_by("id").values()) == before


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "text"),
        (b"Nothing but a remark about the weather in spring.", "No speech"),
    ],
)
def test_what_holds_no_episode_leaves_none_and_says_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(importing.DocumentRefused, match=sentence):
        bring(content)
    assert not Episode.objects.exists()
    assert not Podcast.objects.exists()


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le"])
def test_other_encodings_are_read_and_reported(encoding: str) -> None:
    result = bring(TALK.replace("in March", "in the café").encode(encoding))
    assert Turn.objects.filter(text__contains="café").exists()
    assert any("decoded" in problem["code"] for problem in result["problems"])


def test_characters_that_cannot_be_stored_are_reported() -> None:
    result = bring(TALK.replace("March", "Mar\x01ch"))
    assert "control-characters" in [problem["code"] for problem in result["problems"]]


def test_an_import_that_fails_half_way_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    document = importing.receive(TALK.encode(), name="a.txt", by=None)
    before = counts()

    def break_off(*args: object, **kwargs: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(importing.revisions, "add_import", break_off)
    with pytest.raises(RuntimeError):
        importing.import_document(document, by=None)
    assert counts() == before


def test_a_name_that_two_people_share_is_left_for_a_person() -> None:
    for slug in ("ada-1", "ada-2"):
        guest = Guest.objects.create(name="Ada Quill", slug=slug)
        guest.names.create(text="Ada Quill")
    result = bring(TALK)
    assert "ambiguous-person" in [p["code"] for p in result["problems"]]
    assert not Turn.objects.filter(speaker__isnull=False).exists()


def test_what_names_no_podcast_is_hidden_until_somebody_says_where_it_belongs() -> None:
    bring(TALK)
    episode = Episode.objects.get()
    assert episode.podcast.title == people.UNKNOWN_PODCAST
    assert not Episode.objects.listed().exists()


def test_a_label_is_bound_to_a_person_for_all_its_turns() -> None:
    bring(TALK)
    revision = Revision.objects.get(kind="transcript")
    host = people.find_or_make_guests(["Tom Kettle"], by=None)["Tom Kettle"]
    assert speakers.bind(revision, label="TK", guest=host, role="host", by=None) == 2
    assert speakers.bind(revision, label="TK", guest=host, by=None) == 0
    assert Appearance.objects.get(guest=host).role == "host"
    assert "Tom Kettle" in Episode.history.first().history_change_reason
