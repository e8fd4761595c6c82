"""Claims found by what they say, and tied to quotes once."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from annotations.amounts import Amount
from annotations.desk.claims import choices
from annotations.models import Claim, QuoteVersion
from annotations.selectors import statements
from annotations.services import claims, review
from annotations.tests import factories as make
from annotations.workflow import Refusal

pytestmark = pytest.mark.django_db


def claim(statement: str, **values: Any) -> Claim:
    return claims.create(statement=statement, kind="event", by=make.editor(), **values)


@pytest.fixture
def version() -> QuoteVersion:
    return make.draft(companies=[make.company("Quarrystone")], tags=[make.tag("forks")])


def found(query: str, version: QuoteVersion) -> list[str]:
    return [one.statement for one in statements.likely(query, version, make.editor())]


def test_the_likeliest_come_first_company_then_topic_then_the_newest(version: QuoteVersion) -> None:
    for statement, values in {
        "Licences change prices.": {},
        "Licences change forks.": {"tags": [make.tag("forks")]},
        "Licences change Quarrystone.": {"company": make.company("Quarrystone")},
        "Licences change Ines.": {"guest": make.guest()},
        "Licences change again.": {},
        "Nothing of the kind.": {"company": make.company("Quarrystone")},
    }.items():
        claim(statement, **values)
    told = found("licen CHAN", version)
    assert set(told[:2]) == {"Licences change Ines.", "Licences change Quarrystone."}
    assert told[2:] == ["Licences change forks.", "Licences change again.", "Licences change prices."]
    assert "Nothing of the kind." in found("", version)
    assert "Licences change prices." not in found("", version)


def test_what_says_nearly_the_same_is_offered_the_likest_first(version: QuoteVersion) -> None:
    value = Amount(Decimal(40), unit="percent")
    claim("Churn fell by half at Quarrystone.")
    claim("Banks brought most of it.", company=make.company("Quarrystone"), low=40, unit="percent")
    claim("Churn means little.", company=make.company("Quarrystone"), low=40, unit="people")
    like = statements.similar("At Quarrystone churn fell by half.", [value], version, make.editor())
    assert [one.statement for one in like] == [
        "Banks brought most of it.",
        "Churn fell by half at Quarrystone.",
    ]
    assert statements.similar("", [], version, make.editor()) == []


@pytest.mark.parametrize("query", ["'", '"; DROP', "*", "a:b & c", "()", "NOT licence", "лицензия"])
def test_whatever_is_typed_is_looked_for_as_words(version: QuoteVersion, query: str) -> None:
    claim("Licences change.")
    assert "Licences change." not in found(query, version)


def test_what_it_rests_on_already_is_not_offered_again(version: QuoteVersion) -> None:
    made = claim("Licences change.")
    assert [one["hint"] for one in choices("lic", version, make.editor())] == ["no quotes"]
    claims.add_evidence(made, quote=make.draft().quote, stance="supports", by=make.editor())
    assert [one["hint"] for one in choices("lic", version, make.editor())] == ["1 quote"]
    claims.add_evidence(made, quote=version.quote, stance="supports", by=make.editor())
    assert found("lic", version) == []
    (evidence,) = statements.resting_on(version.quote, make.editor())
    claims.remove_evidence(evidence, by=make.editor())
    review.move(Claim.objects.get(), action="discard", by=make.editor())
    assert found("lic", version) == []


def test_a_changed_statement_is_found_as_it_is_now(version: QuoteVersion) -> None:
    claims.change(claim("Licences change."), statement="Prices change.", by=make.editor())
    assert (found("licen", version), found("prices", version)) == ([], ["Prices change."])


def test_asked_twice_under_one_public_id_a_claim_is_made_once() -> None:
    name = uuid4()
    assert claim("Licences change.", public_id=name) == claim("Licences change.", public_id=name)
    with pytest.raises(Refusal, match="Somebody else"):
        claims.create(
            statement="No.", kind="event", public_id=name, subject="founders", by=make.person("bo", "editor")
        )
