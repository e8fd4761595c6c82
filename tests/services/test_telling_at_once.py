"""Reports and mails at once, on PostgreSQL with real threads: one decision, one notice, one mail."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.utils import timezone

from annotations.models import ErrorReport, Notice, NoticeKind, ReportState
from annotations.services import digests, errorreports, review
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal
from tests.services.test_races import at_once, groups

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
__all__ = ["groups"]


@pytest.mark.parametrize("attempt", range(3))
def test_two_people_settle_one_report_at_once_and_one_is_told(attempt: int) -> None:
    about = {"object_type": "quote", "object_id": make.published().quote.public_id}
    reader = "reader@mail.example"
    report = errorreports.receive(public_id=uuid4(), **about, address="/", text="It was three.", email=reader)
    seen = [ErrorReport.objects.get(pk=report.pk) for _ in range(2)]
    people = make.person("rae", "reviewer"), make.person("rob", "reviewer")
    answers = {ReportState.ANSWERED: "It was three.", ReportState.REFUSED: "It was two."}
    tasks = [
        lambda one=one, state=state, by=by: errorreports.settle(
            one, state=state, answer=answers[state], by=by
        )
        for one, state, by in zip(seen, answers, people, strict=True)
    ]
    results = at_once(*tasks)
    refused = [result for result in results if isinstance(result, Refusal)]
    assert [refusal.rule for refusal in refused] == ["state"], results
    report.refresh_from_db()
    assert report.settled_by == people[results.index(refused[0]) ^ 1]
    assert report.answer == answers[ReportState(report.state)]
    assert report.history.count() == 2
    assert len(mail.outbox) == 1 and report.answer in mail.outbox[0].body
    assert Notice.objects.filter(kind=NoticeKind.SETTLED, person=make.editor()).count() == 1


def test_two_workers_send_one_mail_of_the_day() -> None:
    version = make.in_review()
    User.objects.filter(pk=make.editor().pk).update(email="ed@news.example")
    review.move(version, action=Action.RETURN, by=make.reviewer(), note="Which year?")
    Notice.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert sum(at_once(digests.send_due, digests.send_due, digests.send_due)) == 1
    assert [letter.to for letter in mail.outbox] == [["ed@news.example"]]
