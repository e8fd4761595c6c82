"""A statement that is kept answers what its queryset would."""

from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import CharField, IntegerField, UUIDField, Value
from pytest_django import DjangoAssertNumQueries

from annotations.tests import factories as make
from transcripts.models import Revision, Turn
from transcripts.prepared import MARKS, Asked, Place, answers, prepared

pytestmark = pytest.mark.django_db


def test_things_are_those_of_the_queryset_with_what_belongs_to_them(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    revision = make.turn(make.episode(texts=["One.", "Two."])).revision
    text, at = Place("text", UUIDField()), Place("at", IntegerField())
    rows = (
        Turn.objects.filter(revision__public_id=text, offset__lte=at)
        .select_related("revision__episode", "speaker")
        .annotate(told=Value("said", CharField()))
        .only("position", "text", "speaker__name", "revision__episode__title")
        .order_by("position")
    )
    statement = prepared(rows)
    title = revision.episode.title
    with django_assert_num_queries(1):
        (first,) = statement.things(text=revision.public_id, at=0)
        assert (first.text, first.revision.episode.title, first.told) == ("One.", title, "said")
    assert first == revision.turns.get(position=0)
    assert first.get_deferred_fields() >= {"label", "cues"}
    assert [turn.text for turn in statement.things(text=str(revision.public_id), at=99)] == ["One.", "Two."]
    assert statement.things(text=uuid4(), at=99) == []


def test_a_related_thing_that_is_missing_is_none() -> None:
    turn = make.turn(make.episode())
    Turn.objects.update(speaker=None)
    statement = prepared(Turn.objects.filter(pk__in=MARKS[:1]).select_related("speaker"))
    (found,) = statement.things([turn.pk])
    assert found.speaker is None


def test_the_one_row_is_there_or_missed() -> None:
    revision = make.turn(make.episode()).revision
    statement = prepared(Revision.objects.filter(pk__in=MARKS[:1]).values_list("number"))
    assert statement.row([revision.pk]) == (revision.number,)
    with pytest.raises(ObjectDoesNotExist):
        statement.row([0])


@pytest.mark.parametrize("planned", [True, False])
def test_several_are_answered_each_by_its_own_rows(*, planned: bool) -> None:
    turns = list(make.turn(make.episode(texts=["One.", "Two."])).revision.turns.all())
    texts = prepared(
        Turn.objects.filter(pk__in=MARKS[:1]).order_by("position").values_list("text"), planned=planned
    )
    at = Turn.objects.filter(position=Place("at", IntegerField()), pk__in=MARKS[:1])
    places = prepared(at.order_by().values_list("pk"), planned=planned)
    keys = [turn.pk for turn in turns]
    assert answers(
        Asked(texts, [keys]),
        Asked(places, [keys], {"at": 7}),
        Asked(places, [keys], {"at": 1}),
        Asked(texts, [keys[1:]]),
    ) == [[("One.",), ("Two.",)], [], [(keys[1],)], [("Two.",)]]
    assert answers() == []
