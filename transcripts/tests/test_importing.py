"""Documents are kept as they came, imported once, and leave nothing behind where they hold no episode."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from transcripts import parsing
from transcripts.models import Appearance, Company, Episode, Guest, Podcast, Revision, SourceDocument, Turn
from transcripts.models.source import ImmutableError
from transcripts.services import documents, importing, people
from transcripts.tests.storing import import_document

pytestmark = pytest.mark.django_db

TALK = """**EPISODE 12****[INTRODUCTION]**

**[00:00:00] TK:** Ada Quill is the founder of Quarrystone, and she joins the show.

[INTERVIEW]

**[00:01:00] TK:** Ada Quill, welcome to the show.

**[00:01:05] AQ:** Thank you. We gave the project to a foundation in March.
"""


def bring(text: str | bytes, name: str = "talk.txt") -> dict[str, object]:
    content = text.encode() if isinstance(text, str) else text
    return import_document(documents.receive(content, name=name, by=None))


def counts() -> dict[str, int]:
    models = (SourceDocument, Podcast, Episode, Revision, Turn, Guest, Company, Appearance)
    return {model.__name__: model.objects.count() for model in models}


def test_bytes_are_kept_untouched_and_once() -> None:
    raw = ("\ufeff" + TALK).replace("\n", "\r\n").encode()
    first = documents.receive(raw, name="a.txt", by=None)
    assert documents.receive(raw, name="b.txt", by=None) == first
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
    document = documents.receive(TALK.encode(), name="a.txt", by=None)
    before = counts()

    def break_off(*args: object, **kwargs: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(importing.revisions, "add_imports", break_off)
    with pytest.raises(RuntimeError):
        import_document(document)
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


def together(*texts: str) -> list[dict[str, object]]:
    """The results of documents that are stored together."""
    read = [
        importing.ReadDocument(
            documents.receive(text.encode(), name=f"{number}.txt", by=None), parsing.parse(text.encode())
        )
        for number, text in enumerate(texts)
    ]
    return [result.as_json() for result in importing.store(read, by=None)]


def show(number: int, words: str = "We gave the project to a foundation.", host: str = "Tess Kyle") -> str:
    """A small document of a podcast that says its name."""
    return f"""---
podcast: Ledger Lines
episode: {number}
title: Number {number}
---

{host} (00:00:01): Ada Quill is the founder of Quarrystone. Welcome to number {number}.

Ada Quill (00:00:09): {words}

{host} (00:01:00): And how did people take it, in the months after that?

Ada Quill (00:01:05): Some were glad, and others asked us who would look after it now.
"""


def everything() -> list[object]:
    """What is stored, without what no two runs have in common: ids and times."""
    turns = Turn.objects.order_by("revision__episode__slug", "revision__number", "revision__kind", "position")
    told = ("number", "title", "slug", "podcast__slug", "document__name", "companies__slug")
    episodes = Episode.objects.order_by("number", "companies__slug")
    appearances = Appearance.objects.order_by("episode__number", "guest__slug")
    return [
        list(turns.values_list("revision__number", "revision__is_current", "offset", "label", "text")),
        list(turns.values_list("revision__episode__slug", "position", "speaker__slug")),
        list(episodes.values_list(*told)),
        list(appearances.values_list("episode__number", "guest__slug", "role", "company__slug")),
        sorted(Episode.history.values_list("number", "history_type", "history_change_reason")),
        sorted(Guest.history.values_list("slug", "history_type", "history_change_reason")),
        sorted(Podcast.objects.values_list("title", "slug")),
    ]


def test_documents_stored_together_are_what_they_are_one_after_the_other() -> None:
    texts = [show(number) for number in (1, 2, 3)]
    texts += [show(2, words="We gave it to two of them."), show(4, host="Tom Kettle"), TALK]
    with transaction.atomic():
        apart = [bring(text, f"{number}.txt") for number, text in enumerate(texts)]
        expected = everything()
        transaction.set_rollback(True)
    assert not Episode.objects.exists()
    found = together(*texts)
    assert everything() == expected
    assert [one["created"] for one in found] == [one["created"] for one in apart] == [True] * 6
    told = [[(e["title"], e["created"], e["proposed_revision"]) for e in one["episodes"]] for one in found]
    assert told[3] == [("Number 2", False, True)]
    assert Episode.objects.count() == 5


def test_two_documents_about_one_known_episode_are_two_proposals_in_their_order() -> None:
    bring(show(7))
    first = show(7, words="We gave it away.").replace("title: Number 7\n", "")
    second = show(7, words="We kept it.").replace("episode: 7\n", "")
    together(first, second)
    texts = Revision.objects.filter(kind="transcript").order_by("number")
    assert [(one.number, one.is_current, one.document.name) for one in texts] == [
        (1, True, "talk.txt"), (2, False, "0.txt"), (3, False, "1.txt"),
    ]  # fmt: skip


def test_the_next_change_of_an_imported_record_has_a_reason_of_its_own() -> None:
    podcast = people.find_or_make_podcast("Ledger Lines", by=None)
    podcast.save()
    told = podcast.history.order_by("history_id").values_list("history_change_reason", flat=True)
    assert list(told) == [people.NAMED, None]


def test_many_documents_cost_few_statements_each() -> None:
    def statements(count: int) -> int:
        first = Episode.objects.count() + 1
        with CaptureQueriesContext(connection) as caught:
            together(*(show(number) for number in range(first, first + count)))
        return len(caught)

    one, ten = statements(1), statements(10)
    assert ten - one <= 9 * 8
