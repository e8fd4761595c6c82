"""People are told what concerns them, in the transaction of what happened, and nothing they may not see."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations.models import (
    Comment,
    Notice,
    NoticeKind,
    NoticeSettings,
    QuoteVersion,
    ReportState,
    Schedule,
)
from annotations.selectors import awaited, notices
from annotations.services import claims, comments, errorreports, publishing, quotes, review, topics
from annotations.services import notices as writing
from annotations.services.topicplans import Division, NewTopic
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal
from transcripts.editing import Words
from transcripts.models import Podcast
from transcripts.services import corrections

pytestmark = pytest.mark.django_db
LIST = "admin:annotations_notice_changelist"


def told(person: User) -> list[tuple[str, str, str]]:
    """What a person is told, in words: what happened, what was said, by whom; the newest first."""
    found = notices.lines(notices.seen(notices.of(person), person))
    return [(line.told, line.said, line.by) for line in found]


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, "osbiz.accounts.Accounts")
    return client


def test_authors_are_told_what_becomes_of_their_quote_and_nobody_of_their_own_doing() -> None:
    version = make.in_review()
    review.move(version, action=Action.RETURN, by=make.reviewer(), note="Which year?")
    review.move(version, action=Action.SUBMIT, by=make.editor())
    for action in (Action.APPROVE, Action.PUBLISH):
        review.move(version, action=action, by=make.reviewer())
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard.")
    assert told(make.editor()) == [
        ("Withdrawn", "Misheard.", "rae"),
        ("Published", "", "rae"),
        ("Approved", "", "rae"),
        ("Returned to you", "Which year?", "rae"),
    ]
    assert told(make.reviewer()) == []


def test_the_authors_of_a_claim_are_told_too() -> None:
    claim = claims.create(statement="It doubled.", kind="event", by=make.editor())
    review.move(claim, action=Action.SUBMIT, by=make.editor())
    review.move(claim, action=Action.RETURN, by=make.reviewer(), note="Says who?")
    line = notices.lines(notices.of(make.editor()))[0]
    assert (line.text, line.said) == ("It doubled.", "Says who?")
    assert line.url == reverse("admin:annotations_claim_change", args=[claim.pk])


def test_a_refusal_at_a_set_time_is_told_with_its_remedy_to_author_and_to_whoever_set_it() -> None:
    version = make.approved()
    publishing.schedule(version, at=timezone.now() + timedelta(hours=1), by=make.reviewer())
    Schedule.objects.update(at=timezone.now())
    Podcast.objects.update(longest_quote=1)
    assert publishing.publish_due() == 1
    why = Schedule.objects.get().why
    for person in (make.editor(), make.reviewer()):
        assert told(person)[0] == ("Not published at its time", why, "")


def test_what_is_rolled_back_is_told_to_nobody() -> None:
    version = make.in_review()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        review.move(version, action=Action.RETURN, by=make.reviewer(), note="Which year?")
        raise ZeroDivisionError
    assert not Notice.objects.exists()


def test_talking_tells_each_person_once_for_the_best_reason() -> None:
    version, rae, cy = make.draft(), make.reviewer(), make.person("cy", "editor")
    said = comments.add(version.quote.episode, quote=version.quote, text="Sure?", by=rae)
    assert told(make.editor()) == [("A comment on your quote", "", "rae")]
    answer = comments.add(version.quote.episode, answers=said, text="Ask @cy", by=make.editor())
    assert told(rae) == [("An answer in your talk", "", "ed")]
    assert told(cy) == [("A comment mentions you", "", "ed")]
    comments.reword(answer, text="Ask @cy, or @rae", by=make.editor())
    assert len(told(rae)) == 1 and len(told(cy)) == 1
    comments.remove(answer, by=make.editor())
    assert told(cy) == []
    assert Comment.objects.count() == 1


def report(version: QuoteVersion) -> Any:
    about = {"object_type": "quote", "object_id": version.quote.public_id}
    return errorreports.receive(public_id=uuid4(), address="/", text="It was three.", **about)


def test_a_readers_report_is_told_to_the_author_and_its_end_to_whoever_has_it() -> None:
    made, cy = report(make.published()), make.person("cy", "editor")
    errorreports.assign(made, to=cy, by=make.reviewer())
    errorreports.settle(made, state=ReportState.REFUSED, answer="It was two.", by=make.reviewer())
    assert told(make.editor())[:2] == [
        ("A reader’s report is settled", "It was two.", "rae"),
        ("A reader reports an error", "It was two.", "rae"),
    ]
    assert [one for one, *_ in told(cy)] == ["A reader’s report is settled", "A reader’s report is yours"]


def test_reports_are_not_for_those_who_do_not_answer_readers() -> None:
    con = make.contributor()
    version = make.draft(by=con)
    review.move(version, action=Action.SUBMIT, by=con)
    for action in (Action.APPROVE, Action.PUBLISH):
        review.move(version, action=action, by=make.reviewer())
    report(version)
    assert [one for one, *_ in told(con)] == ["Published", "Approved"]


def test_a_changed_text_tells_the_author_once_however_many_quotes_it_leaves_uncertain() -> None:
    talk = make.episode("The hour")
    for words in ("Revenue doubled within a year.", "We changed the licence in March."):
        make.draft(words, turn=make.turn(talk))
    turn = make.turn(talk)
    spoilt = [Words(0, 0, len(turn.text), "Quite another thing was said in this hour.")]
    cy = make.person("cy", "editor")
    corrections.correct(talk, base=turn.revision, edits=spoilt, reason="Heard again", by=cy)
    assert told(make.editor()) == [("Quotes of yours need confirming", "Heard again", "cy")]


def test_users_of_a_topic_are_told_that_it_was_merged_or_split_and_undone() -> None:
    make.draft(tags=[make.tag("pricing")])
    make.draft("Two contributors left us", tags=[make.tag("growth")], by=make.person("cy", "editor"))
    done = topics.merge(make.tag("pricing"), into=make.tag("fees"), reason="One thing", by=make.chief())
    assert told(make.editor()) == [("A topic you used", "One thing", "chi")]
    assert told(make.person("cy", "editor")) == []
    topics.undo(done, reason="Two after all", by=make.chief())
    assert told(make.editor()) == [("A topic you used", notices.UNDONE, "chi")]
    quote = QuoteVersion.objects.get(tags=make.tag("growth")).quote_id
    new = NewTopic("Big growth", "big-growth", "Much of it.", "This.", "That.")
    topics.split(
        make.tag("growth"), new=new, division=Division({quote: "both"}, {}), reason="Two", by=make.chief()
    )
    assert told(make.person("cy", "editor")) == [("A topic you used", "Two", "chi")]


def test_nothing_is_told_of_what_a_person_may_not_see_any_more() -> None:
    version = make.draft(by=make.contributor())
    quotes.change(version.quote, note="Mine now", by=make.editor())
    version.refresh_from_db()
    review.move(version, action=Action.SUBMIT, by=make.editor())
    review.move(version, action=Action.RETURN, by=make.reviewer(), note="Secret")
    con = make.contributor()
    assert told(con)[0][1] == "Secret"  # they drafted it
    later = make.draft("We changed the licence in March.", by=make.editor())
    event = review.event(later, Action.RETURN, "in_review", by=make.reviewer(), note="Not for Con")
    Notice.objects.create(person=con, kind=NoticeKind.RETURNED, event=event)
    assert [said for _, said, _ in told(con)] == ["Secret"]
    assert notices.unread(con) == 1
    con.groups.clear()
    gone = User.objects.get(pk=con.pk)
    assert (told(gone), notices.unread(gone)) == ([], 0)


def test_the_bell_counts_so_far_and_no_further(django_assert_num_queries: Any) -> None:
    ed = make.editor()
    event = make.in_review().events.get(action="submit")
    Notice.objects.bulk_create([Notice(person=ed, kind=NoticeKind.RETURNED, event=event) for _ in range(150)])
    ed = User.objects.get(pk=ed.pk)
    with django_assert_num_queries(2):  # the roles, which every page asks for, and the count
        assert notices.unread(ed) == 100


def test_the_list_shows_ones_own_marks_them_and_says_what_waits() -> None:
    version = make.in_review()
    review.move(version, action=Action.RETURN, by=make.reviewer(), note="Which year?")
    make.in_review("We changed the licence in March.")
    ed, rae = signed_in(make.editor()), signed_in(make.reviewer())
    page = ed.get(reverse(LIST)).content.decode()
    assert "Which year?" in page and f"#quote-{version.quote.public_id}" in page
    assert '<span class="count">1<' in ed.get(reverse("admin:index")).content.decode()
    waits = rae.get(reverse(LIST)).content.decode()
    assert "1 quote waits for your review" in waits and "Which year?" not in waits
    key = Notice.objects.get().pk
    rae.post(reverse("admin:annotations_notice_read"), {"notice": key})
    assert notices.unread(make.editor()) == 1
    ed.post(reverse("admin:annotations_notice_read"), {"notice": key})
    assert notices.unread(make.editor()) == 0
    assert "You have read everything." in ed.get(reverse(LIST)).content.decode()
    assert "Which year?" in ed.get(reverse(LIST) + "?show=all").content.decode()


def test_what_is_overdue_is_said_to_whoever_can_do_something_about_it() -> None:
    mine, theirs = make.draft(), make.in_review("We changed the licence in March.")
    QuoteVersion.objects.filter(pk__in=[mine.pk, theirs.pk]).update(
        due_on=timezone.localdate() - timedelta(1)
    )
    said = {
        person.username: [one.text for one in awaited.of(person)]
        for person in (make.editor(), make.reviewer())
    }
    assert said == {
        "ed": ["1 quote is overdue"],
        "rae": ["1 quote waits for your review", "1 quote is overdue"],
    }


def test_settings_are_ones_own_and_known_kinds_only() -> None:
    ed = signed_in(make.editor())
    address = reverse("admin:annotations_notice_settings")
    assert ed.get(address).status_code == 200
    ed.post(address, {"by_mail": "on", "kinds": ["returned", "review"]})
    stored = NoticeSettings.objects.get()
    assert stored.person == make.editor() and stored.by_mail
    assert "returned" not in stored.muted and "published" in stored.muted
    with pytest.raises(Refusal, match="gossip"):
        writing.settle(by_mail=True, muted=["gossip"], by=make.editor())


def test_old_notices_go_and_what_happened_stays() -> None:
    version = make.in_review()
    review.move(version, action=Action.RETURN, by=make.reviewer(), note="Which year?")
    Notice.objects.update(at=timezone.now() - timedelta(days=200))
    assert writing.sweep() == 1
    assert version.events.filter(action="return").exists()
