"""Values as people read them."""

from decimal import Decimal
from typing import Any

import pytest

from annotations.amounts import Amount


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        (
            {"low": 13_000_000, "high": 15_000_000, "currency": "USD", "per": "year"},
            "13 to 15 million US dollars a year",
        ),
        ({"low": 44, "qualifier": "about", "unit": "percent"}, "about 44 percent"),
        ({"low": 900_000, "high": 1_200_000, "currency": "EUR"}, "900,000 to 1.2 million euros"),
        ({"low": "3.000000", "unit": "times"}, "3 times"),
        ({"low": 10, "currency": "USD", "per": "seat"}, "10 US dollars per seat"),
        ({"low": 1_234_567, "unit": "people"}, "1,234,567 people"),
        ({"low": 2_500_000_000, "qualifier": "more_than", "currency": "XAF"}, "more than 2.5 billion XAF"),
        ({"low": "-0.5", "unit": "percent"}, "-0.5 percent"),
    ],
)
def test_a_value_is_told(amount: dict[str, Any], told: str) -> None:
    numbers = {name: Decimal(str(amount[name])) for name in ("low", "high") if name in amount}
    assert str(Amount(**{**amount, **numbers})) == told
