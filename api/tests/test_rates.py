"""How often somebody may ask, by which keys, and what is said of what is on its way out."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from annotations.tests import factories as make
from api import deprecation, rates
from api.deprecation import Deprecated
from api.models import Partner, Plan, Scope, Token, Usage
from api.rates import MINUTE, Quota
from api.services import tokens

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """Begin with an empty cache: tests use numbers of tokens again."""
    cache.clear()


@pytest.fixture
def three_a_minute(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Three requests a minute, in a minute that stands still 20 seconds after its beginning."""
    settings.API_REQUESTS_A_MINUTE = 3
    moment = [6_000_000_020.0]
    monkeypatch.setattr(rates.time, "time", lambda: moment[0])
    return moment


@pytest.fixture
def partner() -> Partner:
    return Partner.objects.create(name="Core Watch", contact="ines@example.org")


def asked(secret: str, path: str = "usage/") -> Any:
    """The answer to the holder of a key."""
    return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {secret}"})


def test_who_asks_too_often_is_told_when_to_come_again(three_a_minute: list[float]) -> None:
    answers = [Client().get("/api/v1/") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[0].headers["RateLimit"] == '"anonymous";r=2;t=40'
    assert answers[0].headers["RateLimit-Policy"] == '"anonymous";q=3;w=60'
    refused = answers[4]
    assert refused.headers["RateLimit"] == '"anonymous";r=0;t=40'
    assert refused.headers["Retry-After"] == "40"
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json()["status"] == 429 and "Retry-After" in refused.json()["detail"]
    assert "RateLimit" in refused.headers["Access-Control-Expose-Headers"]
    assert Client().get("/api/v1/", REMOTE_ADDR="192.0.2.7").status_code == 200  # somebody else
    three_a_minute[0] += 40
    assert Client().get("/api/v1/").status_code == 200


def test_a_browsers_question_before_the_request_costs_nothing(three_a_minute: list[float]) -> None:
    for _ in range(5):
        answer = Client().options("/api/v1/", headers={"Access-Control-Request-Method": "GET"})
        assert answer.status_code == 204
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


def test_all_tokens_of_a_partner_share_the_quotas_of_the_plan(
    three_a_minute: list[float], partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rates.QUOTAS, Plan.BASIC, (Quota("minute", 4, MINUTE), Quota("day", 5, 86_400)))
    by = make.administrator()
    secrets = [tokens.issue(partner=partner, name=name, by=by)[1] for name in ("one", "other")]
    answers = [asked(secrets[n % 2]) for n in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert answers[0].headers["RateLimit"] == '"minute";r=3;t=40, "day";r=4;t=47980'
    assert answers[4].headers["Retry-After"] == "40"
    three_a_minute[0] += 40
    assert asked(secrets[0]).headers["Retry-After"] == "47940"  # the day's are spent now
    assert Client().get("/api/v1/").status_code == 200  # nobody else's


def test_a_key_is_kept_hashed_and_shows_what_was_asked_with_it(partner: Partner) -> None:
    token, secret = tokens.issue(partner=partner, name="nightly copy", by=make.administrator())
    assert secret not in str(Token.objects.values().get(pk=token.pk))
    assert asked(secret).status_code == 200
    page = asked(secret)
    assert page.headers["Cache-Control"] == "private, no-store"
    body = page.json()
    assert (body["partner"], body["plan"]) == ("Core Watch", "basic")
    (shown,) = body["tokens"]
    assert shown["name"] == "nightly copy" and shown["last_used_at"]
    assert [day["requests"] for day in shown["usage"]] == [1]  # the other is written within a minute
    cache.delete(f"api-usage:{token.pk}:written")
    asked(secret)
    assert Usage.objects.get(token=token).requests == 3
    assert Client().get("/api/v1/usage/").json()["partner"] is None


def test_a_key_is_rotated_without_a_gap(partner: Partner) -> None:
    by = make.administrator()
    token, old = tokens.issue(partner=partner, name="copy", by=by)
    made, new = tokens.rotate(token=token, by=by)
    assert (made.name, made.scopes) == (token.name, token.scopes)
    assert [asked(secret).status_code for secret in (old, new)] == [200, 200]
    past = timezone.now() - timedelta(days=1)
    Token.objects.filter(pk=token.pk).update(created_at=past - timedelta(days=9), expires_at=past)
    assert [asked(secret).status_code for secret in (old, new)] == [401, 200]


def test_a_key_that_is_not_taken_is_a_401_that_says_why(partner: Partner) -> None:
    by = make.administrator()
    token, secret = tokens.issue(partner=partner, name="copy", by=by)
    tokens.revoke(token=token, by=by)
    answer = asked(secret, "quotes/")
    assert answer.status_code == 401 and "revoked" in answer.json()["detail"]
    assert answer.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert asked("osbiz_made-up").json()["detail"] == "This token is none of ours."
    basic = Client().get("/api/v1/", headers={"Authorization": "Basic eDp5"})
    assert basic.status_code == 401


def test_a_key_is_for_what_its_scopes_say(partner: Partner) -> None:
    _, secret = tokens.issue(
        partner=partner, name="copy", scopes=[Scope.FOLLOW.value], by=make.administrator()
    )
    assert asked(secret, "changes/").status_code == 200
    assert asked(secret, "quotes/").status_code == 403


def test_an_administrator_makes_a_key_and_sees_it_once(partner: Partner) -> None:
    client = Client()
    client.force_login(make.administrator(), "osbiz.accounts.Accounts")
    form = {"partner": partner.pk, "name": "copy", "scopes": '["read"]'}
    page = client.post("/admin/api/token/add/", form, follow=True).content.decode()
    secret = page.partition("osbiz_")[2][:43]
    assert asked(f"osbiz_{secret}", "tags/").status_code == 200
    assert secret not in client.get("/admin/api/token/").content.decode()
    assert ">1<" in client.get("/admin/api/partner/").content.decode()


def test_the_history_of_a_partner_says_who_changed_it_and_why_and_goes_back(partner: Partner) -> None:
    client, editor = Client(), Client()
    client.force_login(make.administrator(), "osbiz.accounts.Accounts")
    editor.force_login(make.chief(), "osbiz.accounts.Accounts")
    own = f"/admin/api/partner/{partner.pk}"
    form = {"name": "Core Watch", "contact": "desk@core.example", "plan": "large", "note": ""}
    for step in ({**form, "plan": "basic"}, {**form, "why": "They signed"}):
        assert client.post(f"{own}/change/", step).status_code == 302
    page = client.get(f"{own}/history/").content.decode()
    assert "They signed" in page and "large" in page
    first, last = Partner.history.earliest("history_id"), Partner.history.latest("history_id")
    client.post(f"{own}/history/{first.history_id}/", {"seen": last.pk})
    partner.refresh_from_db()
    assert (partner.plan, last.plan) == ("basic", "large")
    assert [editor.get(f"{own}/{page}/").status_code for page in ("change", "history")] == [403, 403]


def test_what_is_on_its_way_out_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    leaving = Deprecated(date(2026, 1, 1), date(2027, 1, 1), "https://quotes.example.org/why/")
    monkeypatch.setattr(deprecation, "DEPRECATED", {"v1:tags-list": leaving})
    answer = Client().get("/api/v1/tags/")
    assert answer.headers["Deprecation"] == "@1767225600"
    assert answer.headers["Sunset"] == "Fri, 01 Jan 2027 00:00:00 GMT"
    assert answer.headers["Link"] == '<https://quotes.example.org/why/>; rel="deprecation"; type="text/html"'
    assert "Deprecation" not in Client().get("/api/v1/quotes/").headers
