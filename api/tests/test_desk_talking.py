"""The desk's API for those who work together: comments, presence, claims, and names made in place."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client

from annotations.models import Claim, Comment, Evidence, Presence
from annotations.services import claims, comments, quotes
from annotations.tests import factories as make
from api.tests.test_desk import BACKEND, ROOT, mend, post, signed_in
from api.v1.desk.urls import urlpatterns
from transcripts.models import Company, Episode, Guest

pytestmark = pytest.mark.django_db
NOBODY = "019012d4-7a3c-7f3e-9b1c-2f6d8c0e4a51"


@pytest.fixture
def ed() -> Client:
    return signed_in(make.editor())


@pytest.fixture
def rae() -> Client:
    return signed_in(make.reviewer())


@pytest.fixture
def version() -> Any:
    return make.draft("Revenue doubled", companies=[make.company()])


def name() -> str:
    return str(uuid4())


def words(**values: Any) -> dict[str, Any]:
    """A comment on the first words of the only episode."""
    turn = make.turn(Episode.objects.get())
    return {
        "id": name(),
        "text": "Is it?",
        "revision": str(turn.revision.public_id),
        "start": 0,
        "end": 5,
    } | values


def talks(client: Client) -> list[dict[str, Any]]:
    return client.get(f"{ROOT}episodes/{Episode.objects.get().public_id}/").json()["comments"]


def say(client: Client, **values: Any) -> Any:
    path = f"episodes/{Episode.objects.get().public_id}/comments/"
    return post(client, path, {"id": name(), "text": "Is it?", **values})


# Comments


def test_a_talk_about_a_quote_from_its_first_word_to_its_end(ed: Client, rae: Client, version: Any) -> None:
    asked = say(rae, quote=str(version.quote.public_id), text="Sure, @ed?")
    assert (asked.status_code, asked.json()["to_me"], asked.json()["mine"]) == (201, False, True)
    said = asked.json()["id"]
    (told,) = talks(ed)
    assert (told["id"], told["to_me"], told["name"], told["revision"]) == (said, True, "rae", None)
    answered = say(ed, answers=said, text="Sure.")
    assert [reply["text"] for reply in answered.json()["replies"]] == ["Sure."]
    resolved = post(rae, f"comments/{said}/resolve/", {})
    assert (resolved.status_code, resolved.json()["resolved_by"]) == (200, "rae")
    assert post(ed, f"comments/{said}/reopen/", {}).json()["resolved_at"] is None
    reply = answered.json()["replies"][0]["id"]
    assert ed.delete(f"{ROOT}comments/{reply}/").status_code == 200
    assert ed.delete(f"{ROOT}comments/{reply}/").status_code == 200
    changed = rae.patch(f"{ROOT}comments/{said}/", {"text": "Really?"}, content_type="application/json")
    assert (changed.json()["text"], changed.json()["replies"]) == ("Really?", [])


def test_a_comment_on_words_sent_twice_is_said_once(ed: Client, version: Any) -> None:
    sent = words()
    path = f"episodes/{version.quote.episode.public_id}/comments/"
    assert [post(ed, path, sent).status_code for _ in range(2)] == [201, 200]
    assert [(one["exact"], one["start"]) for one in talks(ed)] == [("We ch", 0)]
    mend(version.quote.episode, "in March", "in the month of March")
    (told,) = ed.get(f"{ROOT}{path}").json()["comments"]
    assert (told["exact"], told["is_moved_on"]) == ("We ch", False)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"start": 0, "end": 3},
        {"revision": "?"},
        {"both": True},
        {"text": " "},
        {"colour": 1},
        {"quote": NOBODY},
    ],
)
def test_what_is_about_nothing_or_two_things_is_a_400(
    ed: Client, version: Any, values: dict[str, Any]
) -> None:
    if values.pop("both", None):
        values = words(quote=str(version.quote.public_id))
    if values.get("text") or "colour" in values:
        values |= {"quote": str(version.quote.public_id)}
    assert say(ed, **values).status_code == 400
    assert not Comment.objects.exists()


def test_nobody_rewords_or_removes_what_others_said(ed: Client, rae: Client, version: Any) -> None:
    said = say(ed, quote=str(version.quote.public_id)).json()["id"]
    answer = rae.patch(f"{ROOT}comments/{said}/", {"text": "No."}, content_type="application/json")
    assert (answer.status_code, "Only ed can" in answer.json()["detail"]) == (403, True)
    assert rae.delete(f"{ROOT}comments/{said}/").status_code == 403
    assert post(rae, f"comments/{NOBODY}/resolve/", {}).status_code == 404


def test_colleagues_are_found_by_the_beginning_of_any_name(ed: Client) -> None:
    User.objects.filter(pk=make.person("bo", "reviewer").pk).update(first_name="Bo", last_name="Lindqvist")
    User.objects.create_user("out", is_staff=True)
    found = ed.get(f"{ROOT}colleagues/?q=lind").json()["results"]
    assert found == [{"id": "bo", "label": "Bo Lindqvist", "hint": "bo"}]
    assert {one["id"] for one in ed.get(f"{ROOT}colleagues/").json()["results"]} == {"ed", "bo"}


# Presence


def beat(client: Client, **values: Any) -> dict[str, Any]:
    return post(client, f"episodes/{Episode.objects.get().public_id}/presence/", values).json()


def test_the_heartbeat_tells_who_is_here_and_who_works(ed: Client, rae: Client, version: Any) -> None:
    assert beat(ed, place=2, working=True)["people"] == []
    told = beat(rae, working=True)
    assert [(one["user"], one["place"]) for one in told["people"]] == [("ed", 2)]
    assert (told["lease"]["holder"], told["lease"]["mine"]) == ("ed", False)
    path = f"episodes/{version.quote.episode.public_id}/presence/leave/"
    assert post(ed, path, {}).status_code == 200
    assert beat(rae)["people"] == []
    assert post(rae, path.replace("leave/", ""), {"place": -1}).status_code == 400


def test_the_heartbeat_tells_which_quotes_others_changed(ed: Client, rae: Client, version: Any) -> None:
    event = beat(rae)["event"]
    quotes.change(version.quote, note="New.", by=make.editor())
    told, key = beat(rae, event=event), str(version.quote.public_id)
    card = rae.get(f"{ROOT}quotes/{key}/").json()
    assert told["quotes"] == {key: card["version"]}
    assert beat(ed, event=event)["quotes"] == {}
    assert told["revisions"] == [card["revision"]]
    quotes.change(version.quote, note="Newer.", by=make.editor())
    make.review.move(quotes.newest(version.quote), action="discard", by=make.editor())
    assert beat(rae, event=told["event"])["quotes"] == {key: None}


def test_the_heartbeat_tells_that_something_was_said(ed: Client, rae: Client, version: Any) -> None:
    marks = [beat(rae)["talk"]]
    said = say(ed, quote=str(version.quote.public_id)).json()["id"]
    for act in (
        lambda: None,
        lambda: comments.reword(Comment.objects.get(), text="No.", by=make.editor()),
        lambda: post(ed, f"comments/{said}/resolve/", {}),
        lambda: ed.delete(f"{ROOT}comments/{said}/"),
    ):
        act()
        marks.append(beat(rae)["talk"])
    assert len(set(marks[:-1])) == 4
    assert marks[-1] == marks[0]


def test_a_lapsed_lease_refuses_no_save(ed: Client, rae: Client, version: Any) -> None:
    beat(signed_in(make.person("bo", "editor")), working=True)
    Presence.objects.all().delete()
    assert say(ed, quote=str(version.quote.public_id)).status_code == 201
    card = ed.get(f"{ROOT}quotes/{version.quote.public_id}/").json()
    url = f"{ROOT}quotes/{card['id']}/"
    seen, kind = {"If-Match": f'"{card["version"]}"'}, "application/json"
    assert ed.patch(url, {"note": "Kept."}, content_type=kind, headers=seen).json()["note"] == "Kept."


# Claims


def draft(client: Client, version: Any, **values: Any) -> Any:
    sent = {
        "id": name(),
        "statement": "Relicensing doubles revenue.",
        "kind": "metric",
        "quote": str(version.quote.public_id),
        "stance": "supports",
    }
    return post(client, "claims/", {**sent, **values})


def test_a_claim_is_made_from_a_quote_changed_and_taken_back(ed: Client, version: Any) -> None:
    values = {"id": name(), "company": str(make.company().public_id)}
    for _ in range(2):
        answer = draft(ed, version, **values)
        assert answer.status_code == 201
    (claim,) = ed.get(f"{ROOT}quotes/{version.quote.public_id}/").json()["claims"]
    assert claim == answer.json()["claims"][0]
    assert (claim["stance"], claim["about"], claim["resting"]) == ("supports", "Quarrystone", "1 quote")
    path = f"claims/{claim['id']}/evidence/"
    sent = {"quote": str(version.quote.public_id), "stance": "disputes"}
    assert post(ed, path, sent).json()["claims"][0]["stance"] == "disputes"
    for action, state in (("discard", "discarded"), ("discard", "discarded"), ("restore", "draft")):
        told = post(ed, f"claims/{claim['id']}/{action}/", {"quote": sent["quote"]}).json()["claims"]
        assert [one["state_label"] for one in told] == ([] if state == "discarded" else ["draft"])
        assert Claim.objects.get().state == state
    for _ in range(2):
        assert ed.delete(f"{ROOT}{path}{version.quote.public_id}/").json()["claims"] == []


@pytest.mark.parametrize(
    "values",
    [{"statement": ""}, {"kind": "rumour"}, {"stance": "likes"}, {"quote": NOBODY}, {"state": "published"}],
)
def test_what_is_no_claim_is_a_400_and_nothing_is_made(
    ed: Client, version: Any, values: dict[str, Any]
) -> None:
    assert draft(ed, version, **values).status_code == 400
    assert not Claim.objects.exists()


def test_claims_are_offered_to_a_quote_the_likeliest_first(ed: Client, version: Any) -> None:
    for statement, company in (("Prices fell.", None), ("Prices rose.", make.company())):
        claims.create(statement=statement, kind="event", company=company, by=make.editor())
    found = ed.get(f"{ROOT}claims/", {"q": "price", "quote": str(version.quote.public_id)}).json()["results"]
    assert [(one["label"], one["hint"]) for one in found] == [
        ("Prices rose.", "Quarrystone, no quotes"),
        ("Prices fell.", "no quotes"),
    ]
    assert ed.get(f"{ROOT}claims/?q=price&quote=nonsense").status_code == 404


def test_a_new_claim_is_offered_values_times_and_what_is_said_already(ed: Client) -> None:
    words = "We had about $13 million in ARR in 2018."
    made = make.draft(words, turn=make.turn(make.episode(texts=[words])))
    claims.create(
        statement="Its revenue was 13 million.", kind="metric", low=13_000_000, currency="USD",
        subject="Lightbend",
        by=make.editor(),
    )  # fmt: skip
    claims.create(statement="Revenue is not everything.", kind="position", by=make.editor())
    quote = str(made.quote.public_id)
    offered = ed.get(f"{ROOT}claims/offers/", {"quote": quote, "statement": "Revenue was high."}).json()
    (value,), (time,), (like,) = offered["values"], offered["times"], offered["claims"]
    assert (value["label"], value["metric"]) == ("about 13 million US dollars", "ARR")
    assert (value["words"], time["label"]) == ("about $13 million", "2018")
    assert like["label"] == "Its revenue was 13 million."
    meaning = {**value["meaning"], **time["meaning"], "metric": "ARR"}
    assert draft(ed, made, id=name(), **meaning).status_code == 201
    claim = Claim.objects.get(metric="ARR")
    assert (str(claim.amount), str(claim.period)) == ("about 13 million US dollars", "2018")


def test_a_typed_value_is_read_or_refused_with_how_to_write_one(ed: Client, version: Any) -> None:
    sent = {"quote": str(version.quote.public_id), "value": "10 to 20 companies", "time": "since March 2019"}
    meaning = ed.get(f"{ROOT}claims/meaning/", sent).json()
    assert (meaning["low"], meaning["high"], meaning["unit"]) == ("10", "20", "companies")
    assert (meaning["holds_from"], meaning["holds_until"]) == ("2019-03-01", None)
    refused = ed.get(f"{ROOT}claims/meaning/", {**sent, "value": "many"})
    assert refused.status_code == 400
    assert "Write one value" in refused.content.decode()


def test_a_reviewer_makes_no_claims_and_ties_nothing(rae: Client, version: Any) -> None:
    assert draft(rae, version).status_code == 403
    made = claims.create(statement="Prices rose.", kind="event", subject="founders", by=make.editor())
    sent = {"quote": str(version.quote.public_id), "stance": "supports"}
    assert post(rae, f"claims/{made.public_id}/evidence/", sent).status_code == 403
    assert post(rae, f"claims/{made.public_id}/discard/", {"quote": sent["quote"]}).status_code == 409
    assert not Evidence.objects.exists()


# Names


@pytest.mark.parametrize(("kind", "model"), [("companies", Company), ("guests", Guest)])
def test_a_name_like_one_that_is_there_is_warned_about(
    ed: Client, rae: Client, kind: str, model: Any
) -> None:
    first = post(ed, f"{kind}/", {"id": name(), "name": "Quarrystone"})
    assert first.status_code == 201
    sent = {"id": name(), "name": "Quarry Stone"}
    answer = post(ed, f"{kind}/", sent)
    assert (answer.status_code, answer.json()["rule"]) == (409, "alike")
    assert [one["id"] for one in answer.json()["alike"]] == [first.json()["id"]]
    assert [post(ed, f"{kind}/", {**sent, "anyway": True}).status_code for _ in range(2)] == [201, 201]
    assert model.objects.count() == 2
    assert post(rae, f"{kind}/", {"id": name(), "name": "Bo"}).status_code == 403
    assert post(ed, f"{kind}/", {"id": name(), "name": "!"}).status_code == 400


# Every address


def addresses() -> Iterator[tuple[str, str]]:
    """Each address of the desk with ids put in, by its name."""
    for pattern in urlpatterns:
        path = str(pattern.pattern)
        for part in ("public_id", "quote_id"):
            path = path.replace(f"<uuid:{part}>", NOBODY)
        yield str(pattern.name), path.replace("<slug:action>", "submit")


@pytest.mark.parametrize("path", [path for _, path in addresses()], ids=[name for name, _ in addresses()])
@pytest.mark.parametrize("who", ["nobody", "outsider", "left"])
def test_every_address_is_for_those_who_work_here(path: str, who: str) -> None:
    clients: dict[str, Callable[[], Client]] = {
        "nobody": Client,
        "outsider": lambda: signed_in(User.objects.create_user("out", is_staff=True)),
        "left": left,
    }
    client = clients[who]()
    for send in (client.get, client.post, client.patch, client.delete):
        assert send(ROOT + path, content_type="application/json").status_code == 403


def left() -> Client:
    """Somebody whose account is no longer in use."""
    user, client = make.editor(), Client()
    client.force_login(user, backend=BACKEND)
    User.objects.filter(pk=user.pk).update(is_active=False)
    return client


@pytest.mark.parametrize("path", [path for _, path in addresses()], ids=[name for name, _ in addresses()])
def test_every_write_needs_the_token(path: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make.editor(), backend=BACKEND)
    assert strict.post(ROOT + path, {}, content_type="application/json").status_code in (403, 405)
