"""The desk's API: what it takes, what it refuses and in which words."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from annotations.models import Quote, QuoteVersion
from annotations.services import quotes
from annotations.tests import factories as make
from transcripts.editing import Words
from transcripts.models import Episode, Revision
from transcripts.services import corrections

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/desk/"
BACKEND = "osbiz.accounts.Accounts"
ID = "01938a6e-7c1f-7abc-8def-0123456789ab"
EMOJI = "We said 👩‍🚀 fly. Cafe\u0301 owners stayed. Nobody left over it."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def ed() -> Client:
    return signed_in(make.editor())


@pytest.fixture
def rae() -> Client:
    return signed_in(make.reviewer())


def body(episode: Episode, words: str, **values: Any) -> dict[str, Any]:
    turn = make.turn(episode)
    start = turn.offset + turn.text.index(words)
    sent = {"revision": str(turn.revision.public_id), "start": start, "end": start + len(words)}
    return {**sent, "tags": [str(make.tag().public_id)], **values}


def seen(card: dict[str, Any]) -> dict[str, str]:
    """The header that says which version was seen."""
    return {"If-Match": f'"{card["version"]}"'}


def post(client: Client, path: str, sent: Any, on: dict[str, Any] | None = None) -> Any:
    headers = seen(on) if on else {}
    return client.post(ROOT + path, sent, content_type="application/json", headers=headers)


def patch(client: Client, card: dict[str, Any], sent: Any) -> Any:
    url = f"{ROOT}quotes/{card['id']}/"
    return client.patch(url, sent, content_type="application/json", headers=seen(card))


def drafted(client: Client, words: str = "Revenue doubled") -> dict[str, Any]:
    episode = Episode.objects.first() or make.episode()
    answer = post(client, "quotes/", body(episode, words))
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_selection_becomes_a_draft(ed: Client) -> None:
    card = drafted(ed)
    assert (card["exact"], card["state"], card["speaker"]) == ("Revenue doubled", "draft", "Ines Carvalho")
    assert card["actions"] == ["submit", "discard"]


def test_a_quote_says_what_is_left_out_of_it_and_whom_it_is_about(ed: Client) -> None:
    tam, edit = make.guest("Tam Okafor"), {"start": 0, "end": 7, "text": "Turnover"}
    sent = body(make.episode(), "Revenue doubled", guests=[str(tam.public_id)], emendations=[edit])
    card = post(ed, "quotes/", sent).json()
    assert (card["exact"], card["shown"]) == ("Revenue doubled", "[Turnover] doubled")
    assert (card["emendations"], card["guests"][0]["label"]) == ([edit], "Tam Okafor")
    card = patch(ed, card, {"emendations": [], "guests": []}).json()
    assert (card["shown"], card["emendations"], card["guests"]) == ("Revenue doubled", [], [])
    answer = patch(ed, card, {"emendations": [{"start": 0, "end": 99, "text": ""}]})
    assert (answer.status_code, answer.json()["rule"]) == (409, "emendations")
    assert "inside it" in answer.json()["detail"]
    for wrong in (
        [{"start": 0}],
        [{"start": "x", "end": 1, "text": ""}],
        [{**edit, "by": 1}],
        "x",
        [{**edit, "text": "x" * 81}],
    ):
        assert patch(ed, card, {"emendations": wrong}).status_code == 400


def test_offsets_are_code_points(ed: Client) -> None:
    episode = make.episode(texts=["First.", EMOJI])
    turn = make.turn(episode, 1)
    start = turn.offset + EMOJI.index("Cafe")
    sent = body(episode, "First", start=start, end=start + len("Cafe\u0301 owners"))
    assert post(ed, "quotes/", sent).json()["exact"] == "Cafe\u0301 owners"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"start": 5, "end": 5}, "offsets lie in no turn"),
        ({"start": 900, "end": 910}, "offsets lie in no turn"),
        ({"start": 0, "end": 200}, "A quote lies inside one turn."),
        ({"tags": []}, "Choose at least one topic."),
        ({"tags": [ID]}, "A topic you chose is not in use any more."),
        ({"state": "published"}, "not known here"),
    ],
    ids=["empty", "outside", "two turns", "no topic", "a topic that is gone", "unknown field"],
)
def test_what_cannot_be_a_quote_is_a_400_that_says_why(
    ed: Client, values: dict[str, Any], sentence: str
) -> None:
    episode = make.episode(texts=[make.WORDS, "Another turn of talk."])
    answer = post(ed, "quotes/", body(episode, "Revenue", **values))
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert sentence in answer.content.decode()
    assert not Quote.objects.exists()


def test_a_quote_sent_twice_is_made_once(ed: Client) -> None:
    sent = body(make.episode(), "Revenue", id=ID)
    first, again = post(ed, "quotes/", sent), post(ed, "quotes/", sent)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"] == ID
    assert first.json()["version"] == again.json()["version"]
    assert QuoteVersion.objects.count() == 1


def test_a_quote_sent_again_is_answered_as_it_is_by_now(ed: Client) -> None:
    sent = body(make.episode(), "Revenue", id=ID)
    card = post(ed, "quotes/", sent).json()
    post(ed, f"quotes/{ID}/submit/", {}, card)
    assert post(ed, "quotes/", sent).json()["state"] == "in_review"


def test_an_id_is_of_one_person_and_one_episode(ed: Client) -> None:
    sent = body(make.episode(), "Revenue", id=ID)
    post(ed, "quotes/", sent)
    other = post(signed_in(make.person("bo", "editor")), "quotes/", sent)
    elsewhere = post(ed, "quotes/", body(make.episode("Another hour"), "Revenue", id=ID))
    assert [(answer.status_code, answer.json()["rule"]) for answer in (other, elsewhere)] == [(409, "id")] * 2
    assert Quote.objects.count() == 1


@pytest.mark.parametrize("wrong", ["01938a6e-7c1f-4abc-8def-0123456789ab", "words", ID.replace("-8", "-c")])
def test_an_id_is_a_uuid_of_version_7(ed: Client, wrong: str) -> None:
    answer = post(ed, "quotes/", body(make.episode(), "Revenue", id=wrong))
    assert answer.status_code == 400
    assert not Quote.objects.exists()


def discarded(ed: Client) -> dict[str, Any]:
    card = drafted(ed)
    return post(ed, f"quotes/{card['id']}/discard/", {}, card).json()


def test_what_was_discarded_is_restored_on_its_words_in_the_current_text(ed: Client) -> None:
    card = discarded(ed)
    revision = mend(Episode.objects.get(), "in March", "one Monday in March")
    answer = post(ed, f"quotes/{card['id']}/restore/", {})
    told = answer.json()
    assert (answer.status_code, told["state"], told["exact"]) == (200, "draft", "Revenue doubled")
    assert told["revision"] == str(revision.public_id)
    assert revision.text()[told["start"] : told["end"]] == "Revenue doubled"
    assert told["history"][0]["action"] == "restore"


def test_what_was_discarded_stays_so_where_its_words_are_gone(ed: Client) -> None:
    card = discarded(ed)
    mend(Episode.objects.get(), "doubled", "trebled")
    answer = post(ed, f"quotes/{card['id']}/restore/", {})
    assert (answer.status_code, answer.json()["rule"]) == (409, "revision")
    assert "make a new quote" in answer.json()["detail"]
    assert QuoteVersion.objects.get().state == "discarded"


def test_only_what_is_discarded_is_restored_and_only_as_it_was_seen(ed: Client) -> None:
    card = drafted(ed)
    answer = post(ed, f"quotes/{card['id']}/restore/", {})
    assert (answer.status_code, answer.json()["rule"]) == (409, "state")
    gone = post(ed, f"quotes/{card['id']}/discard/", {}, card).json()
    stale = post(ed, f"quotes/{card['id']}/restore/", {}, card)
    assert (stale.status_code, stale.json()["rule"]) == (412, "stale")
    assert post(ed, f"quotes/{card['id']}/restore/", {}, gone).status_code == 200


def test_a_discarded_change_of_a_published_quote_is_restored_beside_it(ed: Client) -> None:
    version = make.published()
    url = f"quotes/{version.quote.public_id}/"
    changed = patch(ed, ed.get(ROOT + url).json(), {"note": "Other"}).json()
    back = post(ed, f"{url}discard/", {}, changed).json()
    assert (back["state"], back["note"]) == ("published", "")
    again = post(ed, f"{url}restore/", {}, back).json()
    assert (again["state"], again["note"], again["number"]) == ("draft", "Other", 2)
    assert post(ed, f"{url}restore/", {}).status_code == 409


def test_the_desk_says_who_is_signed_in_and_gives_them_a_token(ed: Client) -> None:
    told = ed.get(ROOT).json()
    assert told["user"] == "ed"
    assert told["csrf"]


def test_the_whole_way_to_the_public(ed: Client, rae: Client) -> None:
    card = drafted(ed)
    for client, action, state in [
        (ed, "submit", "in_review"),
        (rae, "approve", "approved"),
        (rae, "publish", "published"),
    ]:
        answer = post(client, f"quotes/{card['id']}/{action}/", {}, card)
        card = answer.json()
        assert (answer.status_code, card["state"]) == (200, state)


def test_nobody_approves_their_own() -> None:
    both = signed_in(make.person("bo", "editor", "reviewer"))
    card = drafted(both)
    card = post(both, f"quotes/{card['id']}/submit/", {}, card).json()
    assert "approve" not in card["actions"]
    answer = post(both, f"quotes/{card['id']}/approve/", {}, card)
    assert (answer.status_code, answer.json()["rule"]) == (409, "four-eyes")
    assert "Ask another reviewer" in answer.json()["detail"]


def test_a_move_on_what_changed_meanwhile_is_refused(ed: Client, rae: Client) -> None:
    card = drafted(ed)
    seen = post(ed, f"quotes/{card['id']}/submit/", {}, card).json()
    back = post(ed, f"quotes/{card['id']}/retract/", {}, seen).json()
    quotes.change(Quote.objects.get(), start=card["start"], end=card["end"] + 8, by=make.editor())
    again = ed.get(f"{ROOT}quotes/{card['id']}/").json()
    post(ed, f"quotes/{card['id']}/submit/", {}, again)
    answer = post(rae, f"quotes/{card['id']}/approve/", {}, seen)
    assert (answer.status_code, answer.json()["rule"]) == (412, "stale")
    assert back["number"] == again["number"] == 1
    assert QuoteVersion.objects.get().state == "in_review"


def test_a_change_of_topics_is_kept_and_a_stale_one_refused(ed: Client) -> None:
    card, other = drafted(ed), make.tag("forks")
    sent = {"tags": [str(other.public_id)], "note": "Check the year."}
    changed = patch(ed, card, sent)
    assert [tag["slug"] for tag in changed.json()["tags"]] == ["forks"]
    assert changed.json()["note"] == "Check the year."
    stale = patch(ed, card, sent)
    assert (stale.status_code, stale.json()["rule"]) == (412, "stale")
    assert stale.headers["ETag"] == changed.headers["ETag"] == seen(changed.json())["If-Match"]


@pytest.mark.parametrize("text", ["", "-", "-words", "-0", "-99999999999999999999"])
def test_a_change_counted_in_a_text_that_is_not_there_is_refused(ed: Client, text: str) -> None:
    card = drafted(ed)
    other = card | {"version": card["version"].partition("-")[0] + text}
    answer = patch(ed, other, {"end": card["end"] - 1})
    assert (answer.status_code, answer.json()["rule"]) == (412, "stale")


def test_a_decision_says_what_was_seen(ed: Client) -> None:
    card = drafted(ed)
    path = f"quotes/{card['id']}/submit/"
    assert ed.get(f"{ROOT}quotes/{card['id']}/").headers["ETag"] == seen(card)["If-Match"]
    assert post(ed, path, {}).status_code == 428
    for etag in ("*", card["version"], f'W/"{card["version"]}"', f'"{card["version"]}", "x"', '"²"'):
        answer = ed.post(ROOT + path, {}, content_type="application/json", headers={"If-Match": etag})
        assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "If-Match"), etag
    assert post(ed, path, {}, card | {"version": "9.9.9-9"}).status_code == 412
    assert Quote.objects.get().versions.get().state == "draft"


def test_a_return_needs_a_note(ed: Client, rae: Client) -> None:
    card = drafted(ed)
    card = post(ed, f"quotes/{card['id']}/submit/", {}, card).json()
    answer = post(rae, f"quotes/{card['id']}/return/", {"note": " "}, card)
    assert (answer.status_code, answer.json()["rule"]) == (409, "note")
    card = post(rae, f"quotes/{card['id']}/return/", {"note": "Too long."}, card).json()
    assert card["state"] == "changes_requested"
    assert card["history"][0]["note"] == "Too long."


def test_a_reviewer_makes_no_quotes(rae: Client) -> None:
    answer = post(rae, "quotes/", body(make.episode(), "Revenue"))
    assert answer.status_code == 403
    assert "Only editors" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["", "episodes/{id}/", "tags/?q=a", "companies/?q=a", "guests/?q=a"])
def test_only_those_who_work_here_read_it(path: str) -> None:
    episode = make.episode()
    outsider = User.objects.create_user("out", is_staff=True)
    for client in (Client(), signed_in(outsider)):
        assert client.get(ROOT + path.format(id=episode.public_id)).status_code == 403


def test_a_write_without_the_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make.editor(), backend=BACKEND)
    assert post(strict, "quotes/", body(make.episode(), "Revenue")).status_code == 403
    assert not Quote.objects.exists()


def test_topics_are_found_by_label_and_synonym(ed: Client) -> None:
    change = make.tag("licensing-change")
    change.synonyms.create(text="Relicensing")
    make.tag("forks")
    found = ed.get(f"{ROOT}tags/", {"q": "RELICENS"}).json()["results"]
    assert [(tag["label"], tag["hint"]) for tag in found] == [("Licensing change", "Relicensing")]
    assert ed.get(f"{ROOT}tags/", {"q": "zebra"}).json()["results"] == []


def test_people_and_companies_are_found_by_any_name(ed: Client) -> None:
    company, guest = make.company("Quarrystone Data"), make.guest("Inês Carvalho")
    company.names.create(text="Old Pebble")
    assert ed.get(f"{ROOT}companies/?q=pebb").json()["results"][0]["id"] == str(company.public_id)
    assert ed.get(f"{ROOT}guests/?q=ines").json()["results"][0]["id"] == str(guest.public_id)


def mend(episode: Episode, heard: str, meant: str) -> Revision:
    """Correct a word of the current transcript as somebody else does meanwhile."""
    turn = make.turn(episode)
    start = turn.text.index(heard)
    edit = Words(turn.position, start, start + len(heard), meant)
    return corrections.correct(episode, base=turn.revision, edits=[edit], by=make.editor()).revision


def test_a_card_says_how_sure_its_place_is_and_proposes_another(ed: Client) -> None:
    card = drafted(ed)
    assert (card["anchor_status"], card["anchor_score"], card["proposal"]) == ("exact", 1.0, None)
    revision = mend(Episode.objects.get(), "doubled", "trebled")
    (told,) = ed.get(f"{ROOT}episodes/{Episode.objects.get().public_id}/").json()["quotes"]
    assert (told["anchor_status"], told["anchor_reason"]) == ("confirm", "words-changed")
    assert told["anchor_sentence"] == "The words were changed."
    assert told["revision"] != str(revision.public_id) == told["proposal"]["revision"]
    (place,) = told["proposal"]["candidates"]
    assert (place["exact"], place["turn"]) == ("Revenue trebled", 0)
    assert revision.text()[place["start"] : place["end"]] == "Revenue trebled"
    assert ed.get(f"{ROOT}quotes/{card['id']}/").json()["may_confirm"]


def test_a_proposed_place_is_confirmed_as_it_was_seen(ed: Client, rae: Client) -> None:
    card = drafted(ed)
    mend(Episode.objects.get(), "doubled", "trebled")
    stale = post(ed, f"quotes/{card['id']}/confirm/", {"candidate": 0}, card)
    assert (stale.status_code, stale.json()["rule"]) == (412, "stale")
    card = ed.get(f"{ROOT}quotes/{card['id']}/").json()
    sent = {"candidate": 0}
    assert post(rae, f"quotes/{card['id']}/confirm/", sent, card).status_code == 403
    answer = post(ed, f"quotes/{card['id']}/confirm/", sent, card)
    assert (answer.status_code, answer.json()["exact"]) == (200, "Revenue trebled")
    assert (answer.json()["anchor_status"], answer.json()["proposal"]) == ("exact", None)
    assert answer.json()["history"][0]["action"] == "confirm"


def test_a_proposal_of_another_text_is_not_confirmed_unseen(ed: Client) -> None:
    card, episode = drafted(ed), Episode.objects.get()
    mend(episode, "doubled", "trebled")
    seen = ed.get(f"{ROOT}quotes/{card['id']}/").json()
    mend(episode, "trebled", "tripled")
    answer = post(ed, f"quotes/{card['id']}/confirm/", {"candidate": 0}, seen)
    assert (answer.status_code, answer.json()["rule"]) == (412, "stale")


def test_other_words_are_selected_or_the_quote_is_given_up(ed: Client) -> None:
    first, second = drafted(ed), drafted(ed, "Revenue doubled within")
    episode = Episode.objects.get()
    revision = mend(episode, "Revenue doubled", "It grew")
    first, second = (ed.get(f"{ROOT}quotes/{card['id']}/").json() for card in (first, second))
    start = revision.text().index("It grew within a year")
    sent = {"revision": str(revision.public_id), "start": start, "end": start + 21}
    chosen = post(ed, f"quotes/{first['id']}/select/", sent, first)
    assert (chosen.status_code, chosen.json()["exact"]) == (200, "It grew within a year")
    gone = post(ed, f"quotes/{second['id']}/give-up/", {"note": "Not said."}, second)
    assert (gone.status_code, gone.json()["state"]) == (200, "discarded")


@pytest.mark.parametrize("sent", [{}, {"candidate": -1}, {"candidate": "x"}, {"candidate": 0, "start": 1}])
def test_what_confirms_nothing_is_a_400(ed: Client, sent: dict[str, Any]) -> None:
    card = drafted(ed)
    answer = post(ed, f"quotes/{card['id']}/confirm/", sent, card)
    assert answer.status_code == 400


def test_a_colleagues_typo_elsewhere_takes_no_decision_away(ed: Client, rae: Client) -> None:
    card = drafted(ed)
    card = post(ed, f"quotes/{card['id']}/submit/", {}, card).json()
    mend(Episode.objects.get(), "in March", "one Monday in March")
    answer = post(rae, f"quotes/{card['id']}/approve/", {}, card)
    assert (answer.status_code, answer.json()["state"]) == (200, "approved")


def test_offsets_count_in_the_text_that_was_seen(ed: Client) -> None:
    card, episode = drafted(ed), Episode.objects.get()
    sent = body(episode, "Two contributors")
    mend(episode, "in March", "one Monday in March")
    shorter = {"start": card["start"], "end": card["start"] + len("Revenue")}
    assert patch(ed, card, shorter).json()["exact"] == "Revenue"
    made = post(ed, "quotes/", sent)
    assert (made.status_code, made.json()["exact"]) == (201, "Two contributors")
    mend(episode, "left us", "stayed with us")
    answer = post(ed, "quotes/", {**sent, "start": sent["start"], "end": sent["end"] + len(" left us")})
    assert (answer.status_code, answer.json()["rule"]) == (409, "revision")


def test_a_proposed_text_is_quoted_by_nobody(ed: Client) -> None:
    sent = body(make.episode(), "Revenue")
    Revision.objects.update(is_current=False, adopted_at=None)
    answer = post(ed, "quotes/", sent)
    assert answer.status_code == 400
    assert "not in use" in answer.json()["errors"][0]["detail"]


def test_an_episode_comes_with_its_turns_and_quotes(ed: Client, django_assert_max_num_queries: Any) -> None:
    episode = make.episode(texts=[make.WORDS, "More talk."], notes=["He gives figures."])
    for _ in range(4):
        make.draft(turn=make.turn(episode))
    with django_assert_max_num_queries(14):
        told = ed.get(f"{ROOT}episodes/{episode.public_id}/").json()
    assert [text["kind"] for text in told["texts"]] == ["transcript", "notes"]
    assert [turn["offset"] for turn in told["texts"][0]["turns"]] == [0, len(make.WORDS) + 1]
    assert len(told["quotes"]) == 4
