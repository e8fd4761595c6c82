"""Quotes are drafted verbatim, changed beside what is published, and never by a save that changes nothing."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.models import QuoteVersion
from annotations.services import quotes, review
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal, State

pytestmark = pytest.mark.django_db

ASTRAL = "So 🚀 we said: “café” isn't cafe\u0301, and 👩‍💻 agreed. That was it."


def test_a_draft_holds_words_context_and_speaker() -> None:
    version = make.draft("Revenue doubled within a year.")
    assert version.exact == "Revenue doubled within a year."
    assert version.prefix == "We changed the licence in March. "
    assert version.suffix == " Two contributors left us over it."
    assert version.speaker == make.guest()
    assert (version.state, version.number) == (State.DRAFT, 1)
    assert [event.action for event in version.events.all()] == ["draft"]


def test_blanks_at_the_ends_are_left_out() -> None:
    turn = make.turn(make.episode())
    version = quotes.create(turn, start=0, end=33, tags=[make.tag()], by=make.editor())
    assert version.exact == "We changed the licence in March."
    assert (version.start, version.end) == (0, 32)


@pytest.mark.parametrize("words", ["🚀 we said", "“café” isn't cafe\u0301", "👩‍💻 agreed."])
def test_offsets_count_code_points_of_the_whole_text(words: str) -> None:
    episode = make.episode(texts=[ASTRAL, ASTRAL])
    version = make.draft(words, turn=make.turn(episode, 1))
    text = version.revision.text()
    assert text[version.start : version.end] == words == version.exact


@given(text=st.text(min_size=1, max_size=60).map(lambda t: " ".join(t.split())).filter(bool), data=st.data())
@settings(max_examples=60, deadline=None)
def test_any_selection_is_verbatim_or_refused(text: str, data: st.DataObject) -> None:
    """`place` is what every draft and change goes through."""
    turn = make.Turn(offset=7, text=text)
    turn.revision = make.revisions.Revision(kind="notes")
    start, end = (data.draw(st.integers(0, 80)) for _ in range(2))
    version = QuoteVersion()
    try:
        quotes.place(version, turn, start, end)
    except Refusal:
        assert not (7 <= start < end <= 7 + len(text)) or not text[start - 7 : end - 7].strip()
    else:
        assert text[version.start - 7 : version.end - 7] == version.exact == text[start - 7 : end - 7].strip()
        assert (version.prefix + version.exact + version.suffix) in text


def test_a_selection_over_two_turns_is_refused() -> None:
    turn = make.turn(make.episode(texts=["First.", "Second."]))
    with pytest.raises(Refusal, match="single turn"):
        quotes.create(turn, start=2, end=9, tags=[make.tag()], by=make.editor())


def test_only_editors_draft() -> None:
    with pytest.raises(PermissionDenied):
        make.draft(by=make.reviewer())


def test_show_notes_are_nobodys_speech() -> None:
    episode = make.episode(notes=["Ines explains why the licence had to go."])
    version = make.draft("why the licence had to go", turn=make.turn(episode, kind="notes"))
    assert (version.kind, version.speaker) == ("notes", None)


def test_a_draft_is_changed_in_place_and_a_save_without_change_changes_nothing() -> None:
    version = make.draft()
    before = version.changed_at
    same = quotes.change(version.quote, by=make.editor(), tags=[make.tag()], note="")
    assert (same.changed_at, same.events.count()) == (before, 1)
    changed = quotes.change(version.quote, by=make.editor(), note="Check the year.")
    assert (changed.pk, changed.note) == (version.pk, "Check the year.")
    assert changed.changed_at > before


def test_a_change_to_a_published_quote_waits_beside_it() -> None:
    public = make.published()
    pending = quotes.change(public.quote, by=make.editor(), tags=[make.tag("saas")])
    assert (pending.number, pending.state) == (2, State.DRAFT)
    assert [v.pk for v in QuoteVersion.objects.published()] == [public.pk]
    assert [t.slug for t in public.tags.all()] == ["licensing-change"]


def test_publishing_the_change_supersedes_what_was_public() -> None:
    public = make.published()
    first_seen = public.quote.published_at
    pending = quotes.change(public.quote, by=make.editor(), tags=[make.tag("saas")])
    for action, by in [("submit", make.editor()), ("approve", make.reviewer()), ("publish", make.reviewer())]:
        review.move(pending, action=Action(action), by=by)
    public.refresh_from_db()
    assert (public.state, pending.state) == (State.SUPERSEDED, State.PUBLISHED)
    assert [v.pk for v in QuoteVersion.objects.published()] == [pending.pk]
    pending.quote.refresh_from_db()
    assert pending.quote.published_at == first_seen


@pytest.mark.parametrize("stage", [make.in_review, make.approved])
def test_what_others_are_looking_at_is_not_changed_under_them(
    stage: Callable[[], QuoteVersion],
) -> None:
    version = stage()
    with pytest.raises(Refusal, match="Retract it or have it returned"):
        quotes.change(version.quote, by=make.editor(), note="Better")


def test_a_withdrawn_quote_is_not_changed() -> None:
    version = make.published()
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    with pytest.raises(Refusal, match="Draft a new one"):
        quotes.change(version.quote, by=make.editor(), note="Better")


def test_a_discarded_change_leaves_the_published_quote_to_work_on() -> None:
    public = make.published()
    pending = quotes.change(public.quote, by=make.editor(), note="Better")
    review.move(pending, action=Action.DISCARD, by=make.editor())
    assert quotes.newest(public.quote) == public
    assert list(QuoteVersion.objects.shown_in_desk(public.quote.episode)) == [public]
    again = quotes.change(public.quote, by=make.editor(), note="Better still")
    assert (again.number, again.state) == (3, State.DRAFT)


def test_a_discarded_draft_is_not_changed() -> None:
    version = make.draft()
    review.move(version, action=Action.DISCARD, by=make.editor())
    assert not QuoteVersion.objects.shown_in_desk(version.quote.episode).exists()
    with pytest.raises(Refusal, match="Draft a new one"):
        quotes.change(version.quote, by=make.editor(), note="Better")


def emended(*made: tuple[int, int, str]) -> list[dict[str, object]]:
    return [{"start": start, "end": end, "text": text} for start, end, text in made]


def test_what_is_left_out_and_put_in_shows_and_the_words_stay_verbatim() -> None:
    version = make.draft(emendations=emended((0, 7, "Turnover"), (29, 29, " sic ")))
    assert version.exact == "Revenue doubled within a year."
    assert version.shown == "[Turnover] doubled within a year [sic]."
    assert str(version) == "“[Turnover] doubled within a year [sic].”"
    events = version.events.count()
    same = quotes.change(version.quote, by=make.editor(), emendations=list(reversed(version.emendations)))
    assert same.events.count() == events


def test_emendations_that_cannot_be_made_are_refused_in_words() -> None:
    with pytest.raises(Refusal, match="Some of the words must stay") as refusal:
        make.draft(emendations=emended((0, 30, "")))
    assert refusal.value.rule == "emendations"
    version = make.draft()
    with pytest.raises(Refusal, match="outside the words"):
        quotes.change(version.quote, by=make.editor(), emendations=emended((4, 99, "")))
    version.refresh_from_db()
    assert version.emendations == []


def test_other_emendations_of_a_published_quote_wait_beside_what_was_approved() -> None:
    public = make.published(emendations=emended((0, 7, "Turnover")))
    pending = quotes.change(public.quote, by=make.editor(), emendations=[])
    assert (pending.number, pending.state, pending.shown) == (2, State.DRAFT, pending.exact)
    public.refresh_from_db()
    assert (public.state, public.shown) == (State.PUBLISHED, "[Turnover] doubled within a year.")
    with pytest.raises(Refusal, match="Retract it or have it returned"):
        quotes.change(make.approved("in March.").quote, by=make.editor(), emendations=emended((0, 2, "")))


def test_a_change_of_topics_keeps_the_emendations_of_what_is_published() -> None:
    public = make.published(emendations=emended((0, 7, "Turnover")))
    pending = quotes.change(public.quote, by=make.editor(), tags=[make.tag("saas")])
    assert pending.emendations == public.emendations


def test_trimmed_or_extended_ends_take_the_emendations_along_or_say_what_they_lose() -> None:
    version = make.draft(emendations=emended((0, 7, "Turnover"), (23, 29, "")))
    start, end = version.start, version.end
    wider = quotes.change(version.quote, by=make.editor(), start=start - 7, end=end)
    assert wider.shown == "March. [Turnover] doubled within [...]."
    narrow = quotes.change(version.quote, by=make.editor(), start=start + 8, end=end)
    assert narrow.shown == "doubled within [...]."
    event = narrow.events.latest("id")
    assert event.note == "Not carried over, as its words do not stand there: [Turnover] for “Revenue”."


def test_whom_a_quote_is_about_is_kept_with_its_version() -> None:
    public = make.published(guests=[make.guest("Tam Okafor")])
    assert [guest.name for guest in public.guests.all()] == ["Tam Okafor"]
    pending = quotes.change(public.quote, by=make.editor(), tags=[make.tag("saas")])
    assert [guest.name for guest in pending.guests.all()] == ["Tam Okafor"]
    changed = quotes.change(public.quote, by=make.editor(), guests=[])
    assert not changed.guests.exists()
    assert public.guests.exists()
    before = changed.events.count()
    assert quotes.change(public.quote, by=make.editor(), guests=[]).events.count() == before
