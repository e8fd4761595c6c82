"""Merging, splitting and undoing in the admin: looked at first, done by a button, refused with a sentence."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotations.models import IdentityChange
from annotations.tests import factories as make
from transcripts.models import Appearance, Company, Guest

pytestmark = pytest.mark.django_db


def signed_in(*roles: str) -> Client:
    client = Client()
    user = make.person("-".join(roles) or "nobody", *roles)
    client.force_login(user, backend="osbiz.accounts.Accounts")
    return client


@pytest.fixture
def two() -> tuple[Guest, Guest]:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    both = make.episode("Both of them", speaker=kept)
    Appearance.objects.create(episode=both, guest=other, role="host", title="CTO")
    make.published(turn=make.turn(make.episode("One", speaker=other)))
    return kept, other


def address(thing: Any, verb: str) -> str:
    return reverse(f"admin:transcripts_{thing._meta.model_name}_{verb}", args=[thing.pk])


def test_a_merge_is_looked_at_done_and_undone(two: tuple[Guest, Guest]) -> None:
    kept, other = two
    client = signed_in("editor", "reviewer")
    form = client.get(address(kept, "merge"))
    assert "Which person is really Ines Carvalho?" in form.content.decode()
    page = client.get(address(kept, "merge"), {"other": other.pk})
    text = page.content.decode()
    for told in ("Merge I. Carvalho into Ines Carvalho?", "Both of them", "2 appearances", "leads on (301)"):
        assert told in text
    assert "<strong>1</strong> published quote" in text and "not taken over: host" in text
    sent = {"other": other.pk, "seen": page.context["plan"].sign, "reason": "Her own site says so."}
    done = client.post(address(kept, "merge"), sent, follow=True)
    text = done.content.decode()
    assert "They are one now" in text and "Her own site says so." in text
    other.refresh_from_db()
    assert other.merged_into == kept
    # The form of the one that went is that of the one that stays, which tells of it.
    text = client.get(address(other, "change"), follow=True).content.decode()
    assert "I. Carvalho was merged into Ines Carvalho" in text and "Merged: I. Carvalho" in text
    change = IdentityChange.objects.get()
    undone = client.post(reverse("admin:annotations_identitychange_undo", args=[change.pk]), follow=True)
    assert "Undone: both are what they were." in undone.content.decode()
    other.refresh_from_db()
    assert other.merged_into is None
    again = client.post(reverse("admin:annotations_identitychange_undo", args=[change.pk]), follow=True)
    assert "It was undone already." in again.content.decode()


def test_what_was_not_looked_at_is_shown_again(two: tuple[Guest, Guest]) -> None:
    kept, other = two
    client = signed_in("editor", "reviewer")
    answer = client.post(address(kept, "merge"), {"other": other.pk, "seen": "x"}, follow=True)
    assert "changed since you looked" in answer.content.decode()
    assert not IdentityChange.objects.exists()


def test_only_a_reviewer_is_offered_what_touches_the_published(two: tuple[Guest, Guest]) -> None:
    kept, other = two
    client = signed_in("editor")
    page = client.get(address(kept, "merge"), {"other": other.pk})
    text = page.content.decode()
    assert "only a reviewer can merge them" in text and "Merge: they are one" not in text
    sent = {"other": other.pk, "seen": page.context["plan"].sign}
    refused = client.post(address(kept, "merge"), sent, follow=True).content.decode()
    assert "Only a reviewer can decide that" in refused and not IdentityChange.objects.exists()


def test_who_only_reviews_looks_and_changes_nothing(two: tuple[Guest, Guest]) -> None:
    kept, other = two
    client = signed_in("reviewer")
    assert client.get(address(kept, "merge"), {"other": other.pk}).status_code == 200
    assert client.post(address(kept, "merge"), {"other": other.pk, "seen": "x"}).status_code == 403
    assert client.get(address(kept, "split")).status_code == 200
    nobody, contributor = signed_in(), signed_in("contributor")
    for verb in ("merge", "split"):
        assert contributor.get(address(kept, verb)).status_code == 403
        assert nobody.get(address(kept, verb)).status_code == 302


def test_a_split_is_looked_at_and_done() -> None:
    one = make.guest("Alex Kim")
    first, second = make.episode("One", speaker=one), make.episode("Two", speaker=one)
    make.published(turn=make.turn(second))
    client = signed_in("editor", "reviewer")
    text = client.get(address(one, "split")).content.decode()
    assert "Two, Ledger and Licence" in text and "One, Ledger and Licence" in text
    chosen = {"name": "Alex Kim", "episodes": [second.pk]}
    page = client.post(address(one, "split"), chosen)
    assert "1 appearance, 1 version of a quote, 1 turn" in page.content.decode()
    sent = {**chosen, "seen": page.context["plan"].sign}
    refused = client.post(address(one, "split"), {**sent, "episodes": [first.pk]})
    assert "changed since you looked" in refused.content.decode()
    done = client.post(address(one, "split"), sent, follow=True)
    assert "They are two now" in done.content.decode()
    assert Appearance.objects.get(episode=second).guest != one


def test_nothing_chosen_is_said() -> None:
    one = make.guest("Alex Kim")
    make.episode("One", speaker=one)
    page = signed_in("editor").post(address(one, "split"), {"name": "Alex Kim"})
    assert "Choose what goes to the new one" in page.content.decode()


def test_companies_have_these_pages_too() -> None:
    kept, other = make.company("Anaconda"), make.company("Continuum Analytics")
    client = signed_in("editor")
    page = client.get(address(kept, "merge"), {"other": other.pk})
    sent = {"other": other.pk, "seen": page.context["plan"].sign}
    assert "They are one now" in client.post(address(kept, "merge"), sent, follow=True).content.decode()
    assert Company.objects.get(pk=other.pk).merged_into == kept
    listed = client.get(reverse("admin:transcripts_company_changelist")).content.decode()
    assert "Continuum Analytics" not in listed and "Anaconda" in listed
    found = client.get(
        reverse("admin:autocomplete"),
        {"app_label": "transcripts", "model_name": "appearance", "field_name": "company", "term": "contin"},
    ).json()["results"]
    assert [row["text"] for row in found] == ["Anaconda"]
