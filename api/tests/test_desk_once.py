"""Tools send a write again when its answer is lost: under the same key it is done once."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from uuid_utils.compat import uuid7

from annotations.models import Comment, Quote
from annotations.services import comments
from annotations.tests import factories as make
from api import tasks
from api.models import Write
from api.services import writes
from api.tests.test_desk import ROOT, body, patch, post, seen, signed_in
from transcripts.services import chores

pytestmark = pytest.mark.django_db
KEY = '"8e03978e-40d5-43dd-bc93-6894a57f9324"'


@pytest.fixture
def ed() -> Client:
    return signed_in(make.editor())


def keyed(client: Client, path: str, sent: Any, key: str = KEY, **headers: str) -> Any:
    headers = {"Idempotency-Key": key, **headers}
    return client.post(ROOT + path, sent, content_type="application/json", headers=headers)


def test_what_is_sent_again_is_done_once_and_answered_as_it_was(ed: Client) -> None:
    sent = body(make.episode(), "Revenue")
    first, again = keyed(ed, "quotes/", sent), keyed(ed, "quotes/", sent)
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.json(), first.headers["ETag"]) == (again.json(), again.headers["ETag"])
    assert Quote.objects.count() == 1
    assert keyed(ed, "quotes/", sent, key="another").json()["id"] != first.json()["id"]


def test_a_move_sent_again_is_no_second_move_though_its_version_is_old(ed: Client) -> None:
    card = post(ed, "quotes/", body(make.episode(), "Revenue")).json()
    path = f"quotes/{card['id']}/submit/"
    first, again = (keyed(ed, path, {}, **seen(card)) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert keyed(ed, path, {}, key="another", **seen(card)).status_code == 412


def test_a_key_stands_for_one_thing_and_one_person(ed: Client) -> None:
    episode = make.episode()
    first = keyed(ed, "quotes/", body(episode, "Revenue"))
    other = keyed(ed, "quotes/", body(episode, "Revenue doubled"))
    assert (other.status_code, other.json()["rule"]) == (422, "key-taken")
    assert keyed(ed, f"quotes/{first.json()['id']}/submit/", {}, **seen(first.json())).status_code == 422
    bo = signed_in(make.person("bo", "editor"))
    assert keyed(bo, "quotes/", body(episode, "Revenue doubled")).status_code == 201
    assert Quote.objects.count() == 2


def test_what_was_refused_leaves_its_key_free(ed: Client) -> None:
    episode = make.episode()
    assert keyed(ed, "quotes/", body(episode, "Revenue", tags=[])).status_code == 400
    assert keyed(ed, "quotes/", body(episode, "Revenue")).status_code == 201
    assert keyed(Client(), "quotes/", body(episode, "Revenue")).status_code == 403
    assert Write.objects.count() == 1


def test_what_is_being_done_is_not_begun_again(ed: Client) -> None:
    sent = body(make.episode(), "Revenue")
    keyed(ed, "quotes/", sent)
    Write.objects.update(status=None, body="")
    running = keyed(ed, "quotes/", sent)
    assert (running.status_code, running.json()["rule"]) == (409, "running")
    assert running.headers["Retry-After"] == "1"
    Write.objects.update(started_at=timezone.now() - writes.LONGEST)  # it broke off
    assert keyed(ed, "quotes/", sent).status_code == 201
    assert (Write.objects.get().status, Quote.objects.count()) == (201, 2)


def test_of_two_that_do_the_same_the_later_one_stands() -> None:
    ed, episode = make.editor(), make.episode()
    quote = make.draft(turn=make.turn(episode)).quote
    slow = writes.begin(key="k", asked="a", by=ed)
    Write.objects.update(started_at=timezone.now() - writes.LONGEST)
    slow.refresh_from_db()
    quick = writes.begin(key="k", asked="a", by=ed)

    def say(text: str) -> Any:
        comments.add(episode, public_id=uuid7(), text=text, quote=quote, by=ed)
        return None, 201, {}, "{}"

    writes.carry_out(quick, lambda: say("Quick."))
    with pytest.raises(writes.Running):
        writes.carry_out(slow, lambda: say("Slow."))
    assert [comment.text for comment in Comment.objects.all()] == ["Quick."]


@pytest.mark.parametrize("key", ["", '""', '"a', "ä", '"' + "x" * 256 + '"', '"a", "b"'])
def test_what_is_no_key_is_a_400(ed: Client, key: str) -> None:
    answer = keyed(ed, "quotes/", body(make.episode(), "Revenue"), key=key)
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "Idempotency-Key")
    assert not Quote.objects.exists()


def test_a_key_of_a_change_and_of_a_read(ed: Client) -> None:
    card = post(ed, "quotes/", body(make.episode(), "Revenue")).json()
    headers = {"Idempotency-Key": KEY, **seen(card)}
    url = f"{ROOT}quotes/{card['id']}/"
    told = [
        ed.patch(url, {"note": "Check."}, content_type="application/json", headers=headers) for _ in range(2)
    ]
    assert [one.status_code for one in told] == [200, 200] and told[0].json() == told[1].json()
    assert patch(ed, card, {"note": "Check."}).status_code == 412
    assert ed.get(url, headers={"Idempotency-Key": "x y z"}).status_code == 200
    assert ed.delete(url, headers={"Idempotency-Key": KEY}).status_code == 405


def test_keys_are_forgotten_after_a_day(ed: Client, settings: Any) -> None:
    sent = body(make.episode(), "Revenue")
    keyed(ed, "quotes/", sent)
    assert tasks.sweep_writes() == 0
    Write.objects.update(started_at=timezone.now() - timedelta(hours=23, minutes=59))
    assert keyed(ed, "quotes/", sent).status_code == 201 and Quote.objects.count() == 1
    Write.objects.update(started_at=timezone.now() - writes.KEPT)
    assert keyed(ed, "quotes/", sent).status_code == 201 and Quote.objects.count() == 2
    Write.objects.update(started_at=timezone.now() - writes.KEPT)
    assert tasks.sweep_writes() == 1
    assert writes.sweep in [chore.work for chore in chores.CHORES]
    assert settings.CELERY_BEAT_SCHEDULE["sweep-writes"]["task"] == tasks.sweep_writes.name


def test_the_database_keeps_answers_whole() -> None:
    write = writes.begin(key="k", asked="a", by=make.editor())
    for values in ({"status": 409}, {"body": "{}"}, {"key": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Write.objects.filter(pk=write.pk).update(**values)
