"""Pairs that may be one: found without comparing all with all, decided by people, remembered."""

import random
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from transcripts import duplicates as pure
from transcripts.models import (
    Appearance,
    Company,
    CompanyName,
    DuplicateSearch,
    Episode,
    Guest,
    GuestName,
    LikelyDuplicate,
    Podcast,
)
from transcripts.models.identity import fold_name
from transcripts.services import duplicates, mishearings, people, searches
from transcripts.services.records import history_of

SYLLABLES = re.findall(
    "[a-z]+",
    "ba ker li mo na do ri sen tal vor gu pe chi ram ost el win jo fer nan dez kov ich ley ton",
)


def named(*names: str) -> list[pure.Named]:
    return [
        pure.Named(key, {fold_name(name): name for name in several.split("|")})
        for key, several in enumerate(names)
    ]


def pairs(found: list[pure.Likeness]) -> set[tuple[int, int]]:
    return {(one.one, one.other) for one in found}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ines Carvalho", "Inês Carvalho"),
        ("Ines Carvalho", "Carvalho, Ines"),
        ("Ines Carvalho", "I. Carvalho"),
        ("Ines Carvalho", "Ines Carvahlo"),
        ("Martin Casado", "Martin Cassado"),
        ("Martin Casado", "Martín Casado"),
        ("Joseph Jacks", "Joseph Jaks"),
        ("Frank Karlitschek", "Frank Carlitschek"),
        ("Ali Ghodsi|Ali", "Ali Godsi"),
        ("Van der Berg", "Vanderberg"),
    ],
)
def test_spellings_of_one_person_are_found(one: str, other: str) -> None:
    assert pairs(pure.of_people(named(one, "Somebody Else", other))) == {(0, 2)}


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ines Carvalho", "Bo Lindqvist"), ("Ines Carvalho", "Pedro Carvalho"), ("Ann Lee", "Ann Low")],
)
def test_others_are_not(one: str, other: str) -> None:
    assert pure.of_people(named(one, other)) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anaconda", "Anaconda, Inc."),
        ("GitLab", "Git Lab"),
        ("Netgate", "Netgate Technologies"),
        ("Elasticsearch", "Elastiksearch"),
        ("MongoDB|10gen", "Mongo DB"),
    ],
)
def test_spellings_of_one_company_are_found(one: str, other: str) -> None:
    assert pairs(pure.of_companies(named(one, "Somewhere Else", other))) == {(0, 2)}


def test_a_known_mishearing_makes_a_pair() -> None:
    found = pure.of_people(named("Peter Zaitsev", "Peter Site Seif"), [("site seif", "zaitsev")])
    assert [(one.one, one.other, one.heard) for one in found] == [(0, 1, True)]


def test_a_name_that_too_many_share_compares_nobody() -> None:
    many = named(*(f"Maria {a}{b}son" for a in SYLLABLES for b in SYLLABLES[:4]))
    keys = {key for one in many for name in one.names for key in pure.person_keys(name)}
    assert "= maria" in keys
    assert len(list(pure.candidates(many, pure.person_keys))) < len(many) ** 2 / 10


def invented(count: int, seed: int = 1) -> list[str]:
    dice = random.Random(seed)

    def word(n: int) -> str:
        return "".join(dice.choice(SYLLABLES) for _ in range(n)).title()

    return [f"{word(dice.randint(1, 2))} {word(dice.randint(2, 4))}" for _ in range(count)]


@pytest.mark.django_db
def test_twenty_thousand_people_and_five_thousand_companies_are_looked_through(
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    for model, name_model, owner, count in (
        (Guest, GuestName, "guest", 20_000),
        (Company, CompanyName, "company", 5_000),
    ):
        names = list(dict.fromkeys(invented(count * 2, count)))[:count]
        made = model.objects.bulk_create(
            model(name=name, slug=f"{owner}-{n}") for n, name in enumerate(names)
        )
        folded = {fold_name(one.name): one for one in made}
        name_model.objects.bulk_create(name_model(**{owner: one}, text=one.name) for one in folded.values())
    double = people.stored(Guest(name="Zubin Irani", slug="z"), None, by=None)
    again = people.stored(Guest(name="Zubin Iranni", slug="z-2"), None, by=None)
    duplicates.find()
    assert LikelyDuplicate.objects.filter(guest=double, other_guest=again).exists()
    assert LikelyDuplicate.objects.count() <= 2 * duplicates.MOST
    client, address = signed_in("editor"), reverse("admin:transcripts_likelyduplicate_changelist")
    with django_assert_max_num_queries(14):
        assert client.get(address).status_code == 200


def signed_in(*roles: str) -> Client:
    user, _ = User.objects.get_or_create(username="-".join(roles), defaults={"is_staff": True})
    user.groups.set(Group.objects.filter(name__in=roles))
    client = Client()
    client.force_login(user, backend="osbiz.accounts.Accounts")
    return client


def guest(name: str) -> Guest:
    return people.find_or_make_guests([name], by=None)[name]  # type: ignore[return-value]


@pytest.mark.django_db
def test_appearances_speak_for_it_and_against_it() -> None:
    podcast = Podcast.objects.create(title="Ledger", slug="ledger")
    talks = [Episode.objects.create(podcast=podcast, title=f"T{n}", slug=f"t{n}") for n in range(2)]
    one, other = guest("Ines Carvalho"), guest("Inez Carvalho")
    duplicates.find()
    before = LikelyDuplicate.objects.get().score
    company = people.find_or_make_companies(["Quarrystone"], by=None)["Quarrystone"]
    for talk, who in zip(talks, (one, other), strict=True):
        Appearance.objects.create(episode=talk, guest=who, role="guest", company=company)
    assert duplicates.find() == 0
    pair = LikelyDuplicate.objects.get()
    assert pair.score > before and "the same company" in pair.why
    assert "“Ines Carvalho” and “Inez Carvalho”" in pair.why
    assert pure.weighed(90, companies=1, episodes=1, both_speak=1) < 90


@pytest.mark.django_db
def test_that_they_are_two_is_remembered_and_can_be_asked_again() -> None:
    one, other = guest("Ines Carvalho"), guest("Inez Carvalho")
    assert duplicates.find() == 1
    client = signed_in("editor")
    pair = LikelyDuplicate.objects.get()
    listed = reverse("admin:transcripts_likelyduplicate_changelist")
    shown = client.get(reverse("admin:transcripts_likelyduplicate_change", args=[pair.pk])).content.decode()
    assert "Are Ines Carvalho and Inez Carvalho the same?" in shown
    assert f"/guest/{one.pk}/merge/?other={other.pk}" in shown
    decide = reverse("admin:transcripts_likelyduplicate_decide", args=[pair.pk])
    told = client.post(decide, {"decision": "two"}, follow=True).content.decode()
    assert "are two" in told and "That was the last pair" in told
    assert duplicates.find() == 0 and LikelyDuplicate.objects.waiting().count() == 0
    assert "Inez" not in client.get(listed).content.decode().split("result_list")[-1]
    assert "Inez" in client.get(f"{listed}?decided=two").content.decode()
    client.post(decide, {"decision": "again"})
    assert LikelyDuplicate.objects.waiting().count() == 1
    for this, that in ((one, other), (other, one)):  # both decisions stay to be read
        newest = history_of(Guest).filter(id=this.pk).order_by("-history_id")[:2]
        assert [(row.history_change_reason, row.history_user.username) for row in newest] == [
            (f"Perhaps the same as {that} after all: that is to be decided again.", "editor"),
            (f"Not the same as {that}, somebody decided.", "editor"),
        ]


@pytest.mark.django_db
def test_the_queue_looks_again_on_a_button_of_editors_alone() -> None:
    guest("Ines Carvalho"), guest("Inez Carvalho")
    look = reverse("admin:transcripts_likelyduplicate_look")
    assert signed_in("reviewer").post(look).status_code == 403
    client = signed_in("editor")
    assert "as soon as one is free: 0 of 4 steps" in client.post(look, follow=True).content.decode()
    client.post(look)
    assert DuplicateSearch.objects.count() == 1 and not LikelyDuplicate.objects.exists()
    assert (searches.run(), searches.run()) == (1, 0)
    listed = reverse("admin:transcripts_likelyduplicate_changelist")
    assert "1 new pair." in client.get(listed).content.decode()
    pair = LikelyDuplicate.objects.get()
    decide = reverse("admin:transcripts_likelyduplicate_decide", args=[pair.pk])
    assert signed_in("reviewer").post(decide).status_code == 403


@pytest.mark.django_db
def test_what_is_not_alike_any_more_goes_and_mishearings_count() -> None:
    one, other = guest("Peter Zaitsev"), guest("Peter Site Seif")
    assert duplicates.find() == 0
    podcast = Podcast.objects.create(title="Ledger", slug="ledger")
    editor = User.objects.create(username="ed", is_superuser=True)
    row = mishearings.remember(podcast, heard="Site Seif", meant="Zaitsev", by=editor)
    assert duplicates.find() == 1
    assert "known mis-hearing" in LikelyDuplicate.objects.get().why
    row.delete()
    assert duplicates.find() == 0 and not LikelyDuplicate.objects.exists()
    assert one != other


@pytest.mark.django_db
def test_a_search_is_done_by_one_worker_and_taken_up_where_that_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    editor = User.objects.create(username="ed", is_superuser=True)
    search = searches.ask(by=editor)
    seen: list[int] = []

    def watched(stop: Any, *, step: Callable[[], None]) -> int:
        for _ in range(DuplicateSearch.STEPS):
            step()
            assert searches.run() == 0  # another worker has nothing to do
            seen.append(DuplicateSearch.objects.get().done)
        raise ValueError("broken")

    DuplicateSearch.objects.update(seen_at=timezone.now())
    assert searches.run() == 0
    DuplicateSearch.objects.update(seen_at=timezone.now() - 2 * searches.LEASE)
    monkeypatch.setattr(duplicates, "find", watched)
    assert searches.run() == 1 and seen == [1, 2, 3, 4]
    search.refresh_from_db()
    assert search.error == searches.BROKEN and searches.ask(by=editor) != search
