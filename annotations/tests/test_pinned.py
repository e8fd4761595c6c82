"""An approval belongs to exactly what was approved: every change is pending, no change is none, and a new
text carries it on only where the words stand for certain, which the history says."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.models import Claim, Evidence, Quote, QuoteVersion, ReviewEvent
from annotations.selectors.carried import KEPT, OPEN_QUESTION, PUBLIC, carried
from annotations.services import anchors, claims, quotes, review
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal, State
from transcripts.editing import Edit, Speaker, Words
from transcripts.models import Revision
from transcripts.services import corrections

pytestmark = pytest.mark.django_db
SENTENCE = "Revenue doubled within a year."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="osbiz.accounts.Accounts")
    return client


def facts(version: QuoteVersion) -> dict[str, Any]:
    """Exactly what was approved."""
    version = QuoteVersion.objects.get(pk=version.pk)
    return {
        "words": (version.exact, version.start, version.end, version.emendations),
        "speaker": version.speaker,
        "topics": set(version.tags.all()),
        "about": (set(version.companies.all()), set(version.guests.all())),
        "approval": (version.state, version.approved_by, version.approved_at),
    }


CHANGES: dict[str, Callable[[QuoteVersion], dict[str, Any]]] = {
    "fewer words": lambda v: {"end": v.end - len(" within a year.")},
    "more words": lambda v: {"start": v.start - len("March. ")},
    "topics": lambda v: {"tags": [make.tag("another")]},
    "one more topic": lambda v: {"tags": [*v.tags.all(), make.tag("another")]},
    "companies": lambda v: {"companies": [make.company("Tallowmere")]},
    "people": lambda v: {"guests": [make.guest("Tam Okafor")]},
    "emendations": lambda v: {"emendations": [{"start": 0, "end": 7, "text": "Turnover"}]},
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_what_is_public_is_pending_and_readers_see_what_was_approved(name: str) -> None:
    public = make.published(SENTENCE)
    before, page = facts(public), Client().get(public.quote.get_absolute_url()).content
    pending = quotes.change(public.quote, by=make.editor(), **CHANGES[name](public))
    assert (pending.number, pending.state, pending.approved_by) == (2, State.DRAFT, None)
    assert facts(public) == before
    assert Client().get(public.quote.get_absolute_url()).content == page
    with pytest.raises(Refusal):
        review.move(pending, action=Action.PUBLISH, by=make.reviewer())
    review.move(pending, action=Action.SUBMIT, by=make.editor())
    review.move(pending, action=Action.APPROVE, by=make.reviewer())
    assert facts(public) == before
    review.move(pending, action=Action.PUBLISH, by=make.reviewer())
    public.refresh_from_db()
    assert public.state == State.SUPERSEDED


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("stage", [make.in_review, make.approved])
def test_what_is_with_the_reviewers_is_not_changed_under_them(
    stage: Callable[..., QuoteVersion], name: str
) -> None:
    version = stage(SENTENCE)
    before = facts(version)
    with pytest.raises(Refusal) as refusal:
        quotes.change(version.quote, by=make.editor(), **CHANGES[name](version))
    assert refusal.value.rule == "state"
    assert facts(version) == before


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sets(st.sampled_from(["place", "tags", "companies", "guests", "emendations", "note"])))
def test_a_save_that_changes_nothing_changes_nothing(sent: set[str]) -> None:
    quote = Quote.objects.filter(created_by__username="ed").first()
    if quote is None:
        edit = [{"start": 0, "end": 7, "text": "Turnover"}]
        named = {"companies": [make.company()], "guests": [make.guest("Tam Okafor")], "emendations": edit}
        quote = make.published(SENTENCE, note="For colleagues", **named).quote
    version = quotes.newest(quote)
    values: dict[str, Any] = {
        "tags": list(version.tags.all()),
        "companies": list(version.companies.all()),
        "guests": list(version.guests.all()),
        "emendations": version.emendations,
        "note": version.note,
        "start": version.start,
        "end": version.end,
    }
    chosen = {name for name in sent if name != "place"} | ({"start", "end"} if "place" in sent else set())
    before = (*QuoteVersion.objects.values().order_by("id"), ReviewEvent.objects.count())
    same = quotes.change(quote, by=make.person("bea", "editor"), **{name: values[name] for name in chosen})
    assert same == version
    assert (*QuoteVersion.objects.values().order_by("id"), ReviewEvent.objects.count()) == before


def test_nor_does_one_of_a_draft_or_a_claim_make_anybody_its_author() -> None:
    version, bea = make.draft(SENTENCE), make.person("bea", "editor")
    quotes.change(version.quote, tags=list(version.tags.all()), note="", by=bea)
    claim = claims.create(
        statement="It pays.", kind="event", tags=[make.tag()], subject="founders", by=make.editor()
    )
    claims.add_evidence(claim, quote=version.quote, stance="supports", by=make.editor())
    claims.change(claim, statement="It pays.", kind="event", tags=[make.tag()], by=bea)
    claims.add_evidence(claim, quote=version.quote, stance="supports", by=bea)
    version.refresh_from_db()
    claim.refresh_from_db()
    assert {version.changed_by, claim.changed_by} == {make.editor()}
    assert not ReviewEvent.objects.filter(by=bea).exists()
    assert Evidence.objects.get().created_by == make.editor()


def test_the_form_of_a_claim_saved_as_it_is_changes_nothing() -> None:
    claim = claims.create(
        statement="It pays.", kind="event", tags=[make.tag()], subject="founders", by=make.editor()
    )
    events, history = ReviewEvent.objects.count(), Claim.history.count()
    sent = {"statement": "It pays.", "kind": "event", "subject": "founders", "tags": [make.tag().pk]}
    empty = {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0}
    inlines = ("evidence", "evidence-2", "relations", "relations-2", "related_by")
    forms = {f"{prefix}-{name}": value for prefix in inlines for name, value in empty.items()}
    client = signed_in(make.person("bea", "editor"))
    answer = client.post(reverse("admin:annotations_claim_change", args=[claim.pk]), {**sent, **forms})
    assert answer.status_code == 302
    assert (ReviewEvent.objects.count(), Claim.history.count()) == (events, history)


def correct(version: QuoteVersion, *edits: Edit) -> Revision:
    base = Revision.objects.get(episode=version.quote.episode, kind="transcript", is_current=True)
    return corrections.correct(base.episode, base=base, edits=edits, by=make.editor()).revision


def word(version: QuoteVersion, heard: str, meant: str) -> Words:
    start = version.turn.text.index(heard)
    return Words(0, start, start + len(heard), meant)


# What happens to the text, how the quote stands then, and whether an approval is carried on.
TEXTS: dict[str, tuple[Callable[[QuoteVersion], Edit], str, bool]] = {
    "behind it": (lambda v: word(v, "contributors", "maintainers"), "exact", True),
    "before it": (lambda v: word(v, "March", "early March"), "moved", True),
    "in it": (lambda v: word(v, "doubled", "trebled"), "confirm", False),
    "all of it": (lambda v: word(v, SENTENCE, "Nothing of the kind."), "lost", False),
    "its speaker": (lambda v: Speaker(0, make.guest("Tam Okafor").pk), "confirm", False),
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("stage", [make.approved, make.published])
def test_a_new_text_carries_an_approval_on_only_where_the_words_stand_for_certain(
    stage: Callable[..., QuoteVersion], name: str
) -> None:
    edit, status, holds = TEXTS[name]
    version = stage(SENTENCE)
    before, approved = facts(version), version.approved_at
    revision = correct(version, edit(version))
    version.refresh_from_db()
    assert version.anchor_status == status
    after = facts(version)
    assert (after["words"][0], after["speaker"], after["topics"]) == (
        SENTENCE,
        before["speaker"],
        before["topics"],
    )
    assert after["approval"] == before["approval"]
    assert (version.revision == revision) == holds
    if version.state == State.APPROVED and holds:
        review.move(version, action=Action.PUBLISH, by=make.reviewer())
        assert version.approved_at == approved
    elif version.state == State.APPROVED:
        with pytest.raises(Refusal) as refusal:
            review.move(version, action=Action.PUBLISH, by=make.reviewer())
        assert refusal.value.rule == "anchor"
    else:
        assert QuoteVersion.objects.published().get() == version


@pytest.mark.parametrize("stage", [make.approved, make.published])
def test_a_place_that_a_person_settles_is_pending(stage: Callable[..., QuoteVersion]) -> None:
    version = stage(SENTENCE)
    correct(version, word(version, "doubled", "trebled"))
    version.refresh_from_db()
    placed = anchors.confirm(version, candidate=0, by=make.editor())
    assert (placed.state, placed.approved_by, placed.exact) == (
        State.IN_REVIEW,
        None,
        "Revenue trebled within a year.",
    )
    if stage is make.published:
        assert QuoteVersion.objects.published().get().exact == SENTENCE


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize(("stage", "otherwise"), [(make.approved, OPEN_QUESTION), (make.published, PUBLIC)])
def test_the_history_says_so(stage: Callable[..., QuoteVersion], otherwise: str, name: str) -> None:
    edit, status, holds = TEXTS[name]
    version = stage(SENTENCE)
    correct(version, edit(version))
    version.refresh_from_db()
    (told,) = carried([version])
    says = f"carried to revision 2, {status}" if holds else "not certain in revision 2"
    assert (told.what, told.status, told.by) == (says, status, make.editor())
    assert told.why.endswith(KEPT if holds else otherwise)
    client = signed_in(make.reviewer())
    page = client.get(reverse("admin:annotations_quoteversion_history", args=[version.pk])).content.decode()
    assert f"Version 1: {says}" in page
    assert page.index(says) < page.index("approve, approved since")
    detail = client.get(f"/api/v1/desk/quotes/{version.quote.public_id}/").json()
    assert (detail["history"][0]["action"], detail["history"][0]["note"]) == (says, told.why)


def test_a_draft_has_no_approval_to_carry_and_what_is_over_is_not_carried() -> None:
    over = make.published(SENTENCE)
    review.move(over, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    draft = make.draft("We changed the licence in March.", turn=over.turn)
    correct(draft, word(draft, "contributors", "maintainers"))
    versions = list(QuoteVersion.objects.select_related("revision").order_by("id"))
    (told,) = carried(versions)
    assert (told.version, told.what, told.approval) == (draft, "carried to revision 2, exact", "")


def test_each_change_is_told_in_its_order() -> None:
    version = make.approved(SENTENCE)
    for heard, meant in (("contributors", "maintainers"), ("doubled", "trebled"), ("trebled", "doubled")):
        version.refresh_from_db()
        base = Revision.objects.get(is_current=True)
        start = base.turns.get().text.index(heard)
        edits = [Words(0, start, start + len(heard), meant)]
        corrections.correct(base.episode, base=base, edits=edits, by=make.editor())
    version.refresh_from_db()
    told = carried([version])
    assert [one.status for one in told] == ["exact", "confirm", "exact"]
    assert [one.approval for one in told] == [KEPT, OPEN_QUESTION, KEPT]
