"""A statement that is kept answers what its queryset would."""

from uuid import uuid4

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, connection, transaction
from django.db.models import CharField, IntegerField, UUIDField, Value
from pytest_django import DjangoAssertNumQueries

from annotations.tests import factories as make
from transcripts import plans
from transcripts.models import Revision, Turn
from transcripts.prepared import MARKS, Asked, Place, Statement, ahead, answers, prepared

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


def texts_of(*, planned: bool) -> Statement:
    """The texts of turns by their keys, with what is read in its own way."""
    turns = Turn.objects.filter(pk__in=MARKS[:1]).order_by("position")
    return prepared(turns.values_list("text", "cues", "revision__created_at"), planned=planned)


@pytest.mark.parametrize("planned", [True, False])
def test_what_is_asked_ahead_is_answered_the_same(*, planned: bool) -> None:
    keys = [turn.pk for turn in make.turn(make.episode(texts=["One.", "Two."])).revision.turns.all()]
    texts = texts_of(planned=planned)
    asked = [Asked(texts, [keys]), Asked(texts, [keys[1:]]), Asked(texts, [[0]])]
    each = [texts.rows(*one.keys) for one in asked]
    assert [len(rows) for rows in each] == [2, 1, 0]
    with ahead(*asked) as answered:
        found = answered()
    assert found == each


def test_who_fails_meanwhile_leaves_a_connection_that_can_be_asked() -> None:
    key, texts = make.turn(make.episode()).pk, texts_of(planned=True)
    with pytest.raises(ZeroDivisionError), ahead(Asked(texts, [[key]])):
        1 / 0  # noqa: B018
    assert len(texts.rows([key])) == 1


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL is asked ahead")
def test_what_the_database_refuses_is_raised_where_it_is_waited_for() -> None:
    share = plans.Plan("SELECT 1 / $1", (), ("int",))
    with (
        pytest.raises(DataError, match="division by zero"),
        transaction.atomic(),
        plans.ahead((share, [1]), (share, [0])) as answered,
    ):
        answered()
    with plans.ahead((share, [1])) as answered:
        assert answered() == [[(1,)]]
