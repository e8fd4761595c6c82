"""Where published quotes stand on lists, kept by the database: whatever changes what is published, and by
whatever road."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from annotations import listplaces
from annotations.models import ListKind, ListPlace, Quote, QuoteVersion, Tag, Trait
from annotations.services import quotes, review
from annotations.tests import factories as make
from annotations.workflow import Action
from transcripts.models import Appearance, Company, Episode, Turn

pytestmark = pytest.mark.django_db


def kept(version: QuoteVersion) -> set[tuple[str, int | None]]:
    """The lists a quote is on."""
    places = ListPlace.objects.filter(version=version).values_list("kind", "key")
    return {(ListKind(kind).name, key) for kind, key in places}


@pytest.fixture
def quote() -> QuoteVersion:
    """A published quote of somebody who spoke for a company, about another and a person, with a topic that
    stands under a wider one."""
    parent = make.tag("licensing")
    tag = make.tag("relicensing", parent=parent)
    episode = make.episode(published_on="2021-05-01")
    Appearance.objects.filter(episode=episode).update(company=make.company("Quarrystone"))
    about = {"companies": [make.company("Millwright")], "guests": [make.guest("Bo Lindqvist")]}
    return make.published(turn=make.turn(episode), tags=[tag], **about)


def due(version: QuoteVersion) -> set[tuple[str, int | None]]:
    """The lists it should be on."""
    spoken = Appearance.objects.get(guest=version.speaker, episode=version.quote.episode)
    tags, said_on = Tag.objects.filter(quote_versions=version), version.quote.episode.published_on
    return {
        *(("TOPIC", tag.pk) for tag in tags),
        *(("TOPIC", tag.parent_id) for tag in tags if tag.parent_id),
        *(("COMPANY", one.pk) for one in version.companies.all()),
        *(("PERSON", one.pk) for one in version.guests.all()),
        ("SPEAKER", version.speaker_id),
        *([("SPOKEN_FOR", spoken.company_id)] if spoken.company_id else []),
        ("PODCAST", version.quote.episode.podcast_id),
        ("YEAR", said_on.year if said_on else 0),
        *([("MONTH", said_on.year * 100 + said_on.month)] if said_on else []),
        *([("HOST", 0)] if spoken.role == "host" else []),
        *(("TRAIT", trait) for trait in traits(version)),
        ("EVERY", 0),
    }


def traits(version: QuoteVersion) -> set[Trait]:
    """What it has that few have."""
    assert version.published_at and version.approved_at
    has = {
        Trait.EMENDED: bool(version.emendations),
        Trait.EXCEPTION: version.override is not None,
        Trait.CHANGED: version.number > 1 or version.published_at != version.quote.published_at,
        Trait.UNTIMED: version.turn.start_ms is None,
        Trait.MOVED: version.anchor_status != "exact",
        Trait.WAITED: version.published_at - version.approved_at > timedelta(days=7),
    }
    return {trait for trait, is_so in has.items() if is_so}


def test_a_published_quote_is_on_every_list_of_it(quote: QuoteVersion) -> None:
    assert kept(quote) == due(quote)
    assert len(kept(quote)) == 10
    places = ListPlace.objects.values_list("published_at", "updated_at", "public_id")
    assert set(places) == {(quote.quote.published_at, quote.published_at, quote.quote.public_id)}
    assert listplaces.wrong() == set()


def test_a_new_version_stands_where_the_quote_stood_and_among_the_latest_changes(
    quote: QuoteVersion,
) -> None:
    before = kept(quote) | {("TRAIT", Trait.CHANGED)}
    changed = quotes.change(quote.quote, note="Heard again.", by=make.editor())
    review.move(changed, action=Action.SUBMIT, by=make.editor())
    review.move(changed, action=Action.APPROVE, by=make.reviewer())
    review.move(changed, action=Action.PUBLISH, by=make.reviewer())
    assert kept(changed) == before
    assert kept(quote) == set()
    places = ListPlace.objects.values_list("published_at", "updated_at", "public_id")
    assert set(places) == {(quote.quote.published_at, changed.published_at, quote.quote.public_id)}
    assert changed.published_at > quote.published_at
    assert listplaces.wrong() == set()


@pytest.mark.parametrize("state", [make.draft, make.in_review, make.approved])
def test_nothing_that_is_not_published_has_a_place(state: Callable[[], QuoteVersion]) -> None:
    state()
    assert not ListPlace.objects.exists()


def test_what_is_withdrawn_has_none_any_more(quote: QuoteVersion) -> None:
    review.move(quote, action=Action.WITHDRAW, by=make.reviewer(), note="Mistaken.")
    assert not ListPlace.objects.exists()


def hang_elsewhere(version: QuoteVersion) -> None:
    Tag.objects.filter(quote_versions=version).update(parent=make.tag("money"))


def hang_nowhere(version: QuoteVersion) -> None:
    Tag.objects.filter(quote_versions=version).update(parent=None)


def speak_for_another(version: QuoteVersion) -> None:
    Appearance.objects.filter(guest=version.speaker).update(company=make.company("Millwright"))


def speak_for_nobody(version: QuoteVersion) -> None:
    Appearance.objects.filter(guest=version.speaker).update(company=None)


def say_it_in_another_month(version: QuoteVersion) -> None:
    Episode.objects.update(published_on=date(2021, 11, 1))


def move_the_episode(version: QuoteVersion) -> None:
    Episode.objects.update(podcast=make.podcast("Another show"))


def say_it_in_another_year(version: QuoteVersion) -> None:
    Episode.objects.update(published_on=date(2023, 12, 31))


def forget_the_year(version: QuoteVersion) -> None:
    Episode.objects.update(published_on=None)


def date_otherwise(version: QuoteVersion) -> None:
    Quote.objects.update(published_at=timezone.now() - timedelta(days=400))


def change_it_at_another_time(version: QuoteVersion) -> None:
    QuoteVersion.objects.update(published_at=timezone.now() - timedelta(days=400))


def forget_the_second(version: QuoteVersion) -> None:
    Turn.objects.update(start_ms=None)


def let_the_host_say_it(version: QuoteVersion) -> None:
    Appearance.objects.update(role="host")


def find_it_elsewhere(version: QuoteVersion) -> None:
    QuoteVersion.objects.update(anchor_status="moved")


def approve_it_long_before(version: QuoteVersion) -> None:
    QuoteVersion.objects.update(approved_at=timezone.now() - timedelta(days=8))


@pytest.mark.parametrize(
    "change",
    [
        *(hang_elsewhere, hang_nowhere, speak_for_another, speak_for_nobody, move_the_episode),
        *(
            say_it_in_another_month,
            say_it_in_another_year,
            forget_the_year,
            date_otherwise,
            change_it_at_another_time,
            forget_the_second,
            let_the_host_say_it,
            find_it_elsewhere,
            approve_it_long_before,
        ),
    ],
)
def test_what_changes_it_changes_its_places(quote: QuoteVersion, change: Callable[[Any], None]) -> None:
    before = set(ListPlace.objects.values_list("kind", "key", "published_at", "updated_at"))
    change(quote)
    quote = QuoteVersion.objects.get(pk=quote.pk)
    assert kept(quote) == due(quote)
    assert before != set(ListPlace.objects.values_list("kind", "key", "published_at", "updated_at"))
    assert listplaces.wrong() == set()


def test_who_no_longer_appears_spoke_for_nobody(quote: QuoteVersion) -> None:
    Appearance.objects.get(guest=quote.speaker).delete()
    assert not ListPlace.objects.filter(kind=ListKind.SPOKEN_FOR).exists()
    about = {"episode": quote.quote.episode, "role": "guest", "company": Company.objects.first()}
    Appearance.objects.create(guest_id=quote.speaker_id, **about)
    assert ListPlace.objects.filter(kind=ListKind.SPOKEN_FOR).count() == 1
    assert listplaces.wrong() == set()


def test_places_that_are_wrong_are_found_and_mended(quote: QuoteVersion) -> None:
    other = make.published("We changed the licence in March.")
    ListPlace.objects.filter(version=quote, kind=ListKind.SPEAKER).delete()
    ListPlace.objects.create(
        kind=ListKind.COMPANY,
        key=4711,
        published_at=timezone.now(),
        public_id=other.quote.public_id,
        version=other,
    )
    assert listplaces.wrong() == {quote.pk, other.pk}
    assert listplaces.mend() == 2
    assert kept(quote) == due(quote)
    assert not ListPlace.objects.filter(key=4711).exists()
    assert listplaces.mend() == 0


def test_what_was_published_before_there_were_places_gets_its_own(quote: QuoteVersion) -> None:
    before = kept(quote)
    ListPlace.objects.all().delete()
    listplaces.install(using="default")
    assert kept(quote) == before


def test_a_filling_that_was_stopped_is_carried_on(quote: QuoteVersion) -> None:
    let_the_host_say_it(quote)
    # As the release before left them.
    ListPlace.objects.filter(kind__gt=ListKind.MONTH).delete()
    listplaces.install(using="default")
    assert listplaces.wrong() == set()


def test_who_migrates_backwards_has_no_triggers_until_the_newer_release_is_back(quote: QuoteVersion) -> None:
    listplaces.install(using="default", plan=[(None, True)])
    Tag.objects.filter(slug="relicensing").update(parent=make.tag("money"))
    assert listplaces.wrong() == {quote.pk}
    listplaces.install(using="default")
    assert listplaces.wrong() == set()
    Tag.objects.filter(slug="relicensing").update(parent=None)
    assert listplaces.wrong() == set()


def test_triggers_of_a_release_before_do_not_stay(quote: QuoteVersion) -> None:
    former = "osbiz_places_quote_update_1_2_3"
    forget = "DELETE FROM annotations_listplace;"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE FUNCTION {former}() RETURNS trigger LANGUAGE plpgsql AS"
                f" $$ BEGIN {forget} RETURN NULL; END $$"
            )
            then = f"FOR EACH ROW EXECUTE FUNCTION {former}()"
        else:
            then = f"BEGIN {forget} END"
        cursor.execute(f"CREATE TRIGGER {former} AFTER UPDATE ON annotations_quote {then}")
    ListPlace.objects.filter(kind=ListKind.MONTH).delete()  # of which that one did not know
    listplaces.install(using="default")
    assert former not in dict(listplaces.installed(using="default"))
    assert kept(quote) == due(quote)
    Quote.objects.update(withdrawn_reason="")
    assert kept(quote) == due(quote)


def test_repairs_by_hand_change_places_too(quote: QuoteVersion) -> None:
    another = uuid4()
    with connection.cursor() as cursor:
        given = another if connection.vendor == "postgresql" else another.hex
        cursor.execute("UPDATE annotations_quote SET public_id = %s", [given])
        cursor.execute("DELETE FROM transcripts_appearance WHERE company_id IS NOT NULL")
        cursor.execute("UPDATE transcripts_episode SET published_on = '1999-12-31'")
    assert listplaces.wrong() == set()
    assert ("YEAR", 1999) in kept(quote)
    assert not any(kind == "SPOKEN_FOR" for kind, _ in kept(quote))


def test_a_place_goes_with_its_version_and_never_stays_alone(quote: QuoteVersion) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        ListPlace.objects.create(
            kind=1, key=1, published_at=timezone.now(), public_id=quote.quote.public_id, version_id=10**9
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE" if connection.vendor == "postgresql" else "SELECT 1")
        connection.check_constraints()
