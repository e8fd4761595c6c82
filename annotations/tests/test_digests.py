"""One mail a day with what is new, once, to each of those who want it, and only what they may see."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.utils import timezone

from annotations.models import Notice, NoticeSettings
from annotations.services import digests, notices, review
from annotations.tests import factories as make
from annotations.workflow import Action

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def addresses(settings: Any) -> None:
    settings.SITE_URL = "https://quotes.example"
    for person in (make.editor(), make.reviewer()):
        User.objects.filter(pk=person.pk).update(email=f"{person.username}@news.example")


def returned(note: str = "Which year?", words: str = "Revenue doubled within a year.") -> None:
    """Something that concerns Ed, some minutes ago."""
    version = make.in_review(words)
    review.move(version, action=Action.RETURN, by=make.reviewer(), note=note)
    Notice.objects.filter(mailed_at=None).update(at=timezone.now() - timedelta(minutes=5))


def next_day() -> None:
    """Let a night pass."""
    for one in NoticeSettings.objects.exclude(looked_on=None):
        one.looked_on = timezone.localdate() - timedelta(days=1)
        one.save()


def test_a_mail_says_what_is_new_with_the_way_there_and_is_sent_once() -> None:
    returned()
    assert digests.send_due() == 1
    letter = mail.outbox[0]
    assert isinstance(letter, EmailMultiAlternatives)
    assert (letter.to, letter.subject) == (["ed@news.example"], "osbiz: Returned to you")
    html = str(letter.alternatives[0][0])
    for body in (letter.body, html):
        assert "Which year?" in body and "Revenue doubled within a year." in body
        assert "https://quotes.example/admin/transcripts/episode/" in body
        assert "https://quotes.example/admin/annotations/notice/settings/" in body
    assert "style" not in html and "settings" in letter.extra_headers["List-Unsubscribe"]
    assert digests.send_due() == 0
    next_day()
    assert digests.send_due() == 0  # nothing new
    returned("Who left?", "Two contributors left us over it.")
    next_day()
    assert digests.send_due() == 1
    assert "Who left?" in mail.outbox[1].body and "Which year?" not in mail.outbox[1].body


def test_what_was_read_in_the_admin_is_not_mailed() -> None:
    returned()
    notices.read(by=make.editor())
    assert digests.send_due() == 0


def test_what_waits_is_mailed_where_it_is_new_and_counted_with_the_rest() -> None:
    digests.send_due()
    make.in_review()
    next_day()
    NoticeSettings.objects.update(told_until=timezone.now() - timedelta(minutes=1))
    assert digests.send_due() == 1
    assert mail.outbox[0].to == ["rae@news.example"]
    assert "1 quote waits for your review" in mail.outbox[0].body
    next_day()
    NoticeSettings.objects.update(told_until=timezone.now() + timedelta(minutes=1))
    assert digests.send_due() == 0  # it waits still, and came before the last mail


def test_whoever_wants_none_gets_none_and_kinds_can_be_left_out() -> None:
    returned()
    notices.settle(by_mail=True, muted=["returned"], by=make.editor())
    assert digests.send_due() == 0
    next_day()
    notices.settle(by_mail=False, muted=[], by=make.editor())
    assert digests.send_due() == 0


def test_a_mail_holds_only_what_its_reader_may_see_when_it_is_sent() -> None:
    returned("A secret note")
    make.editor().groups.clear()
    assert digests.send_due() == 0
    version = make.draft("We changed the licence in March.", by=make.person("cy", "editor"))
    event = review.event(version, Action.RETURN, "in_review", by=make.reviewer(), note="Not for Ed")
    Notice.objects.create(person=make.person("ed", "contributor"), kind="returned", event=event)
    Notice.objects.update(at=timezone.now() - timedelta(minutes=5))
    next_day()
    assert digests.send_due() == 1
    assert "A secret note" in mail.outbox[0].body  # a contributor sees what they drafted
    assert "Not for Ed" not in mail.outbox[0].body


def test_an_address_that_fails_keeps_no_other_waiting_and_is_tried_again_next_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    returned()
    cy = make.person("cy", "editor")
    User.objects.filter(pk=cy.pk).update(email="cy@news.example")
    Notice.objects.create(person=cy, kind="returned", event=Notice.objects.get().event)
    Notice.objects.update(at=timezone.now() - timedelta(minutes=5))
    send = EmailMultiAlternatives.send

    def refuse(letter: EmailMultiAlternatives, *args: Any, **kwargs: Any) -> int:
        if letter.to == ["cy@news.example"]:
            raise ConnectionRefusedError
        return send(letter, *args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(EmailMultiAlternatives, "send", refuse)
        said = StringIO()
        call_command("send_digests", stdout=said)
    assert "Sent: 1. Not taken by the mail server: 1." in said.getvalue()
    assert [letter.to for letter in mail.outbox] == [["ed@news.example"]]
    assert digests.send_due() == 0
    next_day()
    assert digests.send_due() == 1
    assert mail.outbox[1].to == ["cy@news.example"] and "Which year?" in mail.outbox[1].body


def test_a_machine_that_stops_while_sending_sends_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    returned()

    def stop(letter: EmailMultiAlternatives, *args: Any, **kwargs: Any) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(EmailMultiAlternatives, "send", stop)
        digests.send_due()
    next_day()
    assert digests.send_due() == 0
    assert notices.read(by=make.editor()) == 1  # it waits in the admin, unread
