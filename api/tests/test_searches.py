"""Saved searches: each new match is told once, by webhook and by mail, and only what is published."""

import json
import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from standardwebhooks import Webhook as Verifier

from annotations.models import QuoteVersion
from annotations.search import index
from annotations.services import quotes, review
from annotations.tests import factories as make
from annotations.workflow import Action
from api.models import Match, Partner, SavedSearch
from api.services import deliveries, searches
from api.tests import world
from api.tests.test_webhooks import Desk, added, later, ok, partner, quickly, reach, refuse  # noqa: F401
from transcripts.tests.serving import Server

pytestmark = pytest.mark.django_db


def saved(partner: Partner, query: str = "tag=pricing", **values: Any) -> SavedSearch:  # noqa: F811
    for topic in ("pricing", "weather"):
        if not QuoteVersion.objects.published().filter(tags__slug=topic).exists():
            published(f"Nothing much of {topic}.", topic)  # so that the topic is public
    values = {"name": "Prices", "resource": "quotes", "by_mail": True, **values}
    return searches.save(partner=partner, query=query, by=make.administrator(), **values)


def published(words: str, *topics: str) -> QuoteVersion:
    """A new quote in an episode of its own."""
    turn = make.turn(make.episode(f"About {words}", texts=[f"Well. {words} So it was."]))
    return make.published(words, turn=turn, tags=[make.tag(topic) for topic in topics])


def new(search: SavedSearch) -> set[str]:
    searches.look()
    return {str(match.object_id) for match in search.matches.filter(is_new=True)}


def test_what_fits_later_is_told_once_by_webhook(partner: Partner, reach: Callable[..., None]) -> None:  # noqa: F811
    world.build()
    with Server(ok, tls=True) as server:
        reach(server)
        webhook = added(partner, server, types=["search.matched"], with_records=True, position=None)
        search = saved(partner)
        assert search.matches.exists() and new(search) == set()  # what was there is no news
        fits, _ = published("We raised prices twice.", "pricing"), published("It rained.", "weather")
        for _ in range(3):
            deliveries.run()
            later()
        (request,) = server.requests
        event = Verifier(webhook.secret).verify(request.body, request.headers)
        assert event["type"] == "search.matched"
        assert event["data"]["search"] == {"id": str(search.public_id), "name": "Prices"}
        assert event["data"]["id"] == str(fits.quote.public_id)
        assert event["data"]["record"]["text"] == "We raised prices twice."
        change(fits, "pricing", "weather")
        deliveries.run()
        assert len(server.requests) == 1  # it fits still, and was told


def change(version: QuoteVersion, *topics: str) -> None:
    """Publish a quote with other topics."""
    tags = [make.tag(topic) for topic in topics]
    pending = quotes.change(version.quote, tags=tags, by=make.editor())
    for action, by in (("submit", make.editor()), ("approve", make.reviewer()), ("publish", make.reviewer())):
        review.move(pending, action=Action(action), by=by)


def test_a_thing_that_comes_to_fit_is_told_and_one_that_did_before_is_not(partner: Partner) -> None:  # noqa: F811
    before, other = published("We raised prices.", "pricing"), published("It rained.", "weather")
    search = saved(partner)
    change(before, "pricing", "weather")
    assert new(search) == set()
    change(other, "pricing")
    assert new(search) == {str(other.quote.public_id)}


def test_words_are_looked_for_as_on_the_site(partner: Partner) -> None:  # noqa: F811
    search = saved(partner, "q=hosting+pays")
    fits = published("Hosting pays for everything.", "pricing")
    published("Support pays.", "pricing")
    index.compare_and_tell()
    assert new(search) == {str(fits.quote.public_id)}


def test_what_is_gone_before_it_was_told_is_not_told(partner: Partner, reach: Callable[..., None]) -> None:  # noqa: F811
    search = saved(partner)
    with Server(ok, tls=True) as server:
        reach(server)
        webhook = added(partner, server, types=["search.matched"], position=None)
        version = published("We raised prices twice.", "pricing")
        assert new(search) and webhook.deliveries.count() == 1
        review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
        deliveries.run()
    assert server.requests == [] and not webhook.deliveries.exists()
    assert searches.send_due() == 0 and mail.outbox == []


def test_one_mail_a_day_tells_what_is_new(partner: Partner, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    saved(partner)
    saved(partner, "tag=weather", name="Weather", by_mail=False)
    assert searches.send_due() == 0
    first = published("We raised prices twice.", "pricing", "weather")
    with monkeypatch.context() as broken:
        broken.setattr(mail.EmailMessage, "send", refuse)
        assert searches.send_due() == 0
    assert (searches.send_due(), searches.send_due()) == (1, 0)
    published("Nobody minded the price.", "pricing")
    assert searches.send_due() == 0  # it had its mail today
    SavedSearch.objects.update(mailed_on=timezone.localdate() - timedelta(days=1))
    assert searches.send_due() == 1
    one, two = mail.outbox
    assert one.to == ["ines@example.org"] and one.subject == "osbiz: 1 new in your saved searches"
    assert "We raised prices twice." in one.body and str(first.quote.public_id) in one.body
    assert "Weather" not in one.body
    assert "Nobody minded the price." in two.body and "twice" not in two.body


def test_a_fall_between_finding_and_storing_loses_nothing(
    partner: Partner,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    search = saved(partner)
    version = published("We raised prices twice.", "pricing")
    with monkeypatch.context() as broken:
        broken.setattr(searches, "announce", refuse_two)
        with pytest.raises(smtplib.SMTPException):
            searches.look()
    assert not Match.objects.filter(is_new=True).exists()
    assert new(search) == {str(version.quote.public_id)}


def refuse_two(*_: Any) -> None:
    raise smtplib.SMTPException


def test_a_partner_looks_after_searches_with_a_token(partner: Partner) -> None:  # noqa: F811
    world.build()
    desk = Desk(partner, root="searches")
    body = {"name": "Prices", "resource": "quotes", "filters": {"tag": ["pricing"], "q": ["prices or so"]}}
    for wrong, field in (
        ({"resource": "drafts"}, "resource"),
        ({"filters": {"tags": ["pricing"]}}, "tags"),
        ({"filters": {"tag": ["nothing"]}}, "tag"),
        ({"filters": {"page_size": ["1"]}}, "page_size"),
    ):
        answered = desk.ask("POST", body=body | wrong)
        assert answered.status_code == 400
        assert [fault["parameter"] for fault in answered.json()["errors"]] == [field]
    body["filters"] = {"tag": ["pricing"]}
    made = desk.ask("POST", body=body)
    assert made.status_code == 201, made.content
    found = made.json()
    assert found["query"] == "tag=pricing" and desk.ask("GET").json() == [found]
    path = f"{found['id']}/"
    assert desk.ask("PATCH", path, {"by_mail": True}).json()["by_mail"] is True
    version = published("We raised prices twice.", "pricing")
    searches.look()
    (match,) = desk.ask("GET", f"{path}matches/").json()
    assert match["id"] == str(version.quote.public_id)
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    assert desk.ask("GET", f"{path}matches/").json() == []
    stranger = Desk(Partner.objects.create(name="Other", contact="o@example.org"), root="searches")
    for method, more in (("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "matches/")):
        assert stranger.ask(method, path + more, {} if method == "PATCH" else None).status_code == 404
    assert Desk(partner, ("read",), root="searches").ask("GET").status_code == 403
    assert desk.ask("DELETE", path).status_code == 204 and desk.ask("GET").json() == []
    assert json.dumps(list(SavedSearch.history.values("history_change_reason"))).count("hooks") == 3
