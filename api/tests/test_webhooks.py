"""Webhooks: each event at least once in the end, whatever the receiver does and whatever falls over here.

Receivers are real servers; signatures are checked by a library that is not ours.
"""

import html
import json
import smtplib
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from annotations.models import Publication
from annotations.services import positions, review
from annotations.tests import factories as make
from annotations.workflow import Action
from api import receivers
from api.models import Attempt, Delivery, Partner, Scope, Webhook
from api.services import deliveries, tokens, webhooks
from api.tests import world
from transcripts.services import fetching
from transcripts.tests.serving import Request, Server, answer, network

pytestmark = pytest.mark.django_db
Answer = bytes | Iterator[bytes]


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who hangs is left soon, and nothing is remembered of former tests."""
    monkeypatch.setattr(fetching, "PATIENCE", 0.5)
    monkeypatch.setattr(deliveries, "SECONDS", 1.0)
    cache.clear()


@pytest.fixture
def partner() -> Partner:
    return Partner.objects.create(name="Core Watch", contact="ines@example.org")


@pytest.fixture
def reach(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let webhooks go to these servers, all of them on this machine."""

    def let(*servers: Server, answers: list[list[str]] | None = None) -> None:
        there = network(*servers, answers=answers)
        monkeypatch.setattr(receivers, "network", lambda: there)

    return let


def added(partner: Partner, server: Server, **values: Any) -> Webhook:
    values = {"position": 0, **values}
    return webhooks.make(partner=partner, address=server.url("/osbiz"), by=make.administrator(), **values)


def later(by: timedelta = timedelta(days=2)) -> None:
    """Let time pass, for everything that waits."""
    for name, model in (("due_at", Delivery), ("rests_until", Webhook), ("leased_until", Webhook)):
        for row in model.objects.exclude(**{name: None}):
            model.objects.filter(pk=row.pk).update(**{name: getattr(row, name) - by})


def verified(webhook: Webhook, requests: list[Request]) -> list[dict[str, Any]]:
    """What was sent, each signature checked."""
    return [Verifier(webhook.secret).verify(one.body, one.headers) for one in requests]


def places(events: list[dict[str, Any]]) -> set[int]:
    return {int(event["data"]["cursor"]) for event in events}


def everything() -> set[int]:
    """Where the entries of the log stand."""
    positions.give()
    return set(Publication.objects.values_list("position", flat=True))


def ok(_: Request) -> bytes:
    return answer(status="204 No Content")


def hang(_: Request) -> Iterator[bytes]:
    time.sleep(3)
    yield answer()


LIES: dict[str, Callable[[Request], Answer]] = {
    "fails": lambda _: answer("Oh no", "500 Internal Server Error"),
    "hangs": hang,
    "talks nonsense": lambda _: b"\x00\xff garbage\r\n\r\n",
    "says nothing": lambda _: b"",
    "breaks off": lambda _: b"HTTP/1.1 20",
    "leads to a private address": lambda _: answer(
        status="302 Found", headers={"Location": "http://10.0.0.1/"}
    ),
    "leads to the metadata of a cloud": lambda _: answer(
        status="307 Temporary Redirect", headers={"Location": "http://169.254.169.254/latest/"}
    ),
    "asks to wait": lambda _: answer(status="429 Too Many Requests", headers={"Retry-After": "60"}),
    "drips": lambda _: (b"H" if n == 0 else time.sleep(0.2) or b"T" for n in range(40)),
    "says more than it has": lambda _: answer("short", headers={"Content-Length": "5000"}, length=False),
    "says less than it has": lambda _: answer("x" * 5000, headers={"Content-Length": "3"}, length=False),
    "says 200 and sends nonsense": lambda _: answer(b"\x00\xff" * 500, headers={"Content-Encoding": "gzip"}),
}
TAKEN = {"says more than it has", "says less than it has", "says 200 and sends nonsense"}


def test_a_receiver_that_fails_hangs_lies_redirects_and_comes_back_gets_every_event(
    partner: Partner, reach: Callable[..., None]
) -> None:
    world.build()
    moods = iter(LIES.values())

    def respond(request: Request) -> Answer:
        mood = next(moods, None)
        return mood(request) if mood else ok(request)

    with Server(respond, tls=True) as server:
        reach(server)
        webhook = added(partner, server)
        for _ in range(len(LIES) + 2):
            deliveries.run()
            later()
        webhook.refresh_from_db()
        assert places(verified(webhook, server.requests)) == everything()
    assert not webhook.deliveries.exclude(state="delivered").exists()
    assert (webhook.failures, webhook.failing_since) == (0, None)
    ids = [request.headers["webhook-id"] for request in server.requests]
    assert set(ids) == {str(one.public_id) for one in webhook.deliveries.all()}
    failed = Attempt.objects.exclude(problem="").count()
    assert failed == len(LIES) - len(TAKEN)
    assert len(ids) == len(everything()) + failed  # each once more for each failure, and not oftener


@pytest.mark.parametrize("mood", LIES)
def test_what_comes_of_each_is_noted(partner: Partner, reach: Callable[..., None], mood: str) -> None:
    with Server(LIES[mood], tls=True) as server:
        reach(server)
        webhook = added(partner, server)
        made = webhooks.test(webhook, by=make.administrator())
        assert deliveries.run() == 1
    (tried,) = made.tries.all()
    made.refresh_from_db()
    assert (made.state == "delivered") == (mood in TAKEN) == (tried.problem == ""), tried.problem
    assert tried.milliseconds < 2500
    if mood == "asks to wait":
        webhook.refresh_from_db()
        assert webhook.rests_until and webhook.rests_until > timezone.now() + timedelta(seconds=50)


def test_a_redirect_is_not_followed(partner: Partner, reach: Callable[..., None]) -> None:
    with Server(ok, tls=True) as elsewhere:
        there = answer(status="308 Permanent Redirect", headers={"Location": elsewhere.url()})
        with Server(lambda _: there, tls=True) as server:
            reach(server, elsewhere)
            made = webhooks.test(added(partner, server), by=make.administrator())
            deliveries.run()
    assert len(server.requests) == 1 and elsewhere.requests == []
    assert made.tries.get().problem == "It answered 308."


def test_a_name_that_leads_to_a_private_address_is_not_sent_to(
    partner: Partner, reach: Callable[..., None]
) -> None:
    with Server(ok, tls=True) as server:
        reach(server, answers=[["10.0.0.1"], ["127.0.0.1", "169.254.169.254"], ["127.0.0.1"], ["fd00::1"]])
        webhook = added(partner, server)
        for told in (0, 0, 1, 1):  # the third time the name leads outside; what was sent then is all
            webhooks.test(webhook, by=make.administrator())
            later()
            with_problem = Attempt.objects.exclude(problem="").count()
            parcel = deliveries.take()
            assert parcel
            deliveries.note(parcel, deliveries.send(parcel, receivers.network()))
            assert len(server.requests) == told
    assert with_problem == 2
    assert all("public internet" in one.problem for one in Attempt.objects.exclude(problem=""))


@pytest.mark.parametrize(
    "address",
    [
        "http://pods.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://169.254.169.254/latest/",
    ],
)
def test_only_https_outside_is_sent_to(partner: Partner, address: str) -> None:
    """By the network that the site has, and whatever stands in the database."""
    with Server(ok) as server:
        row = Webhook.objects.create(partner=partner, address=address, secret="whsec_aGVsbG8=", position=0)
        webhooks.test(row, by=make.administrator())
        deliveries.run()
    assert server.requests == []
    tried = Attempt.objects.get()
    assert "public internet" in tried.problem or "https://" in tried.problem


def test_one_that_hangs_holds_up_no_other(partner: Partner, reach: Callable[..., None]) -> None:
    world.build()
    others, waited = threading.Event(), []

    def wait(_: Request) -> Answer:
        waited.append(others.wait(20))
        return ok(_)

    def count(request: Request) -> Answer:
        if len(well.requests) == len(everyone):
            others.set()
        return ok(request)

    everyone = everything()
    with Server(wait, tls=True) as hanging, Server(count, tls=True) as well:
        reach(hanging, well)
        fetching.PATIENCE = deliveries.SECONDS = 20.0
        added(partner, hanging)
        good = added(partner, well)
        deliveries.run()
        assert places(verified(good, well.requests)) == everyone
    assert all(waited)  # everything reached the other while the first one was waited for


def test_nothing_is_lost_when_it_falls_over_anywhere(
    partner: Partner, reach: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the log and the rows, between taking and sending, and between sending and noting."""
    world.build()
    with Server(ok, tls=True) as server:
        reach(server)
        webhook = added(partner, server)
        for module, name in ((Webhook, "save_without_historical_record"), (deliveries, "note")):
            with monkeypatch.context() as broken, pytest.raises(OSError, match="power"):
                broken.setattr(module, name, off)
                deliveries.run()
            later()
        assert deliveries.take()  # and a worker that was killed with the lease in its hand
        deliveries.run()
        assert webhook.deliveries.filter(state="waiting").exists()
        later(timedelta(seconds=61))
        deliveries.run()
        assert places(verified(webhook, server.requests)) == everything()
    ids = [request.headers["webhook-id"] for request in server.requests]
    assert len(ids) == len(set(ids)) + 1  # the one that was sent and not noted, under its id
    assert webhook.deliveries.count() == len(everything())


def refuse(_: Any) -> None:
    raise smtplib.SMTPException


def off(*args: Any, **kwargs: Any) -> None:
    raise OSError("No power")


def test_a_dead_letter_is_given_up_after_the_schedule_and_can_be_sent_again(
    partner: Partner, reach: Callable[..., None]
) -> None:
    well = False
    with Server(lambda one: ok(one) if well else answer(status="503 Busy"), tls=True) as server:
        reach(server)
        webhook = added(partner, server, position=None)
        made = webhooks.test(webhook, by=make.administrator())
        pauses = []
        for _ in range(len(deliveries.SCHEDULE)):
            deliveries.run()
            made.refresh_from_db()
            pauses.append((made.due_at - timezone.now()).total_seconds())
            assert made.state == "waiting" and deliveries.run() == 0  # not before its time
            later()
            Webhook.objects.update(failing_since=timezone.now())
        deliveries.run()
        made.refresh_from_db()
        assert (made.state, made.attempts) == ("dead", 10)
        assert pauses == pytest.approx(deliveries.SCHEDULE, abs=5)
        assert deliveries.run() == 0
        well = True
        assert webhooks.replay(webhook, by=make.administrator()) == 1
        later()
        deliveries.run()
        made.refresh_from_db()
    assert made.state == "delivered"
    assert {one.headers["webhook-id"] for one in server.requests} == {str(made.public_id)}


def test_one_that_fails_for_days_is_switched_off_with_a_mail_and_catches_up_when_it_is_on_again(
    partner: Partner, reach: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    version, well = world.build()["moved"], False
    with Server(lambda one: ok(one) if well else answer(status="500 No"), tls=True) as server:
        reach(server)
        webhook = added(partner, server)
        deliveries.run()
        Webhook.objects.update(failing_since=timezone.now() - deliveries.LASTING)
        later()
        with monkeypatch.context() as broken:
            broken.setattr(
                mail.EmailMessage, "send", lambda _: (_ for _ in ()).throw(smtplib.SMTPException())
            )
            deliveries.run()
            deliveries.run()
        asked = len(server.requests)
        cache.clear()  # ten minutes later
        for _ in range(2):
            later()
            deliveries.run()
        assert len(server.requests) == asked
        (letter,) = mail.outbox
        assert letter.to == ["ines@example.org"] and server.url("/osbiz") in letter.body
        assert "Nothing has been taken there since" in letter.body and "events wait" in letter.body
        review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
        well = True
        webhook.refresh_from_db()
        webhooks.switch_on(webhook, by=make.administrator())
        deliveries.run()
        assert places(verified(webhook, server.requests)) == everything()


def test_one_that_is_gone_is_switched_off_at_once(partner: Partner, reach: Callable[..., None]) -> None:
    with Server(lambda _: answer(status="410 Gone"), tls=True) as server:
        reach(server)
        webhook = added(partner, server)
        webhooks.test(webhook, by=make.administrator())
        deliveries.run()
    webhook.refresh_from_db()
    assert webhook.off_at and "410" in webhook.off_because
    assert deliveries.tell() == 1 and "410" in mail.outbox[0].body


def test_while_a_secret_is_rotated_both_sign(partner: Partner, reach: Callable[..., None]) -> None:
    with Server(ok, tls=True) as server:
        reach(server)
        webhook = added(partner, server)
        old, new = webhook.secret, webhooks.rotate(webhook, by=make.administrator())
        for _ in range(2):
            webhooks.test(webhook, by=make.administrator())
            deliveries.run()
            Webhook.objects.update(former_until=timezone.now())
    first, second = server.requests
    for secret in (old, new):
        assert Verifier(secret).verify(first.body, first.headers)["type"] == "webhook.test"
    assert Verifier(new).verify(second.body, second.headers)
    with pytest.raises(WebhookVerificationError):
        Verifier(old).verify(second.body, second.headers)


def test_nothing_withdrawn_is_sent_however_old_the_event(
    partner: Partner, reach: Callable[..., None]
) -> None:
    version = world.build()["moved"]
    with Server(ok, tls=True) as server:
        reach(server)
        added(partner, server, types=["quote"], with_records=True)
        deliveries.spread()
        review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
        deliveries.run()
    told = [json.loads(request.body) for request in server.requests]
    about = [one for one in told if one["data"]["id"] == str(version.quote.public_id)]
    assert [one["type"] for one in about] == ["quote.published", "quote.withdrawn"]
    assert [one["data"]["record"] for one in about] == [None, None]
    assert about[1]["data"]["reason"] == "Misheard" and about[1]["data"]["version"] == version.number
    assert version.exact not in "".join(request.body.decode() for request in server.requests)
    others = [one for one in told if one not in about]
    assert others and all(one["data"]["record"]["exact"] for one in others)


def test_types_and_topics_narrow_what_is_sent(partner: Partner, reach: Callable[..., None]) -> None:
    version = world.build()["moved"]
    with Server(ok, tls=True) as server:
        reach(server)
        pricing = added(partner, server, types=["quote"], topics=[make.tag("pricing")])
        ends = added(partner, server, types=["quote.withdrawn"])
        deliveries.run()
        told = set(pricing.deliveries.values_list("entry__object_id", flat=True))
        wanted = {one["id"] for one in world.found("quotes/", tag="pricing")}
        assert {str(one) for one in told} == wanted and wanted
        assert not ends.deliveries.exists()
        review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
        deliveries.run()
    assert [one.event for one in ends.deliveries.all()] == ["quote.withdrawn"]


def test_what_lost_its_topic_is_told_to_whoever_knew_it(partner: Partner, reach: Callable[..., None]) -> None:
    world.build()
    entry = Publication.objects.filter(object_type="quote").first()
    with Server(ok, tls=True) as server:
        reach(server)
        webhook = added(partner, server, topics=[make.tag("unheard-of")])
        assert entry not in deliveries.wanted(webhook, [entry])
        Delivery.objects.create(webhook=webhook, event="quote.published", entry=entry, due_at=timezone.now())
        assert entry in deliveries.wanted(webhook, [entry])


def test_what_was_delivered_is_forgotten_in_time(partner: Partner, reach: Callable[..., None]) -> None:
    with Server(ok, tls=True) as server:
        reach(server)
        for webhook in (added(partner, server), added(partner, server, topics=[make.tag()])):
            webhooks.test(webhook, by=make.administrator())
        deliveries.run()
    assert deliveries.sweep() == 0
    Delivery.objects.update(delivered_at=timezone.now() - deliveries.KEPT)
    deliveries.sweep()
    assert [one.webhook for one in Delivery.objects.all()] == [webhook]  # it must know what it told of


# What partners do themselves


class Desk:
    """A partner's client."""

    def __init__(
        self, partner: Partner, scopes: tuple[str, ...] = tuple(Scope.values), root: str = "webhooks"
    ) -> None:
        _, secret = tokens.issue(partner=partner, name="hooks", scopes=scopes, by=make.administrator())
        self.root = root
        self.headers = {"Authorization": f"Bearer {secret}"}

    def ask(self, method: str, path: str = "", body: Any = None) -> Any:
        sent = None if body is None else json.dumps(body)
        return Client().generic(
            method, f"/api/v1/{self.root}/{path}", sent or "", "application/json", headers=self.headers
        )


def test_a_partner_looks_after_webhooks_with_a_token(partner: Partner, reach: Callable[..., None]) -> None:
    version, desk = world.build()["moved"], Desk(partner)
    with Server(ok, tls=True) as server:
        reach(server)
        sent = {"address": server.url("/in"), "types": ["quote"], "topics": ["pricing"], "cursor": "0"}
        made = desk.ask("POST", body=sent)
        assert made.status_code == 201, made.content
        body = made.json()
        path, secret = f"{body['id']}/", body.pop("secret")
        assert made["Location"] == body["url"] and made["Cache-Control"] == "private, no-store"
        assert desk.ask("GET").json() == [body] and desk.ask("GET", path).json() == body
        assert [topic["slug"] for topic in body["topics"]] == ["pricing"]
        assert desk.ask("POST", f"{path}test/").status_code == 202
        deliveries.run()
        listed = desk.ask("GET", f"{path}deliveries/").json()["results"]
        assert {one["state"] for one in listed} == {"delivered"} and len(listed) == len(server.requests) > 1
        assert listed[0]["attempts"][0]["status"] == 204
        for request in server.requests:
            Verifier(secret).verify(request.body, request.headers)
        page = desk.ask("GET", f"{path}deliveries/?page_size=1").json()
        (following,) = Client().get(page["next"], headers=desk.headers).json()["results"]
        assert [*page["results"], following] == listed[:2]
        before = len(server.requests)
        assert desk.ask("POST", f"{path}deliveries/{listed[0]['id']}/replay/").json() == {"replayed": 1}
        assert desk.ask("POST", f"{path}replay/", {"since": "soon"}).status_code == 400
        again = desk.ask("POST", f"{path}replay/", {"since": "2020-01-01T00:00:00Z"}).json()
        assert again == {"replayed": len(listed)}
        deliveries.run()
        assert len(server.requests) == before + len(listed)
        rotated = desk.ask("POST", f"{path}rotate/").json()
        assert rotated["secret"] not in (secret, None) and rotated["former_until"]
        assert desk.ask("PATCH", path, {"is_on": False, "topics": []}).json()["is_on"] is False
        assert desk.ask("POST", f"{path}test/").status_code == 409
        review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
        deliveries.run()
        assert desk.ask("PATCH", path, {"is_on": True}).json()["topics"] == []
        deliveries.run()
        assert json.loads(server.requests[-1].body)["type"] == "quote.withdrawn"
    by = Webhook.history.latest("history_id")
    assert (by.history_user, by.history_change_reason) == (None, "By the token “hooks”")
    assert desk.ask("DELETE", path).status_code == 204
    assert desk.ask("GET", path).status_code == 404 and not Delivery.objects.exists()


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_who_says_what_they_saw_changes_nothing_that_is_different_by_now(
    partner: Partner, method: str
) -> None:
    desk = Desk(partner)
    made = desk.ask("POST", body={"address": "https://example.org/in"}).json()
    path, sent = f"{made['id']}/", {"description": "Mine"} if method == "PATCH" else None
    seen = desk.ask("GET", path)["ETag"]
    desk.ask("PATCH", path, {"description": "Somebody else’s"})
    desk.headers["If-Match"] = seen
    refused = desk.ask(method, path, sent)
    now = refused["ETag"]
    assert (refused.status_code, refused.json()["rule"]) == (412, "stale")
    assert Webhook.objects.get().description == "Somebody else’s"
    del desk.headers["If-Match"]
    assert desk.ask("GET", path)["ETag"] == now != seen
    desk.headers["If-Match"] = f'"something", {now}'
    assert desk.ask(method, path, sent).status_code in (200, 204)


def test_nobody_else_gets_at_them(partner: Partner) -> None:
    desk, other = Desk(partner), Partner.objects.create(name="Other", contact="o@example.org")
    made = desk.ask("POST", body={"address": "https://hooks.example.org/in"}).json()
    assert Client().get("/api/v1/webhooks/").status_code == 401
    assert Client().post("/api/v1/webhooks/", {}, "application/json").status_code == 401
    assert Desk(partner, ("read", "follow")).ask("GET").status_code == 403
    stranger = Desk(other)
    assert stranger.ask("GET").json() == []
    for method, path in (
        *(("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "deliveries/")),
        *(("POST", f"{verb}/") for verb in ("test", "rotate", "replay")),
    ):
        answered = stranger.ask(method, f"{made['id']}/{path}", {} if method in ("PATCH", "POST") else None)
        assert answered.status_code == 404, (method, path)
    assert "secret" not in json.dumps(desk.ask("GET").json())
    assert made["secret"] not in json.dumps(list(Webhook.history.values()), default=str)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"address": "http://hooks.example.org/"}, "address"),
        ({"address": "https://user:word@hooks.example.org/"}, "address"),
        ({"address": "https://hooks.example.org:22/"}, "address"),
        ({"address": "https://10.0.0.1/"}, "address"),
        ({"address": "https://[::1]/"}, "address"),
        ({}, "address"),
        ({"address": "https://hooks.example.org/", "types": ["quote.eaten"]}, "types.0"),
        ({"address": "https://hooks.example.org/", "topics": ["nothing"]}, "topics"),
        ({"address": "https://hooks.example.org/", "cursor": "999999"}, "cursor"),
        ({"address": "https://hooks.example.org/", "kind": "quote"}, "kind"),
    ],
)
def test_what_cannot_be_is_a_400_that_names_it(partner: Partner, sent: dict[str, Any], field: str) -> None:
    answered = Desk(partner).ask("POST", body=sent)
    assert answered.status_code == 400
    assert [fault["parameter"] for fault in answered.json()["errors"]] == [field], answered.json()
    assert not Webhook.objects.exists()


def test_a_partner_has_no_more_than_is_good(partner: Partner) -> None:
    desk = Desk(partner)
    answers = [desk.ask("POST", body={"address": f"https://h{n}.example.org/"}) for n in range(21)]
    assert [one.status_code for one in answers] == [201] * 20 + [400]


def test_administrators_do_the_same(partner: Partner) -> None:
    boss = make.signed_in(make.administrator())
    sent = {"partner": partner.pk, "address": "http://h.example.org/", "types": "[]"}
    refused = boss.post("/admin/api/webhook/add/", sent)
    assert "Only addresses that begin with https:// are sent to." in refused.content.decode()
    sent |= {"address": "https://h.example.org/", "types": '["quote"]'}
    page = boss.post("/admin/api/webhook/add/", sent, follow=True).content.decode()
    webhook = Webhook.objects.get()
    assert webhook.secret in html.unescape(page) and webhook.types == ["quote"]
    boss.post(f"/admin/api/webhook/{webhook.pk}/change/", sent | {"types": "[]", "description": "Mine"})
    webhook.refresh_from_db()
    assert (webhook.types, webhook.description) == ([], "Mine")
    assert str(webhook.history.latest("history_id").history_user) == "adi"

    def act(model: str, action: str, key: int) -> str:
        sent = {"action": action, "_selected_action": [key]}
        return boss.post(f"/admin/api/{model}/", sent, follow=True).content.decode()

    act("webhook", "test", webhook.pk)
    made = Delivery.objects.get()
    Delivery.objects.update(state="dead", attempts=10)
    act("delivery", "replay", made.pk)
    made.refresh_from_db()
    assert (made.state, made.attempts) == ("waiting", 0)
    for action, is_on in (("switch_off", False), ("switch_on", True)):
        act("webhook", action, webhook.pk)
        webhook.refresh_from_db()
        assert (webhook.off_at is None) == is_on
    old = webhook.secret
    act("webhook", "rotate", webhook.pk)
    webhook.refresh_from_db()
    assert (webhook.former_secret, webhook.secret != old) == (old, True)
    for path in (f"webhook/{webhook.pk}/change/", f"webhook/{webhook.pk}/history/", "delivery/"):
        assert boss.get(f"/admin/api/{path}").status_code == 200
    shown = boss.get(f"/admin/api/delivery/{made.pk}/change/").content.decode()
    assert str(made.public_id) in shown
    editor = make.signed_in(make.editor())
    assert editor.get("/admin/api/webhook/").status_code == 403
