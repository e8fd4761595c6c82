"""The pages that change the vocabulary: nothing is done that was not looked at, and only by those who may."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from annotations.admin.topicforms import FORMS
from annotations.models import QuoteVersion, Tag, VocabularyChange
from annotations.tests import factories as make

pytestmark = pytest.mark.django_db
ROLES = [("editor", 403), ("reviewer", 403), ("contributor", 403), ("chief editor", 200), ("", 302)]
WHY = {"reason": "Two words for one thing."}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="osbiz.accounts.Accounts")
    return client


@pytest.fixture
def chief() -> Client:
    """A chief editor, in a house with a published quote about forks and trust."""
    make.tag("licensing-change", make.tag("licensing"))
    make.tag("trust")
    tag = make.tag("forks")
    tag.synonyms.create(text="Hard forks")
    make.published(tags=[tag])
    return signed_in(make.chief())


def page(act: str, slug: str = "forks") -> str:
    return reverse(f"admin:annotations_tag_{act}", args=[Tag.objects.get(slug=slug).pk])


def asked(act: str) -> dict[str, Any]:
    """What somebody fills in."""
    quote = QuoteVersion.objects.get().quote_id
    into = Tag.objects.get(slug="trust").pk
    parent = Tag.objects.get(slug="licensing").pk
    new = {"label": "Hard forks", "slug": "hard-forks", "definition": "About them."}
    return {
        "rename": {"label": "Forking", "slug": "forking"},
        "move": {"parent": parent},
        "merge": {"into": into},
        "split": {**new, f"quote-{quote}": "both"},
        "status": {"status": "deprecated"},
    }[act] | WHY


@pytest.mark.parametrize("act", FORMS)
def test_an_act_is_asked_for_looked_at_done_and_undone(chief: Client, act: str) -> None:
    before = list(Tag.objects.order_by("pk").values("label", "slug", "parent", "status", "merged_into"))
    assert chief.get(page(act)).status_code == 200
    looked_at = chief.post(page(act), asked(act))
    assert looked_at.status_code == 200
    assert not VocabularyChange.objects.exists()
    sign = looked_at.context["preview"].sign
    done = chief.post(page(act), {**asked(act), "seen": sign})
    change = VocabularyChange.objects.get()
    assert done.headers["Location"] == reverse("admin:annotations_vocabularychange_change", args=[change.pk])
    assert change.told in chief.get(done.headers["Location"]).content.decode()
    assert change.told in chief.get(reverse("admin:annotations_vocabularychange_changelist")).content.decode()
    undo = reverse("admin:annotations_vocabularychange_undo", args=[change.pk])
    assert chief.get(undo).status_code == 200
    assert chief.post(undo, {"reason": " "}).status_code == 422
    assert chief.post(undo, WHY).status_code == 302
    after = Tag.objects.exclude(slug="hard-forks").order_by("pk")
    assert list(after.values("label", "slug", "parent", "status", "merged_into")) == before
    assert chief.get(undo).status_code == 409


def test_the_preview_tells_counts_examples_synonyms_and_addresses(chief: Client) -> None:
    told = chief.post(page("merge"), asked("merge")).content.decode()
    assert "1 quote (1 published) and 0 claims (0 published) get other topics" in told
    assert "Revenue doubled within a year." in told and "loses Forks, gets Trust" in told
    assert "Hard forks: becomes a synonym of Trust" in told
    assert "<code>/topics/forks/</code> leads to <code>/topics/trust/</code>" in told


@pytest.mark.parametrize("act", FORMS)
@pytest.mark.parametrize(("role", "status"), ROLES)
def test_only_chief_editors_open_these_pages(chief: Client, act: str, role: str, status: int) -> None:
    client = signed_in(make.person("someone", role)) if role else Client()
    assert client.get(page(act)).status_code == status
    if status != 200:
        client.post(page(act), {**asked(act), "seen": ""})
        assert not VocabularyChange.objects.exists()


def test_what_changed_meanwhile_is_shown_again_and_not_done(chief: Client) -> None:
    sign = chief.post(page("merge"), asked("merge")).context["preview"].sign
    make.draft("We changed the licence in March.", tags=[make.tag("forks")])
    again = chief.post(page("merge"), {**asked_of_first("merge"), "seen": sign})
    assert again.status_code == 409 and not VocabularyChange.objects.exists()
    assert again.context["preview"].quotes == 2
    chief.post(page("merge"), {**asked_of_first("merge"), "seen": again.context["preview"].sign})
    assert VocabularyChange.objects.exists()


def asked_of_first(act: str) -> dict[str, Any]:
    """The same, where there are more quotes by now."""
    return {"into": Tag.objects.get(slug="trust").pk, **WHY}


@pytest.mark.parametrize(
    ("act", "given", "words"),
    [
        ("rename", {"label": "Trust", "slug": "forks"}, "already exists"),
        ("rename", {"label": "Forks", "slug": "a b"}, "valid"),
        ("split", {"label": "Trust", "slug": "other", "definition": "It."}, "name of a topic already"),
        ("split", {"label": "Other", "slug": "other", "definition": "It."}, "Choose at least one"),
        ("status", {"status": "merged"}, "not one of the available choices"),
        ("merge", {"into": 0}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_is_said_at_the_form(
    chief: Client, act: str, given: dict[str, Any], words: str
) -> None:
    answer = chief.post(page(act), {**given, **WHY})
    assert answer.status_code == 422 and words in answer.content.decode()


def test_a_split_shows_only_what_has_the_words(chief: Client) -> None:
    make.draft("We changed the licence in March.", tags=[make.tag("forks")])
    shown = chief.get(page("split"), {"sought": "licence"}).content.decode()
    assert "We changed the licence" in shown and "Revenue doubled" not in shown


def test_a_merged_topic_has_no_such_pages(chief: Client) -> None:
    sign = chief.post(page("merge"), asked("merge")).context["preview"].sign
    chief.post(page("merge"), {**asked("merge"), "seen": sign})
    assert chief.get(page("rename")).status_code == 404
    told = chief.get(reverse("admin:annotations_tag_change", args=[make.tag("forks").pk])).content.decode()
    assert "Merged into" in told and "Rename" not in told


@pytest.mark.parametrize(
    ("roles", "chosen", "stands"),
    [
        (("editor",), "active", "proposed"),
        (("chief editor",), "active", "active"),
        (("chief editor",), "proposed", "proposed"),
    ],
)
def test_a_new_topic_of_an_editor_is_a_proposal(roles: tuple[str, ...], chosen: str, stands: str) -> None:
    form = {"label": "Forks", "slug": "forks", "parent": "", "definition": "About.", "status": chosen}
    form |= {"belongs": "", "does_not_belong": "", "synonyms-TOTAL_FORMS": "0", "synonyms-INITIAL_FORMS": "0"}
    signed_in(make.person("someone", *roles)).post(reverse("admin:annotations_tag_add"), form)
    assert Tag.objects.get().status == stands


def test_the_form_changes_no_name_place_or_status(chief: Client) -> None:
    tag = make.tag("forks")
    form = {"label": "X", "slug": "x", "parent": "", "status": "proposed", "definition": "Another."}
    form |= {"belongs": "", "does_not_belong": "", "synonyms-TOTAL_FORMS": "0", "synonyms-INITIAL_FORMS": "0"}
    signed_in(make.editor()).post(reverse("admin:annotations_tag_change", args=[tag.pk]), form)
    tag.refresh_from_db()
    assert (tag.label, tag.slug, tag.status, tag.definition) == ("Forks", "forks", "active", "Another.")
