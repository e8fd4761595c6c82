"""The gold claims of kind metric, where they are at hand: is the value that an editor took proposed?

Two measures. *Chosen*: given the words of the evidence and the claim's statement, the first proposal has the
editor's value, range, unit and currency. *Held*: given the words alone, one of the proposals has. Both are
printed with what is wrong; benchmarks/recognise_figures.py prints them too.
"""

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from annotations.figures.figure import Figure
from annotations.figures.proposals import propose

GOLD = Path(__file__).resolve().parents[4] / "shared" / "curation" / "gold"
pytestmark = pytest.mark.skipif(
    not GOLD.is_dir(), reason="the gold annotations (../shared/curation/gold) are not here"
)


class Answer(NamedTuple):
    claim: dict[str, Any]
    chosen: bool
    held: bool


def answers() -> Iterator[Answer]:
    """Each metric that has a value, with whether it was chosen and held. The others say only more or less."""
    for path in sorted(GOLD.glob("*.json")):
        for claim in json.loads(path.read_text())["claims"]:
            if claim["kind"] == "metric" and claim["value"] is not None:
                words = [evidence["exact"] for evidence in claim["evidence"]]
                first = [propose(each, claim["statement"])[:1] for each in words]
                alone = [propose(each) for each in words]
                yield Answer(claim, _any_is(first, claim), _any_is(alone, claim))


def _any_is(proposals: list[tuple[Figure, ...]], claim: dict[str, Any]) -> bool:
    return any(is_it(figure, claim) for figures in proposals for figure in figures)


def is_it(figure: Figure, claim: dict[str, Any]) -> bool:
    """Whether a figure has the value, the range and the unit of a claim."""
    high = claim.get("value_high")
    unit = claim["unit"].lower()
    amount = figure.amount
    if amount.per:
        unit = unit.removesuffix(f" per {amount.per}")
    return (
        amount.low == Decimal(str(claim["value"]))
        and amount.high == (None if high is None else Decimal(str(high)))
        and (amount.currency or amount.unit).lower() == unit
    )


def test_proposes_the_editors_value() -> None:
    found = list(answers())
    chosen, held = (sum(getattr(answer, name) for answer in found) for name in ("chosen", "held"))
    print(f"{len(found)} metrics with a value: {chosen} chosen, {held} held")
    for answer in found:
        if not (answer.chosen and answer.held):
            print(f"  chosen {answer.chosen}, held {answer.held}: {answer.claim['statement']}")
    assert chosen / len(found) > 0.95
    assert held / len(found) > 0.94  # three name their unit only in the statement
