"""Units and currencies: what is counted or measured, as it stands before or after a number."""

from dataclasses import dataclass
from decimal import Decimal

from annotations.amounts import CURRENCIES
from annotations.figures.passage import Passage, Phrases
from annotations.figures.wordlists import phrases, words


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit ("percent") or a currency (ISO 4217); `factor` is what its word is worth (a cent: 0.01 USD)."""

    name: str = ""
    currency: str = ""
    factor: Decimal = Decimal(1)

    def __bool__(self) -> bool:
        return bool(self.name or self.currency)


NO_UNIT = Unit()
USD = Unit(currency="USD")
PERCENT = Unit("percent")
TIMES = Unit("times")
PEOPLE = Unit("people")

SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "₽": "RUB", "₪": "ILS"}
# Letters right before a dollar sign: US$5, A$90.
DOLLARS = {
    "us": "USD", "a": "AUD", "au": "AUD", "c": "CAD", "ca": "CAD", "nz": "NZD", "hk": "HKD", "s": "SGD",
    "r": "BRL",
}  # fmt: skip
CODES = words("USD EUR GBP JPY CHF CAD AUD NZD CNY RMB INR SEK NOK DKK KRW BRL SGD HKD ILS PLN CZK")


def _table(*rows: tuple[str, Unit]) -> Phrases[Unit]:
    """The rows as phrases of words; a row may name several, divided by strokes."""
    return Phrases({phrase: unit for names, unit in rows for phrase in phrases(names)})


def _money(names: str, currency: str, factor: str = "1") -> tuple[str, Unit]:
    return names, Unit(currency=currency, factor=Decimal(factor))


def _measure(names: str, name: str, factor: str = "1") -> tuple[str, Unit]:
    return names, Unit(name, factor=Decimal(factor))


WORDS = _table(
    *(_money(name.lower(), code) for code, name in CURRENCIES.items()),
    _measure("rank", "rank"),
    _money("dollars|dollar|bucks|buck|usd|us dollars|us dollar|american dollars|u . s . dollars", "USD"),
    _money("cents|cent", "USD", "0.01"),
    _money("grand", "USD", "1000"),
    _money("canadian dollars|cad", "CAD"),
    _money("australian dollars|aud|aussie dollars", "AUD"),
    _money("new zealand dollars", "NZD"),
    _money("euros|euro|eur", "EUR"),
    _money("pounds|pound|quid|gbp|pounds sterling|british pounds", "GBP"),
    _money("pence", "GBP", "0.01"),
    _money("yen|jpy|japanese yen", "JPY"),
    _money("swiss francs|swiss franc|chf|francs", "CHF"),
    _money("yuan|renminbi|rmb|cny", "CNY"),
    _money("rupees|indian rupees|inr", "INR"),
    _money("kronor|swedish kronor|sek|swedish crowns", "SEK"),
    _money("norwegian kroner|norwegian crowns|nok", "NOK"),
    _money("danish kroner|danish crowns|dkk", "DKK"),
    _money("won|korean won", "KRW"),
    _measure("%|percent|per cent|percents|pct|percentage", "percent"),
    _measure("percentage points|percentage point|points|% points|percent points", "percentage points"),
    _measure("basis points|basis point|bps|bips", "basis points"),
    _measure("x|×|times|fold|- fold|time", "times"),
    _measure("milliseconds|millisecond|ms|millis", "milliseconds"),
    _measure("microseconds|microsecond", "microseconds"),
    _measure("seconds|second|secs|sec", "seconds"),
    _measure("minutes|minute|mins|min", "minutes"),
    _measure("hours|hour|hrs|hr|man hours|person hours", "hours"),
    _measure("days|day", "days"),
    _measure("weeks|week|wks", "weeks"),
    _measure("months|month|mos", "months"),
    _measure("quarters", "quarters"),
    _measure("years|year|yrs|yr", "years"),
    _measure("decades|decade", "years", "10"),
    _measure("centuries|century", "years", "100"),
    _measure("bytes", "bytes"),
    _measure("kilobytes|kilobyte|kb|kbs", "kilobytes"),
    _measure("megabytes|megabyte|mb|mbs|megs|meg", "megabytes"),
    _measure("gigabytes|gigabyte|gb|gbs|gigs|gig", "gigabytes"),
    _measure("terabytes|terabyte|tb|tbs|terabyte", "terabytes"),
    _measure("petabytes|petabyte|pb|pbs", "petabytes"),
    _measure("exabytes|exabyte", "exabytes"),
    _measure("gigabits|gigabit|gigabits per second|gbps|gbit", "gigabits"),
    _measure("megabits|megabit|mbps", "megabits"),
    _measure("gigahertz|ghz", "gigahertz"),
    _measure("watts|watt", "watts"),
    _measure("kilowatts", "kilowatts"),
    _measure("megawatts", "megawatts"),
    _measure("gigawatts", "gigawatts"),
    _measure("miles|mile", "miles"),
    _measure("kilometers|kilometres|km", "kilometres"),
    _measure("meters|metres", "metres"),
    _measure("people|persons|person|staff|headcount", "people"),
)
DURATIONS = words("microseconds milliseconds seconds minutes hours days weeks months quarters years")
# Words that name somebody who works somewhere are counted as people; their own word stays in the metric.
WORKERS = words(
    "employees engineers staffers workers colleagues members salespeople folks guys persons humans "
    "individuals"
)
# What "a" may put after a figure to say how often or for whom: 20 dollars a month.
PERIODS = {
    "second": "second", "minute": "minute", "hour": "hour", "day": "day", "week": "week", "month": "month",
    "quarter": "quarter", "year": "year", "night": "night", "annum": "year", "head": "head", "seat": "seat",
    "user": "user", "share": "share", "piece": "piece", "person": "person", "pop": "piece", "node": "node",
    "developer": "developer", "employee": "employee", "mo": "month", "yr": "year", "sec": "second",
    "hr": "hour", "customer": "customer", "copy": "copy",
}  # fmt: skip
ADVERBS = Phrases({
    ("annually",): "year", ("yearly",): "year", ("monthly",): "month", ("weekly",): "week",
    ("daily",): "day", ("hourly",): "hour", ("apiece",): "piece", ("every", "single", "day"): "day",
    **{(every, period): period for every in ("each", "every") for period in (
        "second", "minute", "hour", "day", "week", "month", "quarter", "year",
    )},
})  # fmt: skip


def currency_before(passage: Passage, place: int) -> tuple[Unit, int]:
    """The currency written before a number at a place, and where its sign starts."""
    sign = passage[place - 1]
    if sign.text == "$":
        letters = passage[place - 2]
        if sign.glued and letters.lower in DOLLARS and letters.is_capital:
            return Unit(currency=DOLLARS[letters.lower]), place - 2
        return USD, place - 1
    if sign.text in SYMBOLS:
        return Unit(currency=SYMBOLS[sign.text]), place - 1
    if sign.text in CODES:
        return Unit(currency="CNY" if sign.text == "RMB" else sign.text), place - 1
    return NO_UNIT, place


def unit_at(passage: Passage, place: int) -> tuple[Unit, int]:
    """The unit that starts at a word, or no unit, and the place after it; a hyphen may stand before it."""
    for skip in (0, 1) if passage.lower(place) == "-" else (0,):
        phrase = passage.phrase_at(place + skip, WORDS)
        if phrase and _is_meant(passage, place + skip, phrase):
            return WORDS[phrase], place + skip + len(phrase)
    if passage[place].text in SYMBOLS:
        return Unit(currency=SYMBOLS[passage[place].text]), place + 1
    return NO_UNIT, place


def _is_meant(passage: Passage, place: int, phrase: tuple[str, ...]) -> bool:
    """Whether words that are often something else are a unit here: an x glued to its number, points."""
    if phrase in (("x",), ("×",)):
        return passage[place].glued or passage.lower(place + 1) in ("more", "faster", "the", "as", "better")
    if phrase == ("time",):
        return False
    if phrase == ("won",):
        return passage.lower(place - 1) in _SCALE_NAMES
    if phrase in (("second",), ("minute",), ("quarter",)):
        return passage.lower(place - 1) in ("one", "-") or passage[place - 1].text == "1"
    if phrase == ("points",):
        return passage.any_near(place, ("percent", "percentage", "margin", "churn", "share", "rate"), 12)
    return True


_SCALE_NAMES = ("hundred", "thousand", "million", "billion", "trillion")


def per_at(passage: Passage, place: int) -> tuple[tuple[str, ...], int]:
    """What a figure is for each of, and the place after: "per seat per month", "a year", "/month"."""
    found: list[str] = []
    while len(found) < 3:
        start = place + 1 if passage.lower(place) in (",", "and") and found else place
        step = _one_per(passage, start) or (_and_per(passage, start) if start > place else None)
        if step is None:
            break
        found.append(step[0])
        place = step[1]
    return tuple(found), place


def _and_per(passage: Passage, place: int) -> tuple[str, int] | None:
    """The second of "per seat and month"."""
    word = passage.lower(place)
    return (PERIODS[word], place + 1) if word in PERIODS and passage.lower(place - 1) == "and" else None


def _one_per(passage: Passage, place: int) -> tuple[str, int] | None:
    phrase = passage.phrase_at(place, ADVERBS)
    if phrase:
        return ADVERBS[phrase], place + len(phrase)
    word, following = passage.lower(place), passage[place + 1]
    if word in ("a", "an") and following.lower in PERIODS:
        if following.lower in ("person", "user", "customer", "developer") and passage[place + 2].is_letters:
            return None
        return PERIODS[following.lower], place + 2
    if word in ("per", "/") and following.is_letters:
        if (word == "/" and following.lower not in PERIODS) or following.lower in _SCALE_NAMES:
            return None
        return PERIODS.get(following.lower, following.lower), place + 2
    if (
        word == "for"
        and passage.lower(place + 1) in ("a", "each", "every")
        and passage.lower(place + 2) in PERIODS
    ):
        return PERIODS[passage.lower(place + 2)], place + 3
    return None
