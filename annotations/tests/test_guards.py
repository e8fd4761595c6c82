"""The database's own guards: what belongs to an approval changes by a recorded change alone; and they do not
stand in the way of a migration, and are there again after it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone

from annotations.guards import GUARDS, lift_guards
from annotations.models import Claim, Evidence, QuoteVersion, Tag, VocabularyChange
from annotations.services import review, topics
from annotations.tests import factories as make
from annotations.workflow import Action

pytestmark = pytest.mark.django_db
only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite remakes tables")


def raw(statement: str, *values: Any) -> None:
    """As somebody at the database's prompt."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def approved_claim(quote: QuoteVersion) -> Claim:
    claim = make.claim(quote, company=make.company(), tags=[make.tag("pay")])
    review.move(claim, action=Action.SUBMIT, by=make.editor())
    review.move(claim, action=Action.APPROVE, by=make.reviewer())
    return claim


LINKS = {
    "tags": (QuoteVersion.tags.through, "quoteversion", "tag", lambda: make.tag("other")),
    "companies": (QuoteVersion.companies.through, "quoteversion", "company", lambda: make.company("Other")),
    "guests": (QuoteVersion.guests.through, "quoteversion", "guest", lambda: make.guest("Somebody Else")),
    "claim tags": (Claim.tags.through, "claim", "tag", lambda: make.tag("other")),
}


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("state", ["draft", "approved", "published"])
def test_what_belongs_to_an_approval_is_not_changed_past_the_workflow(link: str, state: str) -> None:
    model, owner, column, other = LINKS[link]
    sides = {"companies": [make.company()], "guests": [make.guest("Ada Byrd")]}
    item: Any = {"draft": make.draft, "approved": make.approved, "published": make.published}[state](**sides)
    if owner == "claim":
        quote = item if state == "published" else make.published("We changed the licence in March.")
        item = make.claim(quote, tags=[make.tag()]) if state == "draft" else approved_claim(quote)
    stranger, table = other(), model._meta.db_table
    before = sorted(model.objects.values_list())
    roads: list[tuple[str, list[int]]] = [
        (f"INSERT INTO {table} ({owner}_id, {column}_id) VALUES (%s, %s)", [item.pk, stranger.pk]),
        (f"UPDATE {table} SET {column}_id = %s WHERE {owner}_id = %s", [stranger.pk, item.pk]),
        (f"DELETE FROM {table} WHERE {owner}_id = %s", [item.pk]),
    ]
    for statement, values in roads if state != "draft" else roads[:1]:
        if state == "draft":
            raw(statement, *values)
        else:
            with pytest.raises(DatabaseError, match="An approval belongs to exactly"):
                raw(statement, *values)
    assert (sorted(model.objects.values_list()) == before) == (state != "draft")


def turning(claim: Claim) -> None:
    Evidence.objects.filter(claim=claim).update(stance="disputes")


def swapping(claim: Claim) -> None:
    Evidence.objects.filter(claim=claim).update(quote=make.draft("Two contributors left us").quote)


def adding(claim: Claim) -> None:
    tied: dict[str, Any] = {"quote": make.draft("Two contributors left us").quote, "stance": "supports"}
    accepted = {"accepted_by": make.reviewer(), "accepted_at": timezone.now()}
    Evidence.objects.create(claim=claim, created_by=make.editor(), **tied, **accepted)


def rewording(claim: Claim) -> None:
    models.QuerySet.update(Claim.objects.filter(pk=claim.pk), statement="It paid for nothing.")


@pytest.mark.parametrize("road", [turning, swapping, adding, rewording])
def test_a_claim_keeps_the_evidence_and_the_words_it_was_approved_with(road: Callable[[Claim], None]) -> None:
    claim = approved_claim(make.published())
    review.move(claim, action=Action.PUBLISH, by=make.reviewer())
    with pytest.raises(DatabaseError, match=r"approval|accepted"), transaction.atomic():
        road(claim)


def test_published_words_stay_though_others_stand_there_too() -> None:
    version = make.published()
    with pytest.raises(DatabaseError, match="never change"):
        raw(
            'UPDATE annotations_quoteversion SET exact = %s, "end" = start + 15 WHERE id = %s',
            "Revenue doubled",
            version.pk,
        )


def test_a_recorded_change_of_the_vocabulary_opens_it_and_closes_it_again() -> None:
    version, wide = make.published(), make.tag("wide")
    done = topics.merge(make.tag(), into=wide, reason="One.", by=make.chief())
    assert list(version.tags.all()) == [wide]
    with pytest.raises(DatabaseError), transaction.atomic():
        version.tags.clear()
    topics.undo(done, reason="Two.", by=make.chief())
    assert list(version.tags.all()) == [make.tag()]
    assert not VocabularyChange.objects.filter(under_way=True).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        VocabularyChange.objects.filter(pk=done.pk).update(under_way=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        Tag.objects.get(slug="licensing-change").delete()


def triggers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'osbiz_%'")
        return cursor.fetchone()[0]


@only_sqlite
def test_guards_are_lifted_for_a_migration_and_come_back_with_it() -> None:
    before = triggers()
    assert before >= len(GUARDS)
    lift_guards(using="default")
    assert triggers() < before
    call_command("migrate", verbosity=0)
    assert triggers() == before
