"""Correcting from the desk: what is sent, what comes back, what is refused and in which words."""

from typing import Any

import pytest
from django.test import Client

from annotations.models import QuoteVersion
from annotations.tests import factories as make
from api.tests.test_desk import ROOT, post, signed_in
from transcripts.models import Episode, Mishearing, Revision

pytestmark = pytest.mark.django_db
TEXTS = ["We build in joy. It works.", "Thanks for having me.", "In joy we trust."]


@pytest.fixture
def ed() -> Client:
    return signed_in(make.editor())


@pytest.fixture
def episode() -> Episode:
    return make.episode(texts=TEXTS)


def current(episode: Episode) -> Revision:
    return episode.revisions.get(is_current=True)


def words(turn: int, start: int, end: int, text: str) -> dict[str, Any]:
    return {"op": "words", "turn": turn, "start": start, "end": end, "text": text}


def correct(client: Client, episode: Episode, *edits: dict[str, Any], **values: Any) -> Any:
    sent = {"base": str(current(episode).public_id), "reason": "Misheard", "edits": list(edits), **values}
    return post(client, f"episodes/{episode.public_id}/corrections/", sent)


def test_a_correction_is_a_new_revision_and_comes_back_with_texts_and_quotes(
    ed: Client, episode: Episode
) -> None:
    make.draft("It works.", turn=make.turn(episode))
    before = current(episode)
    answer = correct(ed, episode, words(0, 9, 15, "Envoy"))
    told = answer.json()
    assert answer.status_code == 201, answer.content
    assert told["revision"] == {"id": str(current(episode).public_id), "number": 2}
    assert [turn["text"] for turn in told["texts"][0]["turns"]] == ["We build Envoy. It works.", *TEXTS[1:]]
    assert (told["merged_with"], told["theirs"], told["running_back"]) == (None, [], [])
    assert (told["quotes"][0]["revision"], told["quotes"][0]["exact"]) == (
        told["revision"]["id"],
        "It works.",
    )
    assert told["moved"] == {"exact": 0, "moved": 1, "confirm": 0, "lost": 0}
    made = current(episode)
    assert (made.base, made.reason, made.created_by, made.origin) == (
        before,
        "Misheard",
        make.editor(),
        "correction",
    )
    assert before.text() == "\n".join(TEXTS)


def test_the_same_request_again_changes_nothing(ed: Client, episode: Episode) -> None:
    base = str(current(episode).public_id)
    first = correct(ed, episode, words(0, 9, 15, "Envoy"))
    again = correct(ed, episode, words(0, 9, 15, "Envoy"), base=base)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["revision"] == first.json()["revision"]
    assert episode.revisions.count() == 2


def test_what_others_saved_meanwhile_is_merged_and_told(ed: Client, episode: Episode) -> None:
    base = str(current(episode).public_id)
    correct(ed, episode, words(2, 0, 6, "Envoy"))
    answer = correct(signed_in(make.person("bo", "editor")), episode, words(0, 9, 15, "Envoy"), base=base)
    told = answer.json()
    assert (answer.status_code, told["merged_with"], told["revision"]["number"]) == (201, 2, 3)
    assert current(episode).text() == "We build Envoy. It works.\nThanks for having me.\nEnvoy we trust."
    assert [[turn["text"] for turn in change["theirs"]] for change in told["theirs"]] == [["Envoy we trust."]]


def test_overlapping_changes_are_refused_with_both_shown(ed: Client, episode: Episode) -> None:
    base = str(current(episode).public_id)
    correct(ed, episode, words(0, 9, 15, "Envoy"))
    answer = correct(ed, episode, words(0, 9, 15, "Enjoy"), base=base)
    told = answer.json()
    assert (answer.status_code, told["rule"]) == (409, "conflict")
    assert answer["Content-Type"] == "application/problem+json"
    assert told["current"] == str(current(episode).public_id)
    (conflict,) = told["conflicts"]
    assert [conflict[side][0]["text"] for side in ("base", "mine", "theirs")] == [
        TEXTS[0],
        "We build Enjoy. It works.",
        "We build Envoy. It works.",
    ]
    assert episode.revisions.count() == 2


def undo(client: Client, episode: Episode, revision: str) -> Any:
    return post(client, f"episodes/{episode.public_id}/corrections/undo/", {"revision": revision})


def texts(answer: Any) -> list[str]:
    return [turn["text"] for turn in answer.json()["texts"][0]["turns"]]


def test_a_correction_is_undone_and_undone_again(ed: Client, episode: Episode) -> None:
    mine = correct(ed, episode, words(0, 9, 15, "Envoy")).json()["revision"]["id"]
    undone = undo(ed, episode, mine)
    assert (undone.status_code, texts(undone)) == (201, TEXTS)
    assert current(episode).reason == "Revision 2 undone."
    again = undo(ed, episode, undone.json()["revision"]["id"])
    assert texts(again) == ["We build Envoy. It works.", *TEXTS[1:]]
    assert episode.revisions.count() == 4


def test_undoing_keeps_what_somebody_else_corrected_meanwhile(ed: Client, episode: Episode) -> None:
    mine = correct(ed, episode, words(0, 9, 15, "Envoy")).json()["revision"]["id"]
    correct(signed_in(make.person("bo", "editor")), episode, words(2, 0, 6, "Envoy"))
    answer = undo(ed, episode, mine)
    assert (answer.status_code, answer.json()["merged_with"]) == (201, 3)
    assert texts(answer) == [TEXTS[0], TEXTS[1], "Envoy we trust."]


def test_undoing_what_somebody_else_changed_since_is_a_conflict(ed: Client, episode: Episode) -> None:
    mine = correct(ed, episode, words(0, 9, 15, "Envoy")).json()["revision"]["id"]
    correct(signed_in(make.person("bo", "editor")), episode, words(0, 9, 14, "Ennvoy"))
    answer = undo(ed, episode, mine)
    assert (answer.status_code, answer.json()["rule"]) == (409, "conflict")
    (conflict,) = answer.json()["conflicts"]
    assert [conflict[side][0]["text"] for side in ("base", "mine", "theirs")] == [
        "We build Envoy. It works.",
        TEXTS[0],
        "We build Ennvoy. It works.",
    ]
    assert episode.revisions.count() == 3


def test_undoing_moves_quotes_back_to_their_words(ed: Client, episode: Episode) -> None:
    make.draft("It works.", turn=make.turn(episode))
    mine = correct(ed, episode, words(0, 9, 15, "Envoy")).json()["revision"]["id"]
    (card,) = undo(ed, episode, mine).json()["quotes"]
    assert (card["exact"], card["anchor_status"]) == ("It works.", "moved")
    assert current(episode).text()[card["start"] : card["end"]] == "It works."


def test_only_corrections_of_this_episode_are_undone(ed: Client, episode: Episode) -> None:
    imported = undo(ed, episode, str(current(episode).public_id))
    assert imported.status_code == 400
    assert "Only a correction can be undone" in imported.content.decode()
    other = make.episode("Another hour", texts=TEXTS)
    mine = correct(ed, other, words(0, 9, 15, "Envoy")).json()["revision"]["id"]
    assert undo(ed, episode, mine).status_code == 404
    assert undo(signed_in(make.reviewer()), other, mine).status_code == 403


def test_every_kind_of_edit_is_taken(ed: Client, episode: Episode) -> None:
    tom = make.guest("Tom Berg")
    answer = correct(
        ed,
        episode,
        {"op": "split", "turn": 0, "at": 17, "guest": str(tom.public_id)},
        {"op": "label", "label": "Ines Carvalho", "guest": None},
        {"op": "merge", "turn": 1},
        {"op": "speaker", "turn": 1, "guest": str(tom.public_id), "label": "Tom"},
        {"op": "time", "turn": 0, "start_ms": 1000},
        {"op": "section", "turn": 1, "through": 2, "kind": "sponsor", "title": "Acme"},
        reason="",
    )
    assert answer.status_code == 201, answer.content
    turns = answer.json()["texts"][0]["turns"]
    shown = [(turn["text"], turn["speaker"], turn["section"], turn["start_ms"]) for turn in turns]
    assert shown == [
        ("We build in joy.", None, "interview", 1000),
        ("It works.", "Tom Berg", "interview", None),
        ("Thanks for having me. In joy we trust.", "Tom Berg", "sponsor", 60_000),
    ]
    assert (turns[2]["label"], turns[2]["section_title"]) == ("Tom", "Acme")
    assert current(episode).reason.endswith(".")


@pytest.mark.parametrize(
    ("edit", "place", "sentence"),
    [
        (words(9, 0, 1, "x"), "edits.1", "no turn 9"),
        (words(0, 20, 99, "x"), "edits.1", "no words from 20 to 99"),
        (words(0, 5, 12, "x"), "edits.1", "about the same thing"),
        (words(1, 0, 1, "\ud800"), "edits.1.text", "Surrogate"),
        ({"op": "time", "turn": 1, "start_ms": 360_000_000}, "edits.1", "between 0 and 100 hours"),
        ({"op": "words", "turn": 1, "end": 1, "text": "x"}, "edits.1.start", "required"),
        ({"op": "sing", "turn": 1}, "edits.1.op", "no edit called “sing”"),
        ({"op": "\ud800", "turn": 1}, "edits.1.op", "no edit called “?”"),
        ({"op": "merge", "turn": 0, "\udfff": 1}, "edits.1.?", "not known here"),
        ({"op": "merge", "turn": 0, "with": 1}, "edits.1.with", "not known here"),
        ({"op": "merge", "turn": 2}, "edits.1", "no turn after the last"),
        (
            {"op": "speaker", "turn": 1, "guest": "01899999-0000-7000-8000-000000000000"},
            "edits.1.guest",
            "not known any more",
        ),
        ({"op": "section", "turn": 1, "through": 2, "kind": "advert"}, "edits.1", "no section called"),
    ],
    ids=[
        "turn",
        "words",
        "overlap",
        "surrogate",
        "time",
        "field",
        "op",
        "half",
        "half a name",
        "unknown",
        "last",
        "guest",
        "section",
    ],
)
def test_an_edit_that_does_not_fit_is_a_400_with_its_place(
    ed: Client, episode: Episode, edit: dict[str, Any], place: str, sentence: str
) -> None:
    answer = correct(ed, episode, words(0, 9, 15, "Envoy"), edit)
    assert answer.status_code == 400, answer.content
    (fault,) = answer.json()["errors"]
    assert fault["parameter"] == place
    assert sentence.lower() in fault["detail"].lower()
    assert episode.revisions.count() == 1


def test_a_text_of_another_episode_is_refused(ed: Client, episode: Episode) -> None:
    other = make.episode("Another")
    answer = correct(ed, episode, words(0, 0, 2, "You"), base=str(current(other).public_id))
    assert answer.status_code == 400
    assert "another episode" in answer.content.decode()


def test_more_than_is_read_at_once_is_refused_in_words(ed: Client, episode: Episode, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    answer = correct(ed, episode, words(0, 0, 2, "long " * 400))
    assert answer.status_code == 413
    assert "in parts" in answer.json()["detail"]


@pytest.mark.parametrize("depth", [900, 100_000])
def test_json_of_any_depth_is_no_fault_of_ours(ed: Client, episode: Episode, depth: int) -> None:
    nested = '{"edits":' + "[" * depth + "]" * depth + "}"
    path = f"{ROOT}episodes/{episode.public_id}/corrections/"
    answer = ed.post(path, nested, content_type="application/json")
    assert answer.status_code == 400
    assert depth < 1000 or "nested too deeply" in answer.json()["detail"]


def test_only_editors_correct(episode: Episode) -> None:
    rae = signed_in(make.reviewer())
    answer = correct(rae, episode, words(0, 0, 2, "You"))
    assert answer.status_code == 403
    assert "Only editors" in answer.json()["detail"]
    assert correct(Client(), episode, words(0, 0, 2, "You")).status_code == 403


def test_words_are_found_with_what_is_known_to_be_heard_wrong(ed: Client, episode: Episode) -> None:
    kept = [{"heard": "in joy", "meant": "Envoy", "match_case": False}]
    correct(ed, episode, words(1, 0, 6, "Thank you"), remember=kept)
    assert Mishearing.objects.get().created_by == make.editor()
    address = f"/api/v1/desk/episodes/{episode.public_id}/find/"
    told = ed.get(address, {"q": "joy"}).json()
    assert [(hit["turn"], hit["start"], hit["end"]) for hit in told["hits"]] == [(0, 12, 15), (2, 3, 6)]
    (known,) = told["mishearings"]
    assert (known["heard"], known["meant"], len(known["hits"])) == ("in joy", "Envoy", 2)
    assert [hit["turn"] for hit in ed.get(address, {"q": "In joy"}).json()["hits"]] == [2]
    assert len(ed.get(address, {"q": "In joy", "match_case": "false"}).json()["hits"]) == 2
    old = episode.revisions.get(number=1)
    assert ed.get(address, {"q": "Thanks", "revision": str(old.public_id)}).json()["hits"]
    assert ed.get(address, {"q": "joy", "case": "1"}).status_code == 400


def test_a_mishearing_that_cannot_be_kept_takes_the_correction_back(ed: Client, episode: Episode) -> None:
    answer = correct(ed, episode, words(0, 0, 2, "You"), remember=[{"heard": "joy", "meant": "joy"}])
    assert (answer.status_code, episode.revisions.count()) == (400, 1)


def test_the_revisions_are_listed(ed: Client, episode: Episode) -> None:
    correct(ed, episode, words(0, 9, 15, "Envoy"))
    told = ed.get(f"/api/v1/desk/episodes/{episode.public_id}/revisions/").json()["revisions"]
    listed = [(one["number"], one["origin"], one["by"], one["is_current"]) for one in told]
    assert listed == [(2, "correction", "ed", True), (1, "import", None, False)]


def test_a_published_quote_under_changed_words_stays_as_approved_and_waits(
    ed: Client, episode: Episode
) -> None:
    version = make.published("We build in joy.", turn=make.turn(episode))
    told = correct(ed, episode, words(0, 9, 15, "Envoy")).json()
    version.refresh_from_db()
    assert told["moved"] == {"exact": 0, "moved": 0, "confirm": 1, "lost": 0}
    assert (version.exact, version.state, version.anchor_status) == (
        "We build in joy.",
        "published",
        "confirm",
    )
    assert version.revision == episode.revisions.get(number=1)
    assert QuoteVersion.objects.count() == 1
