"""The value a claim states, as people read it: “13 to 15 million US dollars a year”. Pure."""

from dataclasses import dataclass
from decimal import Decimal

QUALIFIERS = {
    "about": "about",
    "at_least": "at least",
    "at_most": "at most",
    "more_than": "more than",
    "less_than": "less than",
}
# Currencies by the names people give them; others are told by their code (ISO 4217).
CURRENCIES = {
    "AUD": "Australian dollars",
    "BRL": "Brazilian reais",
    "CAD": "Canadian dollars",
    "CHF": "Swiss francs",
    "CNY": "Chinese yuan",
    "CZK": "Czech koruny",
    "DKK": "Danish kroner",
    "EUR": "euros",
    "GBP": "pounds",
    "ILS": "Israeli shekels",
    "INR": "Indian rupees",
    "JPY": "yen",
    "KRW": "South Korean won",
    "NOK": "Norwegian kroner",
    "NZD": "New Zealand dollars",
    "PLN": "Polish zloty",
    "SEK": "Swedish kronor",
    "SGD": "Singapore dollars",
    "USD": "US dollars",
    "ZAR": "South African rand",
}
SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
# With these people say “a”: “a year”, but “per seat”.
RANK = "rank"  # “number 10”
SPANS = frozenset({"day", "month", "quarter", "week", "year"})


@dataclass(frozen=True, slots=True)
class Amount:
    """A number, or a range of numbers, of something."""

    low: Decimal
    high: Decimal | None = None
    qualifier: str = ""
    unit: str = ""
    currency: str = ""
    per: str = ""

    def __str__(self) -> str:
        if self.unit == RANK:
            return f"number {told_range(self.low, self.high)}"
        parts = (
            QUALIFIERS.get(self.qualifier, ""),
            told_range(self.low, self.high),
            CURRENCIES.get(self.currency, self.currency),
            self.unit,
            f"a {self.per}" if self.per in SPANS else f"per {self.per}" if self.per else "",
        )
        return " ".join(part for part in parts if part)


def told_range(low: Decimal, high: Decimal | None) -> str:
    """“13 million”, “13 to 15 million” or “900,000 to 1.2 million”."""
    if high is None:
        return told(low)
    first, last = told(low), told(high)
    scale = last.rpartition(" ")[2] if " " in last else ""
    if scale and first.endswith(f" {scale}"):
        first = first.removesuffix(f" {scale}")
    return f"{first} to {last}"


def told(number: Decimal) -> str:
    """A number in full, or from a million on with its scale where that is no longer: “1.2 million”."""
    for scale, name in SCALES:
        if abs(number) >= scale:
            scaled = plain(number / scale)
            return f"{scaled} {name}" if len(scaled) <= len("999.999") else plain(number)
    return plain(number)


def plain(number: Decimal) -> str:
    """A number with commas and without the zeros that say nothing; every figure is kept."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
