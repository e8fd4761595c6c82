"""A podcast's rights policy: on what ground it is quoted, how long, and how much of an episode."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from annotations.models import Alarm, QuoteVersion
from annotations.services import checking, gate, quotes, review
from annotations.services.rights import Passage, joined, told
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal, State
from transcripts.editing import Words
from transcripts.models import Ground, Podcast
from transcripts.services import corrections, records

pytestmark = pytest.mark.django_db
GRANTED = {"permission": "Up to ten quotes.", "permission_from": "A. Host", "permission_on": date(2024, 5, 3)}
NAMED = {"attribution": "Ledger and Licence, with thanks"}
WORDS = "Revenue doubled within a year."  # 5 of the 17 words of make.WORDS


def policy(**values: Any) -> None:
    Podcast.objects.update(**on_days(values))


def on_days(values: dict[str, Any]) -> dict[str, Any]:
    """The same with days in place of distances from today."""
    today = timezone.localdate()
    return {name: today + value if isinstance(value, timedelta) else value for name, value in values.items()}


def broken(version: QuoteVersion) -> list[str]:
    return [refusal.rule for refusal in gate.violations(QuoteVersion.objects.get(pk=version.pk))]


# Days from today: midnight may pass between the reading of this file and a test.
GROUNDS = [
    ({"ground": "quotation"}, []),
    ({"ground": "licence"}, ["licence", "attribution-line"]),
    ({"ground": "licence", "licence": "CC BY 4.0"}, ["attribution-line"]),
    ({"ground": "licence", **NAMED}, ["licence"]),
    ({"ground": "licence", "licence": "CC BY 4.0", **NAMED}, []),
    ({"ground": "permission"}, ["permission", "attribution-line"]),
    ({"ground": "permission", **NAMED, **GRANTED}, []),
    *(
        ({"ground": "permission", **NAMED, **GRANTED, name: None if name == "permission_on" else ""}, missing)
        for name, missing in ((name, ["permission"]) for name in GRANTED)
    ),
    ({"ground": "permission", **NAMED, **GRANTED, "permission_until": timedelta()}, []),
    (
        {"ground": "permission", **NAMED, **GRANTED, "permission_until": timedelta(days=-1)},
        ["permission"],
    ),
    ({"longest_quote": 5}, []),
    ({"longest_quote": 4}, ["length"]),
    ({"greatest_share": Decimal("29.5")}, []),
    ({"greatest_share": Decimal("29.4")}, ["share"]),
]


@pytest.mark.parametrize(("values", "rules"), GROUNDS)
def test_what_the_policy_asks_for(values: dict[str, Any], rules: list[str]) -> None:
    version = make.in_review(WORDS)
    policy(**values)
    assert broken(version) == rules
    if rules:
        with pytest.raises(Refusal) as refusal:
            review.move(version, action=Action.APPROVE, by=make.reviewer())
        assert (refusal.value.rule, "Ledger and Licence" in str(refusal.value)) == (rules[0], True)
    else:
        review.move(version, action=Action.APPROVE, by=make.reviewer())


def test_every_ground_is_among_them() -> None:
    assert {values["ground"] for values, _ in GROUNDS if "ground" in values} == {str(one) for one in Ground}


def test_a_refusal_says_how_much_it_is_and_what_to_do() -> None:
    version = make.approved(WORDS)
    policy(longest_quote=4, greatest_share=Decimal("5"))
    length, share = gate.violations(version)
    assert str(length) == (
        "It has 5 words, and Ledger and Licence may be quoted with 4 at a time. Choose a shorter passage."
    )
    assert "29.5 % of the words of this episode would be quoted" in str(share)
    assert "allows 5 %" in str(share)
    assert "withdraw another quote" in str(share)


def test_published_quotes_share_what_is_left() -> None:
    first = make.published(WORDS)
    second, third = make.approved("Two contributors left us"), make.approved("We changed the licence in")
    policy(greatest_share=Decimal("60"))
    review.move(second, action=Action.PUBLISH, by=make.reviewer())  # 9 of 17
    with pytest.raises(Refusal) as refusal:
        review.move(third, action=Action.PUBLISH, by=make.reviewer())  # 14 of 17
    assert refusal.value.rule == "share"
    review.move(first, action=Action.WITHDRAW, by=make.reviewer(), note="To make room")
    third.refresh_from_db()
    review.move(third, action=Action.PUBLISH, by=make.reviewer())


def test_a_new_version_takes_the_place_of_the_one_it_follows() -> None:
    public = make.published(WORDS)
    policy(greatest_share=Decimal("30"))
    pending = quotes.change(public.quote, note="Better", by=make.editor())
    for action, by in (("submit", make.editor()), ("approve", make.reviewer()), ("publish", make.reviewer())):
        review.move(pending, action=Action(action), by=by)
    assert pending.state == State.PUBLISHED


def test_words_quoted_twice_count_once() -> None:
    make.published("Revenue doubled within a year. Two contributors")
    policy(greatest_share=Decimal("42"))  # 7 of 17
    version = make.approved("doubled within a year.")
    review.move(version, action=Action.PUBLISH, by=make.reviewer())


def test_other_episodes_count_for_themselves() -> None:
    make.published(WORDS)
    other = make.episode("Another hour")
    policy(greatest_share=Decimal("30"))
    version = make.approved(WORDS, turn=make.turn(other))
    review.move(version, action=Action.PUBLISH, by=make.reviewer())


def store(**values: Any) -> None:
    podcast = make.podcast()
    for name, value in on_days(values).items():
        setattr(podcast, name, value)
    records.save(podcast, by=make.chief())


def test_a_stricter_policy_lists_what_is_public_and_breaks_it_and_withdraws_nothing() -> None:
    short, long = make.published("Revenue doubled"), make.published("Two contributors left us over it.")
    other = make.published(WORDS, turn=make.turn(make.episode("Elsewhere", podcast=make.podcast("Other"))))
    make.approved("We changed the licence in March.")
    store(website="https://ledger.example/")
    assert not Alarm.objects.exists()
    store(longest_quote=5)
    assert [(one.version, one.kind) for one in Alarm.objects.open()] == [(long, "rights")]
    assert Alarm.objects.get().message == (
        "It has 6 words, and Ledger and Licence may be quoted with 5 at a time by now. Publish a shorter "
        "version of it, or withdraw it."
    )
    store(longest_quote=None, greatest_share=Decimal("40"))
    alarms = Alarm.objects.open()
    assert {one.version for one in alarms} == {short, long}
    assert all("47.1 % of the words of its episode are quoted" in one.message for one in alarms)
    store(greatest_share=None, ground="licence", attribution="Ledger")
    assert "Name it on the podcast’s page" in Alarm.objects.open()[0].message
    store(licence="CC BY 4.0")
    assert not Alarm.objects.open().exists()
    assert QuoteVersion.objects.published().count() == 3 and other.state == State.PUBLISHED


def test_a_permission_that_ended_is_found_at_night_and_told_once() -> None:
    make.published(WORDS)
    store(ground="permission", **NAMED, **GRANTED, permission_until=timedelta())
    assert not Alarm.objects.exists()
    policy(permission_until=timedelta(days=-1))
    assert checking.check().new == 1
    assert "Ask for another" in Alarm.objects.open().get().message
    assert checking.check().found == 0


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=8))
def test_joined_passages_hold_each_character_once(places: list[tuple[int, int]]) -> None:
    text = "".join(chr(0x100 + at) for at in range(60))
    found = list(joined(Passage(1, at, at + size, text[at : at + size]) for at, size in places))
    covered = {n for at, size in places for n in range(at, at + size)}
    assert sorted("".join(found)) == sorted(text[n] for n in covered)


@pytest.mark.parametrize(
    ("share", "words"), [(10.04, "10.1"), (10.0, "10"), (0.01, "0.1"), (29.4117, "29.5"), (100.0, "100")]
)
def test_what_is_too_much_never_reads_as_what_is_allowed(share: float, words: str) -> None:
    assert told(share) == words


def test_quotes_on_an_older_text_count_too() -> None:
    public = make.published(WORDS)
    start = public.turn.text.index("doubled")
    edits = [Words(0, start, start + 7, "trebled")]
    corrections.correct(public.quote.episode, base=public.revision, edits=edits, by=make.editor())
    policy(greatest_share=Decimal("50"))
    version = make.draft("Two contributors left us over it.", turn=make.turn(public.quote.episode))
    assert broken(version) == ["share"]


@pytest.mark.parametrize(
    "values",
    [
        {"longest_quote": 0},
        {"greatest_share": Decimal("0")},
        {"greatest_share": Decimal("100.1")},
        {"permission_on": date(2024, 5, 3), "permission_until": date(2024, 5, 2)},
        {"ground": "luck"},
    ],
)
def test_a_policy_makes_sense(values: dict[str, Any]) -> None:
    podcast = make.podcast()
    for name, value in on_days(values).items():
        setattr(podcast, name, value)
    with pytest.raises(ValidationError):
        records.save(podcast, by=make.chief())


@pytest.mark.parametrize(("roles", "may"), [(("editor",), False), (("chief editor",), True)])
def test_chief_editors_set_it_with_its_history(roles: tuple[str, ...], may: bool) -> None:
    podcast, client = make.podcast(), Client()
    person = make.person("bea", *roles)
    client.force_login(person, backend="osbiz.accounts.Accounts")
    address = reverse("admin:transcripts_podcast_change", args=[podcast.pk])
    assert "Longest quote" in client.get(address).content.decode()
    sent = {"title": podcast.title, "slug": podcast.slug, "rights": 1, "ground": "quotation"}
    answer = client.post(address, {**sent, "longest_quote": "60", "permission": "As before"})
    assert answer.status_code == 302
    podcast.refresh_from_db()
    assert (podcast.longest_quote, podcast.permission) == ((60, "As before") if may else (None, ""))
    told = client.get(reverse("admin:transcripts_podcast_history", args=[podcast.pk])).content.decode()
    assert ("Longest quote" in told) == may


def test_readers_are_told_that_it_is_by_permission() -> None:
    version = make.published()
    policy(ground="permission", **GRANTED, **NAMED)
    page = Client().get(version.quote.get_absolute_url()).content.decode()
    assert "quoted by permission" in page
    assert "A. Host" not in page
