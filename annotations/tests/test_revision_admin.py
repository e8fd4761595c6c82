"""Revisions, the queue and alarms in the admin: read by all who work here, decided by those who may."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations.models import Alarm, AlarmKind, QuoteVersion
from annotations.tests import factories as make
from transcripts.editing import Words
from transcripts.models import Episode, Revision, RevisionKind
from transcripts.services import corrections, revisions

pytestmark = pytest.mark.django_db
FIRST = "We changed the licence in March, and nobody had read it before that morning."
SECOND = "Revenue doubled within a year. Two contributors left us over it, and I understood them."
THIRD = "Would I do it again? I would, but I would ask everybody first, and wait for the answers."


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="osbiz.accounts.Accounts")
    return client


@pytest.fixture
def ed() -> Client:
    return signed_in(make.editor())


@pytest.fixture
def rae() -> Client:
    return signed_in(make.reviewer())


@pytest.fixture
def episode() -> Episode:
    return make.episode(texts=(FIRST, SECOND, THIRD))


def current(episode: Episode) -> Revision:
    return episode.revisions.get(is_current=True)


def reworded(episode: Episode, position: int, old: str, new: str) -> Revision:
    """The episode's text with other words in a turn."""
    turn = make.turn(episode, position)
    start = turn.text.index(old)
    edit = Words(position, start, start + len(old), new)
    done = corrections.correct(
        episode, base=current(episode), edits=[edit], reason="Misheard.", by=make.editor()
    )
    return done.revision


def proposed(episode: Episode, *texts: str) -> Revision:
    """A text that a changed document proposes."""
    rows, offset = [], 0
    for position, text in enumerate(texts):
        guest = make.guest()
        row = revisions.TurnRow(
            position, text, offset, guest.name, guest.pk, "interview", start_ms=position * 60_000
        )
        rows.append(row)
        offset += len(text) + 1
    made = revisions.add_import(
        episode, kind=RevisionKind.TRANSCRIPT, turns=rows, document=make.document("two.txt"), by=None
    )
    assert made is not None
    return made


def uncertain(episode: Episode, words: str = "Revenue doubled within a year.", **values: Any) -> QuoteVersion:
    """A draft whose words were then changed."""
    version = make.draft(words, turn=make.turn(episode, 1), **values)
    reworded(episode, 1, "doubled within", "tripled inside")
    version.refresh_from_db()
    assert version.anchor_status == "confirm"
    return version


def address(name: str, *args: Any, **query: Any) -> str:
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"admin:{name}", args=args) + (f"?{asked}" if asked else "")


def page(client: Client, name: str, *args: Any, **query: Any) -> str:
    response = client.get(address(name, *args, **query))
    assert response.status_code == 200
    return response.content.decode()


def said(client: Client, url: str, **data: Any) -> str:
    """What the page says after a form was sent."""
    return client.post(url, data, follow=True).content.decode()


def form(revision: Revision, position: int, **changes: Any) -> dict[str, Any]:
    """The form of a turn as it is shown, with what is changed in it."""
    turn = revision.turns.get(position=position)
    return {
        "words": turn.text,
        "speaker": turn.speaker_id or "",
        "label": turn.label,
        "starts": f"{position}:00",
        "ends": f"{position + 1}:00",
        "section": turn.section,
        "section_title": turn.section_title,
        "through": position + 1,
        **changes,
    }


def test_every_text_stays_readable_and_says_how_it_came_about(ed: Client, episode: Episode) -> None:
    first = current(episode)
    second = reworded(episode, 1, "doubled", "tripled")
    shown = page(ed, "transcripts_revision_of", episode.pk)
    assert "Imported from closing-the-source.txt" in shown
    assert "Corrected, from revision 1" in shown
    assert "Misheard." in shown
    assert "1 word deleted, 1 inserted." in shown
    assert "Revenue doubled" in page(ed, "transcripts_revision_change", first.pk)
    assert "Revenue tripled" in page(ed, "transcripts_revision_change", second.pk)


def test_two_texts_are_compared_by_an_address_that_holds_both(ed: Client, episode: Episode) -> None:
    first = current(episode)
    second = reworded(episode, 1, "doubled", "tripled")
    shown = page(ed, "transcripts_revision_compare", old=first.pk, new=second.pk)
    assert "<del>" in shown and "doubled" in shown and "tripled" in shown
    assert "deleted: </span>doubled" in shown
    assert "inserted: </span>tripled" in shown
    other = current(make.episode("Another talk"))
    for query in ({"old": first.pk}, {"old": "x", "new": second.pk}, {"old": first.pk, "new": other.pk}):
        assert ed.get(address("transcripts_revision_compare", **query)).status_code == 404


def test_a_turn_is_corrected_by_a_plain_form(ed: Client, episode: Episode) -> None:
    base, tom = current(episode), make.guest("Tom Berg")
    assert 'name="words"' in page(ed, "transcripts_revision_change", base.pk, turn=1)
    url = address("transcripts_revision_correct", base.pk, 1)
    first, second = SECOND.replace("doubled", "tripled").split(". ", 1)
    ed.post(url, form(base, 1, words=f"{first}.\r\n{second}", speaker=tom.pk, reason="I listened."))
    made = current(episode)
    assert [turn.text for turn in made.turns.order_by("position")] == [FIRST, f"{first}.", second, THIRD]
    assert [turn.speaker.name for turn in made.turns.order_by("position") if turn.speaker][1] == "Tom Berg"
    assert (made.number, made.reason, made.created_by) == (2, "I listened.", make.editor())


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"starts": "1:30.5"}, "start_ms", 90_500),
        ({"section": "sponsor"}, "section", "sponsor"),
        ({"label": "Ines C."}, "label", "Ines C."),
    ],
    ids=["time", "section", "label"],
)
def test_more_than_words_is_corrected(
    ed: Client, episode: Episode, changes: dict[str, Any], field: str, value: Any
) -> None:
    base = current(episode)
    ed.post(address("transcripts_revision_correct", base.pk, 1), form(base, 1, **changes))
    before, after = base.turns.get(position=1), current(episode).turns.get(position=1)
    assert getattr(after, field) == value
    assert (after.text, after.speaker) == (before.text, before.speaker)


def test_a_label_is_somebody_else_throughout(ed: Client, episode: Episode) -> None:
    base, tom = current(episode), make.guest("Tom Berg")
    ed.post(
        address("transcripts_revision_correct", base.pk, 1), form(base, 1, speaker=tom.pk, throughout="on")
    )
    assert {turn.speaker for turn in current(episode).turns.all()} == {tom}


def test_a_turn_is_merged_with_the_next(ed: Client, episode: Episode) -> None:
    base = current(episode)
    ed.post(address("transcripts_revision_correct", base.pk, 0), form(base, 0, action="merge"))
    assert current(episode).turns.get(position=0).text == f"{FIRST} {SECOND}"


def test_what_cannot_be_stored_is_said_and_what_was_typed_is_kept(ed: Client, episode: Episode) -> None:
    base = current(episode)
    url = address("transcripts_revision_correct", base.pk, 1)
    typed = form(base, 1, words="Something I typed for an hour.", starts="half past", through=9)
    response = ed.post(url, typed)
    shown = response.content.decode()
    assert response.status_code == 422
    assert "Something I typed for an hour." in shown
    assert "This is no time" in shown
    assert "nor behind the last one (3)" in shown
    assert current(episode) == base


def test_what_others_changed_elsewhere_is_merged(ed: Client, episode: Episode) -> None:
    base = current(episode)
    reworded(episode, 0, "March", "May")
    shown = said(
        ed, address("transcripts_revision_correct", base.pk, 2), **form(base, 2, words="Never again.")
    )
    assert "Somebody had saved revision 2 meanwhile" in shown
    texts = [turn.text for turn in current(episode).turns.order_by("position")]
    assert texts == [FIRST.replace("March", "May"), SECOND, "Never again."]


def test_a_conflict_shows_both_and_keeps_what_was_typed(ed: Client, episode: Episode) -> None:
    base = current(episode)
    theirs = reworded(episode, 1, "doubled", "tripled")
    mine = SECOND.replace("doubled", "halved")
    response = ed.post(address("transcripts_revision_correct", base.pk, 1), form(base, 1, words=mine))
    shown = response.content.decode()
    assert response.status_code == 409
    assert current(episode) == theirs
    conflict = shown[shown.index('id="conflict"') :]
    for words in ("doubled", "tripled", "halved"):
        assert f"Revenue {words} within" in conflict
    assert f'action="{address("transcripts_revision_correct", theirs.pk, 1)}' in shown
    assert f"{mine}</textarea>" in shown


def test_going_back_says_what_becomes_of_quotes_and_makes_a_new_text(ed: Client, episode: Episode) -> None:
    first = current(episode)
    second = reworded(episode, 1, "doubled", "tripled")
    make.draft("Revenue tripled within a year.", turn=make.turn(episode, 1))
    url = address("transcripts_revision_return", first.pk)
    shown = ed.get(url).content.decode()
    assert "<strong>1</strong> to confirm" in shown
    assert current(episode) == second
    shown = said(ed, url, seen=second.pk, reason="It was right.")
    made = current(episode)
    assert (made.number, made.origin, made.reason) == (3, "return", "It was right.")
    assert "Revenue doubled" in made.text()
    assert "1 of 1" in shown


def test_going_back_from_a_text_nobody_looked_at_is_refused(ed: Client, episode: Episode) -> None:
    first = current(episode)
    second = reworded(episode, 1, "doubled", "tripled")
    third = reworded(episode, 1, "tripled", "quadrupled")
    shown = said(ed, address("transcripts_revision_return", first.pk), seen=second.pk)
    assert "revision 3 is current now" in shown
    assert current(episode) == third


def test_a_proposed_text_waits_on_the_start_page_and_with_the_imports(ed: Client, episode: Episode) -> None:
    waits = proposed(episode, FIRST, THIRD)
    way = address("transcripts_revision_adopt", waits.pk)
    assert way in page(ed, "index")
    assert way in page(ed, "transcripts_job_changelist")


def test_adopting_shows_the_fate_of_every_quote_before_anything_happens(ed: Client, episode: Episode) -> None:
    make.published("Two contributors left us over it", turn=make.turn(episode, 1))
    make.draft("We changed the licence in March", turn=make.turn(episode, 0))
    make.draft("ask everybody first", turn=make.turn(episode, 2))
    before = current(episode)
    waits = proposed(episode, FIRST, SECOND.replace("Two contributors", "Three contributors"), "Quite so.")
    url = address("transcripts_revision_adopt", waits.pk)
    shown = ed.get(url).content.decode()
    assert "<strong>1</strong> not found. <strong>1</strong> to confirm" in shown
    assert '<span class="quiet">(1 published)</span>' in shown
    assert "<strong>1</strong> exact" in shown
    assert current(episode) == before
    assert not QuoteVersion.objects.exclude(anchor_status="exact").exists()
    shown = said(ed, url, way="as-it-came", seen=before.pk)
    assert "Revision 2 is the current text." in shown
    assert current(episode) == waits
    assert QuoteVersion.objects.uncertain().count() == 2


def test_corrections_are_kept_where_the_new_text_is_adopted_with_them(ed: Client, episode: Episode) -> None:
    mine = reworded(episode, 0, "March", "May")
    waits = proposed(episode, FIRST, SECOND, f"{THIRD} So there.")
    url = address("transcripts_revision_adopt", waits.pk)
    shown = ed.get(url).content.decode()
    assert "The new text with our corrections" in shown
    ed.post(url, {"way": "keep", "seen": mine.pk})
    made = current(episode)
    assert made.origin == "merge"
    assert made.text() == "\n".join((FIRST.replace("March", "May"), SECOND, f"{THIRD} So there."))


def test_where_both_differ_the_places_are_listed_and_one_side_is_chosen(ed: Client, episode: Episode) -> None:
    mine = reworded(episode, 0, "March", "May")
    waits = proposed(episode, FIRST.replace("March", "June"), SECOND, THIRD)
    url = address("transcripts_revision_adopt", waits.pk)
    shown = ed.get(url).content.decode()
    assert "1 place where our corrections and the new text differ" in shown
    assert 'value="mine" checked' in shown
    assert "keep" not in [way for way in ("keep",) if f'value="{way}"' in shown]
    shown = ed.get(f"{url}?way=theirs").content.decode()
    assert "inserted: </span>June" in shown
    ed.post(url, {"way": "mine", "seen": mine.pk})
    assert "licence in May" in current(episode).text()


def test_adopting_over_a_text_nobody_looked_at_is_refused(ed: Client, episode: Episode) -> None:
    before = current(episode)
    waits = proposed(episode, FIRST, SECOND)
    newer = reworded(episode, 0, "March", "May")
    shown = said(ed, address("transcripts_revision_adopt", waits.pk), way="as-it-came", seen=before.pk)
    assert "revision 3 is current now" in shown
    assert current(episode) == newer


def test_a_proposed_text_is_declined_with_a_reason(ed: Client, episode: Episode) -> None:
    waits = proposed(episode, FIRST, SECOND)
    url = address("transcripts_revision_decline", waits.pk)
    assert "Say why" in said(ed, url, reason=" ")
    assert "Half of it is missing." in said(ed, url, reason="Half of it is missing.")
    waits.refresh_from_db()
    assert waits.declined_by == make.editor()
    assert address("transcripts_revision_adopt", waits.pk) not in page(ed, "index")


def test_the_queue_shows_old_and_new_side_by_side(ed: Client, episode: Episode) -> None:
    uncertain(episode)
    shown = page(ed, "annotations_placement_changelist")
    assert "1 of 1" in shown
    assert "The words were changed." in shown
    assert "deleted: </span>doubled within" in shown
    assert "inserted: </span>tripled inside" in shown
    assert 'value="confirm 0" data-key="1"' in shown


def test_an_empty_queue_says_so(ed: Client, episode: Episode) -> None:
    assert "Nothing to confirm" in page(ed, "annotations_placement_changelist")
    assert "Nothing to confirm" in page(ed, "annotations_placement_changelist", episode=episode.pk)


def decide(client: Client, version: QuoteVersion, action: str, seen: str = "", **data: Any) -> str:
    """Decide about a quote as it is shown, or as it was."""
    url = address("annotations_placement_decide", version.pk)
    return said(client, url, action=action, version=seen or seen_of(client, version), **data)


def seen_of(client: Client, version: QuoteVersion) -> str:
    shown = page(client, "annotations_placement_changelist", quote=version.pk)
    return shown.split('name="version" value="')[1].split('"')[0]


def test_a_place_is_confirmed_and_the_next_quote_comes(ed: Client, episode: Episode) -> None:
    other = make.draft("Two contributors left us over it", turn=make.turn(episode, 1))
    version = uncertain(episode)
    reworded(episode, 1, "Two contributors", "Three contributors")
    assert QuoteVersion.objects.uncertain().count() == 2
    shown = decide(ed, version, "confirm 0")
    version.refresh_from_db()
    assert (version.exact, version.anchor_status) == ("Revenue tripled inside a year.", "exact")
    assert "1 of 1" in shown
    assert f'action="{address("annotations_placement_decide", other.pk)}"' in shown


def test_a_decision_on_what_somebody_else_settled_is_refused_politely(ed: Client, episode: Episode) -> None:
    version = uncertain(episode)
    seen = seen_of(ed, version)
    decide(ed, version, "confirm 0")
    shown = decide(ed, version, "give-up", seen=seen, note="Gone.")
    assert "Look at it again" in shown
    version.refresh_from_db()
    assert version.state == "draft"
    assert "somebody has settled it" in page(ed, "annotations_placement_changelist", quote=version.pk)


def test_a_draft_is_discarded_and_a_published_quote_withdrawn_by_a_reviewer(
    ed: Client, rae: Client, episode: Episode
) -> None:
    version = make.published("Revenue doubled within a year.", turn=make.turn(episode, 1))
    reworded(episode, 1, "Revenue doubled", "Losses tripled")
    draft = make.draft("We changed the licence in March", turn=make.turn(episode, 0))
    reworded(episode, 0, "We changed", "They kept")
    decide(ed, draft, "give-up", note="Not said.")
    draft.refresh_from_db()
    assert draft.state == "discarded"
    assert "Only reviewers" in page(ed, "annotations_placement_changelist", quote=version.pk)
    decide(ed, version, "give-up", note="Not said.")
    version.refresh_from_db()
    assert version.state == "published"
    assert "Say why" in decide(rae, version, "give-up")
    decide(rae, version, "give-up", note="Not said.")
    version.refresh_from_db()
    assert version.state == "withdrawn"


def test_the_queue_of_an_episode_holds_only_its_own(ed: Client, episode: Episode) -> None:
    version = uncertain(episode)
    other = make.episode("Another talk", texts=(FIRST, SECOND))
    uncertain(other)
    assert "1 of 2" in page(ed, "annotations_placement_changelist")
    shown = page(ed, "annotations_placement_changelist", episode=episode.pk)
    assert "1 of 1" in shown
    assert address("annotations_placement_decide", version.pk) in shown


@pytest.fixture
def alarm(episode: Episode) -> Alarm:
    version = make.published("Revenue doubled within a year.", turn=make.turn(episode, 1))
    message = "At its place stands something else."
    return Alarm.objects.create(
        version=version, kind=AlarmKind.WORDS, message=message, seen_at=timezone.now()
    )


def test_an_alarm_stands_until_a_reviewer_settles_it_with_a_note(
    ed: Client, rae: Client, alarm: Alarm
) -> None:
    assert alarm.message in page(ed, "index")
    url = address("annotations_alarm_settle", alarm.pk)
    assert "Settle</button>" not in page(ed, "annotations_alarm_change", alarm.pk)
    said(ed, url, note="Looked.")
    assert "settled with a note" in said(rae, url, note=" ")
    alarm.refresh_from_db()
    assert alarm.settled_at is None
    assert "Settled." in said(rae, url, note="Restored the table.")
    assert alarm.message not in page(ed, "index")
    assert "Restored the table." in page(ed, "annotations_alarm_change", alarm.pk)
    assert "already" in said(rae, url, note="Again.")


@pytest.fixture
def pages(episode: Episode, alarm: Alarm) -> list[str]:
    """The address of every page."""
    first = current(episode)
    waits = proposed(episode, FIRST, THIRD)
    second = reworded(episode, 0, "March", "May")
    return [
        address("transcripts_revision_changelist"),
        address("transcripts_revision_of", episode.pk),
        address("transcripts_revision_change", first.pk),
        address("transcripts_revision_change", second.pk, turn=1),
        address("transcripts_revision_compare", old=first.pk, new=second.pk),
        address("transcripts_revision_adopt", waits.pk),
        address("transcripts_revision_return", first.pk),
        address("annotations_placement_changelist"),
        address("annotations_alarm_changelist"),
        address("annotations_alarm_change", alarm.pk),
    ]


def test_everybody_who_works_here_reads_every_page_and_nobody_else(
    ed: Client, rae: Client, pages: list[str]
) -> None:
    outside = signed_in(make.person("ann"))
    for url in pages:
        assert ed.get(url).status_code == 200, url
        assert rae.get(url).status_code == 200, url
        assert outside.get(url).status_code == 302, url
        assert Client().get(url).status_code == 302, url


def test_only_editors_write_and_are_shown_how(rae: Client, pages: list[str], episode: Episode) -> None:
    text, waits = current(episode), Revision.objects.proposed().get()
    for name, args in (
        ("transcripts_revision_correct", (text.pk, 0)),
        ("transcripts_revision_adopt", (waits.pk,)),
        ("transcripts_revision_decline", (waits.pk,)),
        ("transcripts_revision_return", (waits.pk,)),
    ):
        assert rae.post(address(name, *args)).status_code == 403, name
    assert current(episode) == text
    assert "Adopt this text</button>" not in page(rae, "transcripts_revision_adopt", waits.pk)
    assert 'name="words"' not in page(rae, "transcripts_revision_change", text.pk, turn=1)


def test_no_page_asks_the_database_more_for_more_turns_and_quotes(
    ed: Client, django_assert_max_num_queries: Any
) -> None:
    texts = [f"{FIRST} {number}" for number in range(12)]
    episode = make.episode(texts=texts)
    first = current(episode)
    for number in range(8):
        make.draft(f"read it before that morning. {number}", turn=make.turn(episode, number))
        reworded(episode, number, "nobody had", "somebody has")
        reworded(episode, number, "before that", "after that")
    waits = proposed(episode, *texts[3:])
    for name, args, query in (
        ("transcripts_revision_of", [episode.pk], {}),
        ("transcripts_revision_change", [current(episode).pk], {"turn": 3}),
        ("transcripts_revision_compare", [], {"old": first.pk, "new": current(episode).pk}),
        ("transcripts_revision_adopt", [waits.pk], {}),
        ("transcripts_revision_return", [first.pk], {}),
        ("annotations_placement_changelist", [], {}),
        ("transcripts_revision_changelist", [], {}),
    ):
        with django_assert_max_num_queries(25):
            page(ed, name, *args, **query)
