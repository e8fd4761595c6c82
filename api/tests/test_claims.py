"""Claims as partners read them: value, time, relations and support, and the filters over them."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.models import Claim
from annotations.services import acceptance, claims
from annotations.tests import factories as make
from api.tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def two() -> tuple[Claim, Claim]:
    """What two people in two episodes say of one company’s revenue, of which one contradicts the other."""
    first = make.episode("One", texts=["We made 13 million dollars in 2018."])
    second = make.episode("Two", texts=["They made 9 million at most."], speaker=make.guest("Bo Lindqvist"))
    own = make.published("We made 13 million dollars in 2018.", turn=make.turn(first))
    other = make.published("They made 9 million at most.", turn=make.turn(second))
    money: dict[str, Any] = {"metric": "annual revenue", "currency": "USD", "company": make.company()}
    year = {"holds_from": date(2018, 1, 1), "holds_until": date(2018, 1, 1), "precision": "year"}
    one = make.claim(own, "It made 13 to 15 million.", low=13_000_000, high=15_000_000, **money, **year)
    claims.add_evidence(one, quote=other.quote, stance="disputes", by=make.editor())
    one.refresh_from_db()
    two = make.claim(other, "It made 9 million at most.", low=9_000_000, qualifier="at_most", **money)
    world.publish(one), world.publish(two)
    acceptance.accept(
        claims.relate(one, kind="contradicts", target=two, by=make.editor()), by=make.reviewer()
    )
    return one, two


def named(**parameters: Any) -> set[str]:
    return {row["statement"] for row in world.found("claims/", **parameters)}


def test_a_claim_says_what_it_states_and_how_well_it_is_supported(two: tuple[Claim, Claim]) -> None:
    shown = world.get(f"claims/{two[0].public_id}/").json()
    assert shown["value"] == {
        "text": "13 to 15 million US dollars",
        "low": "13000000",
        "high": "15000000",
        "qualifier": "",
        "unit": "",
        "currency": "USD",
        "per": "",
    }
    assert shown["holds"] == {
        "text": "2018",
        "first": "2018-01-01",
        "last": "2018-12-31",
        "precision": "year",
    }
    assert [(one["way"], one["claim"]["display"]) for one in shown["relations"]] == [
        ("contradicts", "It made 9 million at most.")
    ]
    weight = {"people": 1, "episodes": 1, "independent": 1}
    assert shown["support"] == {
        "supports": {**weight, "first_hand": 1, "second_hand": 0},
        "disputes": {**weight, "first_hand": 1, "second_hand": 0},
    }
    assert (shown["rank"], shown["about"], shown["metric"]) == ("normal", None, "annual revenue")


def test_claims_are_found_by_what_they_state(two: tuple[Claim, Claim]) -> None:
    one, other = (claim.statement for claim in two)
    both = {one, other}
    assert named(metric="annual revenue", currency="USD") == both
    assert named(value__gte="14000000") == {one}
    assert named(value__lte="9000000.5") == {other}
    assert named(holds__gte="2018-07-01", holds__lte="2018-07-31") == {one}
    assert named(holds__gte="2019-01-01") == set()
    assert named(related=str(two[0].public_id)) == {other}
    assert (named(has_contradiction="true"), named(has_contradiction="false")) == (both, set())
    assert (named(rank="normal"), named(rank="deprecated")) == (both, set())
    answer = world.get("claims/", value__gte="1e6")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "value__gte")


def test_many_claims_take_as_many_queries_as_one(two: tuple[Claim, Claim]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert world.get("claims/").status_code == 200
        return len(found)

    before = queries()
    quote = two[0].evidence.earliest("id").quote.versions.get()
    for number in range(3):
        made = world.publish(make.claim(quote, f"It grew, {number}."))
        relation = claims.relate(made, kind="refines", target=two[0], by=make.editor())
        acceptance.accept(relation, by=make.reviewer())
    assert queries() == before
