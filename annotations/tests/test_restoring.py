"""Every thing with a history can be given back what it was, as a new change, by whoever may change it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from annotations.models import Claim, Comment, Correction, ErrorReport, Publication, QuoteVersion, Tag
from annotations.services import claims, comments, correctionlog, quotes, restoring, review
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal
from transcripts.models import (
    Appearance,
    AudioFile,
    Company,
    Episode,
    Feed,
    Guest,
    Mishearing,
    Podcast,
)
from transcripts.services import appearances, feeds, mishearings, records
from transcripts.services.records import history_of

pytestmark = pytest.mark.django_db
WHOLE = "Nobody remembers the reason when only its beginning is kept." * 3
AUDIO = "https://audio.example/uncut.mp3"


def podcast() -> Podcast:
    return make.podcast(website="https://one.example/")


def audio() -> AudioFile:
    made = AudioFile(episode=make.episode(), name="Uncut", timing="same", duration_ms=61_500, url=AUDIO)
    records.save(made, by=make.editor())
    return made


def appearance() -> Appearance:
    found: Appearance = make.episode().appearances.get()
    return found


def feed() -> Feed:
    return feeds.follow(podcast(), "https://feeds.example/one.xml", by=make.editor())


def comment() -> Comment:
    turn = make.turn(make.episode())
    begin = turn.offset
    return comments.add(
        turn.revision.episode,
        text="Is it so?",
        revision=turn.revision,
        start=begin,
        end=begin + 2,
        by=make.editor(),
    )


def mishearing() -> Mishearing:
    return mishearings.remember(podcast(), heard="Knog", meant="Kong", by=make.editor())


def claim() -> Claim:
    return claims.create(statement="It doubled.", kind="event", tags=[make.tag()], by=make.editor())


def correction() -> Correction:
    version = make.published()
    about = {"object_type": "quote", "object_id": version.quote.public_id}
    return correctionlog.publish(**about, wrong="Three left.", changed="Two left.", by=make.editor())


# How each is made, a field of it, and another value; all that has a history and a form.
THINGS: dict[type, tuple[Callable[[], Any], str, Any]] = {
    Podcast: (podcast, "website", "https://two.example/"),
    Episode: (make.episode, "summary", "About a licence."),
    Guest: (make.guest, "about", "She led the change."),
    Company: (make.company, "name", "Quarrystone Labs"),
    Appearance: (appearance, "title", "co-founder and CTO"),
    AudioFile: (audio, "duration_ms", 90_000),
    Feed: (feed, "url", "https://feeds.example/two.xml"),
    Mishearing: (mishearing, "meant", "Kong Inc."),
    Comment: (comment, "text", "Was it so?"),
    Tag: (make.tag, "definition", "When the terms change."),
    Claim: (claim, "statement", "It tripled."),
    Correction: (correction, "wrong", "Four left."),
}


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, "osbiz.accounts.Accounts")
    return client


def address(thing: Any, page: str, *more: Any) -> str:
    opts = thing._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=[thing.pk, *more])


def first_state(thing: Any) -> Any:
    """The state that a thing began with; what was made beside the services gets one."""
    manager = history_of(type(thing))
    if not manager.filter(id=thing.pk).exists():
        records.note(thing, by=make.editor(), reason="")
    return manager.filter(id=thing.pk).earliest("history_id")


def changed(thing: Any, field: str, value: Any) -> None:
    """Change it as an editor does, through its service."""
    if isinstance(thing, Claim):
        claims.change(thing, by=make.editor(), **{field: value})
    elif isinstance(thing, Comment):
        comments.reword(thing, text=value, by=make.editor())
    elif isinstance(thing, Feed):
        feeds.follow(thing.podcast, value, by=make.editor())
    elif isinstance(thing, Correction):
        words = {"wrong": thing.wrong, "changed": thing.changed, "corrected_on": thing.corrected_on}
        correctionlog.reword(thing, by=make.editor(), **{**words, field: value})
    else:
        setattr(thing, field, value)
        store = appearances.change if isinstance(thing, Appearance) else records.save
        store(thing, by=make.editor(), reason="Known better")


def test_everything_with_a_history_and_a_form_is_here() -> None:
    """The things of the API have a test of their own there."""
    kept = {
        model
        for model in admin.site._registry
        if hasattr(model, "history") and model._meta.app_label in ("transcripts", "annotations")
    }
    assert kept - {ErrorReport} == set(THINGS)  # what readers report is decided about, never edited


@pytest.mark.parametrize("model", THINGS, ids=lambda model: model.__name__)
def test_a_former_state_is_looked_at_and_restored_as_a_new_change(model: type) -> None:
    build, field, value = THINGS[model]
    thing = build()
    began, before = first_state(thing), getattr(thing, field)
    changed(thing, field, value)
    client, restore = signed_in(make.editor()), address(thing, "simple_history", began.history_id)
    assert restore in client.get(address(thing, "history")).content.decode()
    preview = client.get(restore).content.decode()
    assert "inserted: " in preview or "deleted: " in preview
    seen = history_of(model).filter(id=thing.pk).latest("history_id")
    answer = client.post(restore, {"seen": seen.history_id, "why": f"{WHOLE} Not so after all"}, follow=True)
    assert "Restored as it was on" in answer.content.decode(), answer.content.decode()
    thing.refresh_from_db()
    assert getattr(thing, field) == before
    newest = history_of(model).filter(id=thing.pk).latest("history_id")
    assert newest.pk > seen.pk and str(newest.history_user) == "ed"
    assert newest.history_change_reason.startswith("As on ")
    assert newest.history_change_reason.endswith(f"{WHOLE} Not so after all")
    # And back again: what it was in between is as near.
    client.post(address(thing, "simple_history", seen.history_id), {"seen": newest.history_id})
    thing.refresh_from_db()
    assert getattr(thing, field) == value


def test_restoring_what_is_so_already_is_refused_in_a_sentence() -> None:
    company = make.company()
    began = first_state(company)
    answer = signed_in(make.editor()).post(address(company, "simple_history", began.history_id), follow=True)
    assert "Nothing would change" in answer.content.decode()
    assert history_of(Company).filter(id=company.pk).count() == 1


def test_who_may_not_change_it_may_not_restore_it() -> None:
    company = make.company()
    began = first_state(company)
    changed(company, "about", "It sells support.")
    restore, client = address(company, "simple_history", began.history_id), signed_in(make.reviewer())
    assert restore not in client.get(address(company, "history")).content.decode()
    assert (client.get(restore).status_code, client.post(restore).status_code) == (403, 403)


def test_a_change_since_the_look_is_not_wiped() -> None:
    company = make.company()
    began = first_state(company)
    changed(company, "about", "It sells support.")
    seen = history_of(Company).filter(id=company.pk).latest("history_id").history_id
    changed(company, "about", "It sells hosting.")
    restore = address(company, "simple_history", began.history_id)
    answer = signed_in(make.editor()).post(restore, {"seen": seen}, follow=True)
    assert "Somebody has changed it since" in answer.content.decode()
    company.refresh_from_db()
    assert company.about == "It sells hosting."


def test_a_claim_under_review_is_not_restored_and_topics_stay() -> None:
    made = claim()
    began = first_state(made)
    changed(made, "statement", "It tripled.")
    review.move(Claim.objects.get(pk=made.pk), action=Action.SUBMIT, by=make.editor())
    restore = address(made, "simple_history", began.history_id)
    assert signed_in(make.editor()).get(restore).status_code == 403
    review.move(Claim.objects.get(pk=made.pk), action=Action.RETRACT, by=make.editor())
    newest = history_of(Claim).filter(id=made.pk).latest("history_id").history_id
    signed_in(make.editor()).post(restore, {"seen": newest})
    made.refresh_from_db()
    assert (made.statement, list(made.tags.all())) == ("It doubled.", [make.tag()])
    assert made.events.order_by("-id")[0].note.startswith("As on ")


def test_what_only_a_chief_editor_sets_stays_for_an_editor() -> None:
    show = podcast()
    began = first_state(show)
    show.longest_quote, show.website = 40, "https://two.example/"
    records.save(show, by=make.chief())
    restore = address(show, "simple_history", began.history_id)
    assert "stays as it is now" in signed_in(make.editor()).get(restore).content.decode()
    newest = history_of(Podcast).filter(id=show.pk).latest("history_id").history_id
    signed_in(make.editor()).post(restore, {"seen": newest})
    show.refresh_from_db()
    assert (show.longest_quote, show.website) == (40, "https://one.example/")


def test_a_public_change_by_restoring_is_in_the_publication_log() -> None:
    make.published(companies=[make.company()])
    company = make.company()
    began = first_state(company)
    changed(company, "name", "Quarrystone Labs")
    last = Publication.objects.latest("id").pk
    newest = history_of(Company).filter(id=company.pk).latest("history_id").history_id
    signed_in(make.editor()).post(address(company, "simple_history", began.history_id), {"seen": newest})
    assert Publication.objects.filter(pk__gt=last, object_id=company.public_id, kind="updated").exists()


def test_the_reason_typed_beside_a_form_stays_whole_with_the_change() -> None:
    tag, why = make.tag(), "The old one was too wide. " * 30 + "See the minutes."
    form = {"definition": "When terms change.", "synonyms-TOTAL_FORMS": 0, "synonyms-INITIAL_FORMS": 0}
    client = signed_in(make.editor())
    assert "Why" in client.get(address(tag, "change")).content.decode()
    client.post(address(tag, "change"), {**form, "why": why})
    assert history_of(Tag).filter(id=tag.pk).latest("history_id").history_change_reason == why


def twice_published() -> tuple[QuoteVersion, QuoteVersion]:
    """A quote whose second version is public."""
    first = make.published("Revenue doubled within a year.", tags=[make.tag()])
    second = quotes.change(first.quote, tags=[make.tag("growth")], note="Wider.", by=make.editor())
    for action, by in (("submit", make.editor()), ("approve", make.reviewer()), ("publish", make.reviewer())):
        review.move(second, action=Action(action), by=by)
    first.refresh_from_db()
    return first, second


def test_an_earlier_wording_of_a_public_quote_becomes_a_draft_and_readers_see_what_they_saw() -> None:
    first, second = twice_published()
    client = signed_in(make.editor())
    restore = reverse("admin:annotations_quoteversion_restore", args=[first.pk])
    assert restore in client.get(address(second, "history")).content.decode()
    preview = client.get(restore).content.decode()
    assert "Growth" in preview and "Licensing change" in preview
    last = Publication.objects.latest("id").pk
    answer = client.post(restore, {"seen": second.pk, "why": "It was right before"}, follow=True)
    assert "Version 3 is a draft" in answer.content.decode()
    third = first.quote.versions.get(number=3)
    assert (third.state, list(third.tags.all()), third.note) == ("draft", [make.tag()], "")
    assert QuoteVersion.objects.published().get() == second
    assert not Publication.objects.filter(pk__gt=last).exists()
    assert third.events.get().note == "As in version 1. It was right before"
    again = client.post(
        reverse("admin:annotations_quoteversion_restore", args=[second.pk]), {"seen": third.pk}
    )
    assert again.status_code == 302
    states = list(first.quote.versions.order_by("number").values_list("number", "state"))
    assert states[2:] == [(3, "discarded"), (4, "draft")]  # what was being worked on is kept


def test_no_wording_is_restored_where_it_changes_nothing_or_is_not_ones_to_change() -> None:
    first, second = twice_published()
    made = restoring.restore(first, seen=second, by=make.editor())
    with pytest.raises(Refusal, match="Nothing would change"):
        restoring.restore(first, seen=made, by=make.editor())
    with pytest.raises(Refusal, match="since you looked"):
        restoring.restore(second, seen=second, by=make.editor())
    with pytest.raises(PermissionDenied):
        restoring.restore(second, seen=made, by=make.reviewer())
    review.move(made, action=Action.SUBMIT, by=make.editor())
    with pytest.raises(Refusal, match="Retract it"):
        restoring.restore(second, seen=made, by=make.editor())
    restore = reverse("admin:annotations_quoteversion_restore", args=[first.pk])
    assert signed_in(make.reviewer()).get(restore).status_code == 403
    assert signed_in(make.contributor()).get(restore).status_code in (403, 404)


def test_a_withdrawn_quote_is_not_brought_back_by_its_history() -> None:
    first, second = twice_published()
    review.move(second, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard.")
    with pytest.raises(Refusal, match="withdrawn"):
        restoring.restore(first, seen=second, by=make.editor())


def test_an_episode_leads_to_the_history_of_who_appears() -> None:
    row = appearance()
    shown = signed_in(make.editor()).get(address(row.episode, "change")).content.decode()
    assert address(row, "history") in shown


def test_who_took_an_appearance_away_and_why_stays_known() -> None:
    row = appearance()
    kept, key = history_of(Appearance), row.pk
    records.remove(row, by=make.editor(), reason="She was not there.")
    last = kept.filter(id=key).latest("history_id")
    assert (last.history_type, str(last.history_user), last.history_change_reason) == (
        "-",
        "ed",
        "She was not there.",
    )
