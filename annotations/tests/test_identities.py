"""Merging people and companies that are one, splitting those that were two, and undoing either."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.models import (
    Claim,
    IdentityChange,
    Publication,
    QuoteVersion,
    ReviewEvent,
)
from annotations.selectors import identities as planned
from annotations.selectors import links
from annotations.services import checking, claims, identities, quotes
from annotations.tests import factories as make
from annotations.workflow import Refusal
from transcripts import editing
from transcripts.models import Appearance, Company, Episode, Guest, GuestName, LikelyDuplicate, Turn
from transcripts.services import corrections, labels, people

pytestmark = pytest.mark.django_db


def merge(kept: Any, other: Any, by: Any = None) -> IdentityChange:
    seen = planned.merging(type(kept).objects.get(pk=kept.pk), type(other).objects.get(pk=other.pk)).sign
    return identities.merge(kept, other, seen=seen, reason="The same.", by=by or boss())


def split(thing: Any, name: str, by: Any = None, **chosen: Any) -> IdentityChange:
    fresh = type(thing).objects.get(pk=thing.pk)
    seen = planned.splitting(fresh, name=name, chosen=chosen).sign
    return identities.split(fresh, name=name, chosen=chosen, seen=seen, by=by or boss())


def boss() -> Any:
    return make.person("bea", "editor", "reviewer")


def state() -> dict[str, Any]:
    """Every row that points to anybody, and everybody, but for when they were last changed."""
    found: dict[str, Any] = {}
    for link in (*links.OF_GUESTS, *links.OF_COMPANIES):
        columns = [f.attname for f in link.model._meta.concrete_fields if f.attname != "updated_at"]
        rows = link.model._base_manager.order_by("pk").values(*columns)
        found[link.model.__name__] = {row["id"]: row for row in rows}
    return found


def test_everything_that_points_to_a_person_or_company_is_known() -> None:
    for target, known in ((Guest, links.OF_GUESTS), (Company, links.OF_COMPANIES)):
        pointing = {
            (model, field.attname)
            for model in apps.get_models(include_auto_created=True)
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey)
            and field.related_model is target
            and field.remote_field.on_delete is not models.DO_NOTHING
            and model not in (IdentityChange, LikelyDuplicate)
        }
        assert pointing == {(link.model, link.column) for link in known}


def test_a_merge_moves_everything_and_the_old_one_is_left_with_nothing() -> None:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    talk = make.episode("One", speaker=other)
    public = make.published(turn=make.turn(talk))
    about = make.draft("We changed the licence in March.", turn=make.turn(talk), guests=[other, kept])
    claim = claims.create(statement="She left.", kind="event", guest=other, by=make.editor())
    labels.remember(talk.podcast, "IC", other, by=make.editor())
    change = merge(kept, other)
    public.refresh_from_db()
    claim.refresh_from_db()
    assert public.speaker == kept and public.turn.speaker == kept and public.state == "published"
    assert list(about.guests.all()) == [kept] and claim.guest == kept
    assert set(kept.names.values_list("text", flat=True)) == {"Ines Carvalho", "I. Carvalho"}
    other.refresh_from_db()
    assert other.merged_into == kept and not any(links.keys(other).values())
    assert people.find_or_make_guests(["I. Carvalho"], by=None)["I. Carvalho"] == kept
    assert change.done_at and IdentityChange.objects.filter(done_at=None).count() == 0
    assert checking.check().found == 0


def test_what_becomes_of_a_published_quote_is_logged_and_told_and_its_approval_stands() -> None:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    public = make.published(turn=make.turn(make.episode("One", speaker=other)))
    before = QuoteVersion.objects.values(
        "approved_by", "approved_at", "changed_by", "changed_at", "number"
    ).get()
    logged = Publication.objects.count()
    merge(kept, other)
    after = QuoteVersion.objects.values(
        "approved_by", "approved_at", "changed_by", "changed_at", "number"
    ).get()
    assert before == after
    event = public.events.order_by("-pk")[0]
    assert (event.action, event.from_state, event.to_state) == ("merge", "published", "published")
    assert event.note == "I. Carvalho was merged into Ines Carvalho: they are one."
    log = list(Publication.objects.order_by("pk").values_list("kind", "object_type", "object_id"))[logged:]
    assert log == [
        ("updated", "quote", public.quote.public_id),
        ("updated", "episode", public.quote.episode.public_id),
        ("merged", "guest", other.public_id),
        ("published", "guest", kept.public_id),
    ]
    assert other.history.first().history_change_reason.startswith("I. Carvalho was merged")
    assert kept.history.first().history_user == boss()


def test_two_appearances_in_one_episode_are_joined_and_come_back() -> None:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    talk = make.episode("One", speaker=kept)
    Appearance.objects.filter(episode=talk).update(company=None)
    Appearance.objects.create(
        episode=talk, guest=other, role="host", company=make.company("Tallowmere"), title="CTO"
    )
    before = state()
    change = merge(kept, other)
    row = Appearance.objects.get(episode=talk)
    assert (row.guest, row.role, row.title, row.company.name) == (kept, "guest", "CTO", "Tallowmere")
    identities.undo(change, by=boss())
    assert state() == before


def test_undo_gives_back_what_was() -> None:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    Guest.objects.filter(pk=other.pk).update(about="Founder.", website="https://ines.example/")
    GuestName.objects.create(guest=kept, text="Ines")
    GuestName.objects.create(guest=other, text="INES")
    talk = make.episode("One", speaker=other)
    public = make.published(turn=make.turn(talk), guests=[kept])
    make.draft("We changed the licence in March.", turn=make.turn(talk), guests=[other, kept])
    claims.create(statement="She left.", kind="event", guest=other, by=make.editor())
    before = state()
    change = merge(kept, other)
    kept.refresh_from_db()
    assert (kept.about, kept.website) == ("Founder.", "https://ines.example/")
    undoing = identities.undo(change, by=boss())
    assert state() == before
    assert undoing.undoes == change and change.is_undone
    assert public.events.order_by("-pk")[0].action == "undo"
    assert checking.check().found == 0
    with pytest.raises(Refusal, match="undone already"):
        identities.undo(change, by=boss())


def test_a_quote_made_since_on_a_turn_that_goes_back_goes_along() -> None:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    talk = make.episode("One", speaker=other)
    change = merge(kept, other)
    made = make.published(turn=make.turn(talk))
    assert made.speaker == kept
    identities.undo(change, by=boss())
    made.refresh_from_db()
    assert made.speaker == other and checking.check().found == 0


def correct(talk: Episode) -> None:
    revision = make.turn(talk).revision
    edit = editing.Words(turn=0, start=0, end=2, text="They")
    corrections.correct(talk, base=revision, edits=[edit], reason="Heard wrong.", by=make.editor())


def later_text(kept: Guest, talk: Episode) -> None:
    correct(talk)


def later_name(kept: Guest, talk: Episode) -> None:
    kept.names.filter(text="I. Carvalho").delete()


def later_merge(kept: Guest, talk: Episode) -> None:
    merge(make.guest("Somebody Else"), kept)


def later_company(kept: Guest, talk: Episode) -> None:
    Appearance.objects.filter(guest=kept, title="CTO").update(title="CEO")


def later_field(kept: Guest, talk: Episode) -> None:
    Guest.objects.filter(pk=kept.pk).update(about="Somebody else entirely.")


def later_version(kept: Guest, talk: Episode) -> None:
    quotes.change(QuoteVersion.objects.get(guests=kept).quote, note="newer", by=make.editor())


@pytest.mark.parametrize(
    ("later", "sentence"),
    [
        (later_text, "another text since"),
        (later_name, "Of the names it moved, 1 have gone"),
        (later_merge, "They were merged since"),
        (later_company, "was changed since"),
        (later_field, "The about was changed since"),
        (later_version, "newer versions since"),
    ],
)
def test_undo_refuses_with_a_sentence_where_later_changes_make_it_impossible(
    later: Callable[[Guest, Episode], None], sentence: str
) -> None:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    Guest.objects.filter(pk=other.pk).update(about="Founder.")
    talk = make.episode("One", speaker=other)
    both = make.episode("Two", speaker=kept)
    Appearance.objects.create(episode=both, guest=other, role="guest", title="CTO")
    make.published(turn=make.turn(talk), guests=[other])
    change = merge(kept, other)
    assert planned.undo_obstacles(change) == []
    later(kept, talk)
    before = state()
    with pytest.raises(Refusal, match=sentence):
        identities.undo(change, by=boss())
    assert state() == before


def test_only_a_reviewer_decides_where_something_approved_changes_hands() -> None:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    talk = make.episode("One", speaker=other)
    make.draft(turn=make.turn(talk))
    identities.undo(merge(kept, other, by=make.editor()), by=make.editor())
    make.approved("We changed the licence in March.", turn=make.turn(talk))
    with pytest.raises(PermissionDenied, match="Only a reviewer"):
        merge(kept, other, by=make.editor())
    change = merge(kept, other)
    with pytest.raises(PermissionDenied, match="Only a reviewer"):
        identities.undo(change, by=make.editor())
    with pytest.raises(PermissionDenied):
        merge(kept, make.guest("New One"), by=make.person("nobody"))


def test_what_was_not_looked_at_is_not_done() -> None:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    seen = planned.merging(kept, other).sign
    make.episode("One", speaker=other)
    with pytest.raises(Refusal, match="since you looked"):
        identities.merge(kept, other, seen=seen, by=boss())


def test_nobody_is_merged_with_themselves_or_with_what_is_gone() -> None:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    with pytest.raises(Refusal, match="one already"):
        merge(kept, kept)
    merge(kept, other)
    with pytest.raises(Refusal, match="was merged into"):
        merge(make.guest("Third Person"), other)


def test_a_chain_of_merges_leads_to_its_end_and_is_undone_link_by_link() -> None:
    first, second, third = (make.guest(name) for name in ("One One", "Two Two", "Three Three"))
    before = state()
    one = merge(second, first)
    between = state()
    two = merge(third, second)
    first.refresh_from_db()
    assert first.merged_into == third
    with pytest.raises(Refusal, match="Undo that first"):
        identities.undo(one, by=boss())
    identities.undo(two, by=boss())
    assert state() == between
    identities.undo(one, by=boss())
    assert state() == before


def test_the_database_refuses_what_points_to_the_merged_and_any_change_to_a_decision() -> None:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    talk = make.episode("One", speaker=kept)
    change = merge(kept, other)
    attempts = (
        lambda: GuestName.objects.create(guest=other, text="Back again"),
        lambda: Appearance.objects.filter(episode=talk).update(guest=other),
        lambda: Turn.objects.filter(speaker=kept).update(speaker=other),
        lambda: Guest.objects.filter(pk=kept.pk).update(merged_into=make.guest("New One")),
        lambda: IdentityChange.objects.filter(pk=change.pk).update(reason="Something else."),
    )
    for attempt in attempts:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_a_speaker_of_a_published_quote_changes_under_a_recorded_decision_alone() -> None:
    public = make.published()
    somebody = make.guest("Somebody Else")
    for attempt in (
        lambda: Turn.objects.filter(pk=public.turn_id).update(speaker=somebody),
        lambda: QuoteVersion.objects.filter(pk=public.pk).update(speaker=somebody),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()


def test_companies_are_merged_and_undone() -> None:
    kept, other = make.company("Anaconda"), make.company("Continuum Analytics")
    talk = make.episode("One")
    Appearance.objects.filter(episode=talk).update(company=other)
    talk.companies.add(kept, other)
    public = make.published(turn=make.turn(talk), companies=[other])
    claims.create(statement="It grew.", kind="event", company=other, by=make.editor())
    before = state()
    change = merge(kept, other)
    assert list(public.companies.all()) == [kept] and list(talk.companies.all()) == [kept]
    assert Claim.objects.get().company == kept and Appearance.objects.get().company == kept
    assert people.find_or_make_companies(["Continuum Analytics"], by=None)["Continuum Analytics"] == kept
    assert Publication.objects.filter(object_id=other.public_id, kind="merged").exists()
    identities.undo(change, by=boss())
    assert state() == before


def test_a_split_gives_episodes_with_their_turns_and_quotes_to_a_new_person_and_undo_takes_them_back() -> (
    None
):
    one = make.guest("Alex Kim")
    first, second = make.episode("One", speaker=one), make.episode("Two", speaker=one)
    public = make.published(turn=make.turn(second))
    stays = make.published("We changed the licence in March.", turn=make.turn(first))
    claim = claims.create(statement="Alex left.", kind="event", guest=one, by=make.editor())
    before = state()
    change = split(one, "Alex Kim", episodes=[second.pk], claims=[claim.pk])
    new = change.other_guest
    public.refresh_from_db()
    assert new.public_id != one.public_id and new.slug == "alex-kim-2"
    assert public.speaker == new and public.turn.speaker == new and public.state == "published"
    assert QuoteVersion.objects.get(pk=stays.pk).speaker == one
    assert Appearance.objects.get(episode=second).guest == new and Claim.objects.get().guest == new
    assert [str(name) for name in new.names.all()] == ["Alex Kim"]
    assert Publication.objects.filter(object_id=new.public_id, kind="published").exists()
    assert checking.check().found == 0
    identities.undo(change, by=boss())
    after = state()
    gone = after["Guest"].pop(new.pk)
    assert after == before and gone["merged_into_id"] == one.pk


def test_undoing_a_split_that_no_reader_knew_leaves_nothing_behind() -> None:
    one, before = make.guest("Alex Kim"), make.company("Continuum")
    draft = make.draft(turn=make.turn(make.episode("One", speaker=one)))
    talk = make.episode("Two", speaker=one)
    talk.companies.add(before)
    was = state()
    for thing, name in ((one, "Alex Kim"), (before, "Anaconda")):
        change = split(thing, name, episodes=[talk.pk])
        undone = identities.undo(change, by=boss())
        assert state() == was
        change.refresh_from_db()
        assert (change.other, change.other_called, undone.other_called) == (None, name, name)
        client = make.signed_in(boss())
        for one_of_them in (change, undone):
            address = reverse("admin:annotations_identitychange_change", args=[one_of_them.pk])
            assert name in client.get(address).content.decode()
        assert client.get(reverse("admin:annotations_identitychange_changelist")).status_code == 200
    with pytest.raises(IntegrityError), transaction.atomic():
        IdentityChange.objects.filter(pk=change.pk).update(other_name="Nobody")
    assert draft.speaker == one


def test_a_split_that_was_added_to_is_not_undone() -> None:
    one = make.guest("Alex Kim")
    make.episode("One", speaker=one)
    second = make.episode("Two", speaker=one)
    change = split(one, "Alex Kim", episodes=[second.pk])
    Appearance.objects.create(episode=make.episode("Three"), guest=change.other_guest, role="guest")
    with pytest.raises(Refusal, match="1 appearance"):
        identities.undo(change, by=boss())


@pytest.mark.parametrize(
    ("name", "chosen", "sentence"),
    [
        ("", {"episodes": True}, "what the new one is called"),
        ("Alex Kim", {}, "Choose what goes"),
        ("Alex Kim", {"names": True}, "its own name"),
    ],
)
def test_a_split_says_what_is_missing(name: str, chosen: dict[str, bool], sentence: str) -> None:
    one = make.guest("Alex Kim")
    talk = make.episode("One", speaker=one)
    real = {"episodes": [talk.pk], "names": [one.names.get().pk]}
    with pytest.raises(Refusal, match=sentence):
        split(one, name, **{what: real[what] for what in chosen})


def test_a_new_company_takes_no_name_of_another() -> None:
    one, other = make.company("Anaconda"), make.company("Tallowmere")
    talk = make.episode("One")
    talk.companies.add(one)
    with pytest.raises(Refusal, match="“Tallowmere” goes by this name"):
        split(one, other.name, episodes=[talk.pk])
    change = split(one, "Continuum", episodes=[talk.pk])
    assert list(talk.companies.all()) == [change.other_company]


# Do and undo

WHO = st.integers(0, 2)
FACTS = st.lists(
    st.tuples(
        st.sampled_from(["speak", "appear", "about", "claim", "name", "label"]), WHO, WHO, st.booleans()
    ),
    min_size=1,
    max_size=8,
)


def build(facts: list[tuple[str, int, int, bool]]) -> list[Guest]:
    """Three people and what the facts say of them, some of it published."""
    people = [make.guest(f"Person {letter}") for letter in "ABC"]
    for number, (sort, who, whom, public) in enumerate(facts):
        one, two = people[who], people[whom]
        if sort == "name":
            one.names.get_or_create(folded=f"alias {whom}", defaults={"text": f"Alias {whom}"})
            continue
        if sort == "claim":
            claims.create(statement=f"Claim {number}.", kind="event", guest=one, by=make.editor())
            continue
        talk = make.episode(f"Talk {number}", speaker=one)
        if sort == "label":
            labels.remember(talk.podcast, f"L{whom}", one, by=make.editor())
        if sort == "appear" and one != two:
            Appearance.objects.create(episode=talk, guest=two, role="host", title="CTO" if public else "")
        if sort in ("speak", "about"):
            write = make.published if public else make.draft
            write(turn=make.turn(talk), guests=[two] if sort == "about" else [])
    return people


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=FACTS, pairs=st.lists(st.tuples(WHO, WHO), min_size=1, max_size=3))
def test_merging_and_undoing_gives_what_was(
    facts: list[tuple[str, int, int, bool]], pairs: list[tuple[int, int]]
) -> None:
    with transaction.atomic():
        people = build(facts)
        states, changes = [state()], []
        for kept, other in pairs:
            try:
                changes.append(merge(people[kept], people[other]))
            except Refusal:
                continue
            states.append(state())
            assert not any(links.keys(people[other]).values())
            assert checking.check().found == 0
        while changes:
            states.pop()
            identities.undo(changes.pop(), by=boss())
            assert state() == states[-1]
        assert checking.check().found == 0
        transaction.set_rollback(True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=FACTS, taken=st.sets(st.integers(0, 7)))
def test_splitting_and_undoing_gives_what_was(
    facts: list[tuple[str, int, int, bool]], taken: set[int]
) -> None:
    with transaction.atomic():
        one = build(facts)[0]
        rows = links.keys(one)
        episodes = sorted(links.episodes_of(one))
        chosen = {
            "episodes": [pk for n, pk in enumerate(episodes) if n in taken],
            "about": [pk for n, pk in enumerate(rows["about"]) if n in taken],
            "claims": [pk for n, pk in enumerate(rows["claims"]) if n in taken],
            "labels": [pk for n, pk in enumerate(rows["labels"]) if n in taken],
        }
        before = state()
        try:
            change = split(one, "Person A", **chosen)
        except Refusal:
            transaction.set_rollback(True)
            return
        assert checking.check().found == 0
        identities.undo(change, by=boss())
        after, made = state(), change.other_guest
        if Guest.objects.filter(pk=made.pk).exists():  # readers knew it, so its address leads on
            assert Publication.objects.filter(object_id=made.public_id).exists()
            del after["Guest"][made.pk]
        assert after == before
        # What was split and merged again is what it was, too.
        again = split(one, "Person A", **chosen)
        merge(one, again.other_guest)
        after = state()
        for new in (made, again.other_guest):
            after["Guest"].pop(new.pk, None)
        assert {k: v for k, v in after.items() if k != "GuestName"} == {
            k: v for k, v in before.items() if k != "GuestName"
        }
        transaction.set_rollback(True)


def test_every_touched_quote_has_its_event() -> None:
    kept, other = make.guest("Ines Carvalho"), make.guest("I. Carvalho")
    talk = make.episode("One", speaker=other)
    for words in ("We changed the licence in March.", "Two contributors left us over it."):
        make.draft(words, turn=make.turn(talk))
    merge(kept, other)
    assert ReviewEvent.objects.filter(action="merge").count() == 2
