"""The reviewers’ queue: what waits for whom, in which order, and what is new since somebody looked."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations.models import Claim, QuoteVersion, ReviewMark
from annotations.selectors import reviewqueue
from annotations.selectors.changes import last_event
from annotations.selectors.reviewqueue import Asked
from annotations.services import claims, comments, duedates, quotes, review, reviewmarks
from annotations.tests import factories as make
from annotations.workflow import Action, State

pytestmark = pytest.mark.django_db
FIRST, SECOND, THIRD = (
    "We changed the licence in March.",
    "Revenue doubled within a year.",
    "Two contributors left us over it.",
)
DAY = date(2090, 7, 3)
# The page with all it can show, and a list of it: measured, and not to grow unseen.
QUERIES = 43


def claim_in_review(statement: str = "Quarrystone doubled its revenue.", by: User | None = None) -> Claim:
    author = by or make.editor()
    claim = claims.create(statement=statement, kind="event", company=make.company(), by=author)
    review.move(claim, action=Action.SUBMIT, by=author)
    return claim


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="osbiz.accounts.Accounts")
    return client


def keys(user: User, **asked: Any) -> list[str]:
    found = reviewqueue.queue(user, Asked(**asked), reviewqueue.last_look(user))
    return [one.key for one in found.waiting]


def key(item: QuoteVersion | Claim) -> str:
    return f"{'claim' if isinstance(item, Claim) else 'quote'}-{item.pk}"


def test_what_is_due_comes_first_then_what_waits_longest_of_both_kinds() -> None:
    old, claim, soon, late = (
        make.in_review(FIRST),
        claim_in_review(),
        make.in_review(SECOND),
        make.in_review(THIRD),
    )
    make.draft(FIRST)
    duedates.set_due(soon, on=DAY, by=make.editor())
    duedates.set_due(late, on=timezone.localdate() - timedelta(days=1), by=make.editor())
    rae = make.reviewer()
    assert keys(rae) == [key(late), key(soon), key(old), key(claim)]
    assert keys(rae, due="overdue") == [key(late)]
    assert keys(rae, due="day") == [key(late), key(soon)]
    assert keys(rae, due="none", kind="claim") == [key(claim)]


def test_it_is_narrowed_by_podcast_topic_author_and_state() -> None:
    other = make.episode("Open core", podcast=make.podcast("Core Memory"))
    here = make.in_review(FIRST, turn=make.turn(make.episode()))
    parent = make.tag("money")
    there = make.in_review(
        FIRST, turn=make.turn(other), tags=[make.tag("pricing", parent)], by=make.contributor()
    )
    claim = claim_in_review()
    review.move(claim, action=Action.RETRACT, by=make.editor())
    claims.add_evidence(claim, quote=there.quote, stance="supports", by=make.editor())
    review.move(claim, action=Action.SUBMIT, by=make.editor())
    done = make.approved(SECOND, turn=make.turn(other))
    rae = make.reviewer()
    assert keys(rae, podcast=other.podcast_id) == [key(there), key(claim)]
    assert keys(rae, topic=parent.pk) == [key(there)]
    assert keys(rae, topic=make.tag().pk) == [key(here)]
    assert keys(rae, author=make.contributor().pk) == [key(there)]
    assert keys(rae, stage=State.APPROVED) == [key(done)]


def test_ones_own_stands_apart_also_what_others_changed_since() -> None:
    both = make.person("both", "editor", "reviewer")
    mine, touched, theirs = make.draft(FIRST, by=both), make.draft(SECOND, by=both), make.in_review(THIRD)
    review.move(mine, action=Action.SUBMIT, by=both)
    quotes.change(touched.quote, note="Better", by=make.editor())
    review.move(QuoteVersion.objects.get(pk=touched.pk), action=Action.SUBMIT, by=make.editor())
    own_claim = claim_in_review(by=both)
    found = reviewqueue.queue(both, Asked(), None)
    assert [one.key for one in found.waiting] == [key(theirs)]
    assert {one.key for one in found.own} == {key(mine), key(touched), key(own_claim)}
    page = signed_in(both).get(reverse("admin:review"), {"item": key(mine)}).content.decode()
    assert "You wrote or changed it yourself" in page and 'value="approve" data-key' not in page


def test_new_changed_and_decided_by_others_count_from_the_mark() -> None:
    rae, rob = make.reviewer(), make.person("rob", "reviewer")
    known, quiet, gone = make.in_review(FIRST), make.in_review(SECOND), make.in_review(THIRD)
    reviewmarks.put(event=last_event(), by=rae)
    duedates.set_due(known, on=DAY, by=make.editor())
    duedates.set_due(quiet, on=DAY + timedelta(days=1), by=rae)
    review.move(gone, action=Action.RETURN, note="Which year?", by=rob)
    fresh = claim_in_review()
    found = reviewqueue.queue(rae, Asked(), reviewqueue.last_look(rae))
    assert {one.key: one.news for one in found.waiting} == {
        key(known): "changed",
        key(quiet): "",
        key(fresh): "new",
    }
    assert keys(rae, news="new") == [key(fresh)] and keys(rae, news="changed") == [key(known)]
    assert [event.version for event in reviewqueue.decided(rae, reviewqueue.last_look(rae))] == [gone]
    page = signed_in(rae).get(reverse("admin:review")).content.decode()
    assert "1 new, 1 changed" in page and "Which year?" in page


def test_a_mark_never_goes_back_and_only_reviewers_have_one() -> None:
    rae = make.reviewer()
    client = signed_in(rae)
    for event in ("7", "3"):
        client.post(reverse("admin:review_mark"), {"event": event})
    assert ReviewMark.objects.get().event == 7
    assert client.post(reverse("admin:review_mark"), {"event": "x"}).status_code == 404
    assert signed_in(make.editor()).post(reverse("admin:review_mark"), {"event": "9"}).status_code == 403


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (make.reviewer, 200),
        (make.chief, 200),
        (make.administrator, 200),
        (make.editor, 403),
        (make.contributor, 403),
    ],
)
def test_it_is_for_those_who_decide(person: Callable[[], User], status: int) -> None:
    version, client = make.in_review(), signed_in(person())
    assert client.get(reverse("admin:review")).status_code == status
    start = client.get(reverse("admin:index")).content.decode()
    assert ('data-key="r"' in start) == (status == 200)
    if status == 403:
        for name in ("review_decide", "review_many"):
            sent = {"item": key(version), "verb": "approve", "chosen": f"{key(version)} 1"}
            assert client.post(reverse(f"admin:{name}"), sent).status_code == 403
        version.refresh_from_db()
        assert version.state == State.IN_REVIEW


def test_a_quote_is_shown_with_all_that_a_decision_needs() -> None:
    texts = ("Why did you do it?", f"{FIRST} {SECOND}", "And then?")
    turn = make.turn(make.episode(texts=texts, audio_url="https://audio.example.org/one.mp3"), 1)
    public = make.published(FIRST, turn=turn)
    version = quotes.change(
        public.quote, note="See the filing.", tags=[make.tag("revenue")], by=make.editor()
    )
    review.move(version, action=Action.SUBMIT, by=make.editor())
    comments.add(
        public.quote.episode, text="Is March right?", quote=public.quote, by=make.person("rob", "reviewer")
    )
    type(public.quote.episode.podcast).objects.update(longest_quote=3)
    page = signed_in(make.reviewer()).get(reverse("admin:review")).content.decode()
    for shown in (
        *(
            texts[0],
            texts[2],
            f"<mark>{FIRST}</mark>",
            "Quarrystone at the time",
            "one.mp3#t=60",
            "Is March right?",
        ),
        *(
            "See the filing.",
            "Beside what readers see now (version 1)",
            "deleted",
            "At most 3 words at a time.",
        ),
        *("may be quoted with 3 at a time", "(length)", "1 of 1: quote, in review"),
    ):
        assert shown in page, shown


def test_the_page_asks_a_known_number_of_things(django_assert_max_num_queries: Callable[..., Any]) -> None:
    episode = make.episode(texts=[f"{FIRST} {SECOND} {THIRD}"] * 12)
    public = make.published(FIRST, turn=make.turn(episode, 0))
    version = quotes.change(public.quote, note="Better.", by=make.editor())
    review.move(version, action=Action.SUBMIT, by=make.editor())
    for number in range(12):
        make.in_review(SECOND, turn=make.turn(episode, number))
        claim_in_review(f"It doubled {number} times.")
    reviewmarks.put(event=1, by=make.reviewer())
    client = signed_in(make.reviewer())
    client.get(reverse("admin:review"))
    with django_assert_max_num_queries(QUERIES):
        page = client.get(reverse("admin:review"), {"item": key(version)})
    assert page.status_code == 200 and page.content.decode().count('name="chosen"') == 25
