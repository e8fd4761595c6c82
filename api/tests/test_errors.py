"""Every error below /api/ has one shape, whoever makes it."""

from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client

from annotations.services import episodes, review
from annotations.tests import factories as make
from annotations.workflow import Action
from api.middleware import api_conventions
from api.tests import world
from api.v1.quotes import Quotes
from transcripts.services import records

pytestmark = pytest.mark.django_db
MEMBERS = {"type", "title", "status", "detail", "instance", "errors"}
UNHEARD_OF = "019012d4-7a3c-7f3e-9b1c-2f6d8c0e4a51"


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The body of an error, checked for its shape."""
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert set(body) >= MEMBERS
    assert (body["status"], body["instance"]) == (status, answer.wsgi_request.path)
    assert body["detail"] and body["title"]
    return body


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("quotes/?nonsense=1", 400),
        (f"quotes/{UNHEARD_OF}/", 404),
        ("quotes/a-slug/", 404),
        ("quotes/%00/", 404),
        ("guests/nobody/", 404),
        ("guests/%F0%9F%A6%86/", 404),
        ("nowhere/", 404),
        ("../nowhere", 404),
        ("", 400),
    ],
)
def test_what_is_asked_wrongly_or_not_there(path: str, status: int) -> None:
    problem(world.get(path, **({"x": "1"} if path == "" else {})), status)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_the_public_only_reads(method: str) -> None:
    answer = getattr(Client(), method)("/api/v1/quotes/")
    problem(answer, 405)
    assert "GET" in answer.headers["Allow"]


def test_only_json_is_served() -> None:
    problem(Client().get("/api/v1/quotes/", headers={"Accept": "text/csv"}), 406)


def test_something_unforeseen_tells_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Any) -> None:
        raise RuntimeError("the zanzibar key")

    monkeypatch.setattr(Quotes, "get_queryset", fail)
    answer = Client(raise_request_exception=False).get("/api/v1/quotes/")
    assert "zanzibar" not in str(problem(answer, 500))


def test_an_error_page_of_somebody_else_becomes_a_problem(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["quotes.example"]
    problem(Client().get("/api/v1/quotes/", headers={"Host": "elsewhere.example"}), 400)


def test_the_desk_answers_in_the_same_shape() -> None:
    problem(Client().get("/api/v1/desk/"), 403)


def test_a_missing_slash_leads_to_the_right_address() -> None:
    answer = Client().get("/api/v1/quotes")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/api/v1/quotes/")


def test_what_was_withdrawn_says_why_and_when() -> None:
    built = world.build()
    version, address = built["moved"], f"quotes/{built['moved'].quote.public_id}/"
    claim = world.found("claims/")[0]
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard.")
    body = problem(world.get(address), 410)
    assert (body["reason"], body["withdrawn_at"][:4]) == ("Misheard.", str(version.quote.withdrawn_at.year))
    assert "Misheard." in body["detail"]
    assert "We moved the core" not in str(body)
    # A claim that rested on it alone is withdrawn with it, for the same reason.
    assert problem(world.get(f"claims/{claim['id']}/"), 410)["reason"] == "Misheard."


def test_a_withdrawn_episode_takes_its_quotes_and_claims_with_it() -> None:
    built = world.build()
    claim = world.found("claims/")[0]
    episode = built["moved"].quote.episode
    episodes.withdraw(episode, reason="The guest asked.", by=make.reviewer())
    for address in (
        f"quotes/{built['moved'].quote.public_id}/",
        f"claims/{claim['id']}/",
        f"episodes/{episode.public_id}/",
        f"episodes/{episode.slug}/",
    ):
        assert problem(world.get(address), 410)["reason"] == "The guest asked."


def test_a_discarded_draft_was_never_there() -> None:
    draft = make.draft()
    review.move(draft, action=Action.DISCARD, by=make.editor())
    problem(world.get(f"quotes/{draft.quote.public_id}/"), 404)


def test_other_sites_pages_may_read_but_not_the_desk() -> None:
    world.build()
    asked = {"Origin": "https://partner.example", "Access-Control-Request-Method": "GET"}
    for path in ("/api/v1/quotes/", "/api/v1/nowhere/", "/api/schema/"):
        assert Client().get(path).headers["Access-Control-Allow-Origin"] == "*"
        answer = Client().options(path, headers=asked)
        assert (answer.status_code, answer.headers["Access-Control-Allow-Methods"]) == (
            204,
            "GET, HEAD, OPTIONS",
        )
    assert "Access-Control-Allow-Origin" not in Client().get("/api/v1/desk/").headers
    assert "Access-Control-Allow-Origin" not in Client().options("/api/v1/desk/", headers=asked).headers


@pytest.mark.parametrize("sent", ["", "spaces are not taken", "x" * 129, "née"])
def test_every_answer_has_an_id(sent: str) -> None:
    given = Client().get("/api/v1/quotes/", headers={"X-Request-ID": "partner-42"})
    assert given.headers["X-Request-ID"] == "partner-42"
    made = Client().get("/api/v1/nowhere/", headers={"X-Request-ID": sent})
    assert len(made.headers["X-Request-ID"]) == 32


@pytest.mark.parametrize("path", ["quotes/", "quotes/?tag=pricing", "guests/ines-carvalho/", ""])
def test_what_has_not_changed_is_not_sent_again(path: str) -> None:
    world.build()
    first = world.get(path)
    headers = {"If-None-Match": first.headers["ETag"]}
    again = Client().get(f"/api/v1/{path}", headers=headers)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert "Accept" in first.headers["Vary"]
    assert first.headers["Cache-Control"] == "public, no-cache"
    guest, podcast = make.guest(), make.podcast()
    guest.name, podcast.licence = "Ines Renamed", "CC0"
    for thing in (guest, podcast):
        assert records.save(thing, by=make.editor())
    changed = Client().get(f"/api/v1/{path}", headers=headers)
    assert changed.status_code == (304 if path == "" else 200)


def test_a_head_tells_what_a_get_would() -> None:
    world.build()
    assert Client().head("/api/v1/quotes/").headers["ETag"] == world.get("quotes/").headers["ETag"]


def test_no_page_outside_is_touched() -> None:
    answer = object()
    request = HttpRequest()
    request.path = "/topics/"
    assert api_conventions(lambda _: answer)(request) is answer  # type: ignore[arg-type,return-value]
