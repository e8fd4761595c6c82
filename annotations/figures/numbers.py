"""Numbers as people say and write them: 10,000, 1.5M, twelve hundred, half a billion, a couple of hundred."""

from dataclasses import dataclass
from decimal import Decimal

from annotations.figures.passage import Passage, Phrases
from annotations.figures.wordlists import words

UNITS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
TENS = {
    word: value
    for value, word in zip(
        range(20, 100, 10),
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"],
        strict=True,
    )
} | {"fourty": 40}
SCALES = {
    "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "trillion": 1_000_000_000_000,
    "k": 1_000, "mil": 1_000_000, "mill": 1_000_000, "mn": 1_000_000, "mio": 1_000_000,
    "bil": 1_000_000_000, "bn": 1_000_000_000, "lakh": 100_000, "crore": 10_000_000,
}  # fmt: skip
# One letter right after the digits; standing alone it must be a capital: 5 M, but not "5 m".
SUFFIXES = {"k": 1_000, "m": 1_000_000, "mm": 1_000_000, "b": 1_000_000_000, "t": 1_000_000_000_000}
PLURAL_SCALES = {
    "tens": 10, "dozens": 12, "hundreds": 100, "thousands": 1_000, "millions": 1_000_000,
    "billions": 1_000_000_000, "trillions": 1_000_000_000_000,
}  # fmt: skip
FRACTION_SIGNS = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}
ADDED_FRACTIONS = Phrases(
    {
        ("and", "a", "half"): Decimal("0.5"),
        ("and", "one", "half"): Decimal("0.5"),
        ("and", "a", "quarter"): Decimal("0.25"),
        ("and", "three", "quarters"): Decimal("0.75"),
    }
)
# How many times the word that follows: "a couple of hundred". A range where people mean one.
VAGUE = {"couple": (2, 2), "few": (3, 5), "several": (3, 9), "handful": (3, 6)}
PARTS = Phrases(
    {
        ("half", "a"): Decimal("0.5"),
        ("half",): Decimal("0.5"),
        ("quarter", "of", "a"): Decimal("0.25"),
        ("quarter", "of"): Decimal("0.25"),
        ("quarter",): Decimal("0.25"),
        ("three", "quarters", "of", "a"): Decimal("0.75"),
        ("three", "-", "quarters", "of", "a"): Decimal("0.75"),
        ("third", "of", "a"): Decimal(1) / 3,
    }
)
# Said between a number and its scale: 20 something million, 30-odd thousand, 100 plus million.
LOOSE = Phrases(
    {
        ("something",): "about",
        ("-", "something"): "about",
        ("some",): "about",
        ("odd",): "about",
        ("-", "odd"): "about",
        ("ish",): "about",
        ("-", "ish"): "about",
        ("plus",): "at_least",
        ("+",): "at_least",
    }
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number that runs from one word to another (end exclusive); `high` where it is a range by itself.

    `scale` is the million of "5 million", 1 where none is said. `qualifier` is what its own words say.
    """

    low: Decimal
    start: int
    end: int
    high: Decimal | None = None
    scale: int = 1
    qualifier: str = ""
    spelled: bool = False


def number_at(passage: Passage, place: int, *, joined: bool = True) -> Number | None:
    """The number that starts at a word, if any; `joined` lets "and" belong to it (two hundred and six)."""
    return (
        part_of_scale(passage, place)
        or _vague(passage, place)
        or _many(passage, place)
        or _dozen(passage, place)
        or _counted(passage, place, joined=joined)
    )


def small_at(passage: Passage, place: int) -> tuple[int, int] | None:
    """A spelled number below 100 and the place after it: "twelve", "ninety-nine", "ninety nine"."""
    word = passage.lower(place)
    if word in UNITS:
        return UNITS[word], place + 1
    if word not in TENS:
        return None
    after = place + 2 if passage.lower(place + 1) == "-" else place + 1
    unit = UNITS.get(passage.lower(after), 0)
    return (TENS[word] + unit, after + 1) if 1 <= unit <= 9 else (TENS[word], place + 1)


def scale_at(passage: Passage, place: int) -> tuple[int, int] | None:
    """The scale at a word and the place after it: million, K, bn; "-" may stand before it."""
    if (
        passage.lower(place) == "-"
        and passage.lower(place + 1) in SCALES
        and len(passage.lower(place + 1)) > 3
    ):
        place += 1
    word = passage[place]
    if word.lower in SUFFIXES and place and passage[place - 1].is_digits:
        return (SUFFIXES[word.lower], place + 1) if word.glued or word.text in ("K", "M", "B", "k") else None
    return (SCALES[word.lower], place + 1) if word.lower in SCALES else None


def _article(passage: Passage, place: int) -> int:
    """The place after an article, the same place where none stands."""
    return place + 1 if passage.lower(place) in ("a", "an") else place


def part_of_scale(passage: Passage, place: int) -> Number | None:
    """Half a billion, a quarter million, three quarters of a million."""
    start = place
    place = _article(passage, place)
    if passage.lower(place) == "one":
        place += 1
    phrase = passage.phrase_at(place, PARTS)
    if not phrase:
        return None
    after = place + len(phrase)
    if passage.lower(after) == "-":
        after += 1
    word = passage.lower(after)
    if word in ("dozen", "hundred") and phrase[0] == "half":
        scale = 12 if word == "dozen" else 100
    elif word in SCALES and len(word) > 3:
        scale = SCALES[word]
    else:
        return None
    return Number(PARTS[phrase] * scale, start, after + 1, scale=scale, spelled=True)


def _vague(passage: Passage, place: int) -> Number | None:
    """A couple of hundred, a few million, several thousand, a handful of people."""
    start = place
    place = _article(passage, place)
    vague = VAGUE.get(passage.lower(place))
    if vague is None or (passage.lower(place) in ("handful",) and place == start):
        return None
    place += 1
    if passage.lower(place) == "of":
        place += 1
    scale = 1
    while multiplier := _multiplier(passage, place):
        scale *= multiplier[0]
        place = multiplier[1]
    if scale == 1 and passage.lower(place - 1) == "of":
        place -= 1
    low, high = (Decimal(end * scale) for end in vague)
    if low == high:
        return Number(low, start, place, scale=scale, qualifier="about", spelled=True)
    return Number(low, start, place, high=high, scale=scale, spelled=True)


def _multiplier(passage: Passage, place: int) -> tuple[int, int] | None:
    word = passage.lower(place)
    if word in ("hundred", "dozen"):
        return (100 if word == "hundred" else 12), place + 1
    return scale_at(passage, place)


def _many(passage: Passage, place: int) -> Number | None:
    """Hundreds, dozens, tens of thousands: every number of so many digits."""
    start = place
    words: list[str] = []
    scale = 1
    while passage.lower(place) in PLURAL_SCALES:
        words.append(passage.lower(place))
        scale *= PLURAL_SCALES[words[-1]]
        place += 1
        if passage.lower(place) == "of" and passage.lower(place + 1) in PLURAL_SCALES:
            place += 1
    if not words or words == ["tens"] or passage.lower(start - 1) == "and":
        return None
    if words == ["dozens"]:
        return Number(Decimal(24), start, place, high=Decimal(99), spelled=True)
    return Number(Decimal(scale), start, place, high=Decimal(10 * scale - 1), spelled=True)


def _dozen(passage: Passage, place: int) -> Number | None:
    """A dozen, two dozen, 3 dozen."""
    start = place
    count: int | None = None
    if passage.lower(place) in ("a", "one"):
        count, place = 1, place + 1
    elif small := small_at(passage, place):
        count, place = small
    elif passage[place].is_digits and passage[place].is_whole:
        count, place = int(passage[place].text), place + 1
    elif passage.lower(place) == "dozen":
        count = 1
    if count is None or passage.lower(place) != "dozen":
        return None
    return Number(Decimal(12 * count), start, place + 1, scale=12, spelled=True)


def _counted(passage: Passage, place: int, *, joined: bool) -> Number | None:
    """Digits or spelled words with their hundreds and scales: 1.5M, three hundred and fifty thousand."""
    counting = _Counting(passage, place, joined=joined)
    return counting.result()


class _Counting:
    """Adds up one number word by word; scales must fall: a million, two hundred thousand, six."""

    def __init__(self, passage: Passage, place: int, *, joined: bool) -> None:
        self.passage, self.start, self.place, self.joined = passage, place, place, joined
        self.total = Decimal(0)
        self.group: Decimal | None = None
        self.scale = 0  # the last one heard
        self.qualifier = ""
        self.spelled = False

    def result(self) -> Number | None:
        """The number, or nothing where none starts here."""
        if not (self._first() or self._article_before_scale() or self._bare_scale()):
            return None
        while self._hundred() or self._scale() or self._more() or self._fraction():
            pass
        value = self.total + (self.group or 0)
        return Number(value, self.start, self.place, None, self.scale or 1, self.qualifier, self.spelled)

    def _first(self) -> bool:
        word = self.passage[self.place]
        if word.is_digits:
            if word.text.count(".") > 1 or len(word.text) > _LONGEST:
                return False
            self.group = Decimal(word.text.replace(",", ""))
            self.place += 1
        elif word.text in FRACTION_SIGNS:
            self.group = FRACTION_SIGNS[word.text]
            self.place += 1
        elif small := small_at(self.passage, self.place):
            self.group, self.place = Decimal(small[0]), small[1]
            self.spelled = True
        else:
            return False
        self._point()
        self._century()
        return True

    def _century(self) -> None:
        """Nineteen ninety-eight, said of things; of years `dates` takes it first."""
        tens = small_at(self.passage, self.place)
        if self.spelled and self.group in (18, 19) and tens and tens[0] >= 10:
            self.group, self.place = self.group * 100 + tens[0], tens[1]

    def _article_before_scale(self) -> bool:
        """A hundred, a million; "a" alone counts as one only before these."""
        if self.passage.lower(self.place) not in ("a", "an"):
            return False
        word = self.passage.lower(self.place + 1)
        if word != "hundred" and (word not in SCALES or len(word) < 4):
            return False
        self.group, self.spelled = Decimal(1), True
        self.place += 1
        return True

    def _bare_scale(self) -> bool:
        """Hundred thousand messages: the article swallowed."""
        word, following = self.passage.lower(self.place), self.passage.lower(self.place + 1)
        if following == "-":
            following = self.passage.lower(self.place + 2)
        before = self.passage.lower(self.place - 1)
        if word not in ("hundred", "thousand", "million", "billion") or before == "-":
            return False
        if following not in ("thousand", "million", "billion") and not (
            following.endswith("s") and before in _BEFORE_BARE
        ):
            return False
        self.group, self.spelled = Decimal(1), True
        return True

    def _point(self) -> None:
        """Said decimals: five point two."""
        if self.passage.lower(self.place) != "point":
            return
        digits, place = "", self.place + 1
        while (
            self.passage.lower(place) in UNITS and UNITS[self.passage.lower(place)] < 10 and len(digits) < 6
        ):
            digits += str(UNITS[self.passage.lower(place)])
            place += 1
        if not digits and (small := small_at(self.passage, place)):
            digits, place = str(small[0]), small[1]
        if digits and self.group is not None:
            self.group += Decimal(f"0.{digits}")
            self.place = place

    def _hundred(self) -> bool:
        place = self.place + 1 if self.passage.lower(self.place) == "-" else self.place
        if self.passage.lower(place) != "hundred" or self.group is None or self.group >= 100:
            return False
        self.group *= 100
        self.place = place + 1
        self.scale = 100
        return True

    def _scale(self) -> bool:
        if self.group is None:
            return False
        loose = self.passage.phrase_at(self.place, LOOSE)
        found = scale_at(self.passage, self.place + len(loose))
        if found is None or (self.total and found[0] >= self.scale):
            return False
        if loose:
            self.qualifier = LOOSE[loose]
        self.total += self.group * found[0]
        self.group = None
        self.scale, self.place = found
        return True

    def _more(self) -> bool:
        """The smaller part after a hundred or a scale: two hundred *and six*, a thousand *five hundred*."""
        if self.scale < 100 or (self.group is not None and self.group % 100):
            return False
        place = self.place
        if self.passage.lower(place) == "and":
            if not self.joined:
                return False
            place += 1
        elif self.passage.lower(place) == "-":
            place += 1
        small = small_at(self.passage, place)
        if small is None or (self.passage.lower(small[1]) == "hundred" and place != self.place):
            return False
        if self.group is not None and self.passage.lower(small[1]) == "hundred":
            return False
        self.group = (self.group or Decimal(0)) + small[0]
        self.place = small[1]
        return True

    def _fraction(self) -> bool:
        """Two and a half, 2½; a million and a half."""
        if self.group is None and self.total == self.scale:
            return self._half_of_scale()
        if self.group is None or self.group % 1:
            return False
        sign = FRACTION_SIGNS.get(self.passage[self.place].text)
        if sign is not None:
            self.group += sign
            self.place += 1
            return True
        phrase = self.passage.phrase_at(self.place, ADDED_FRACTIONS)
        if not phrase:
            return False
        self.group += ADDED_FRACTIONS[phrase]
        self.place += len(phrase)
        return True

    def _half_of_scale(self) -> bool:
        phrase = self.passage.phrase_at(self.place, ADDED_FRACTIONS)
        if phrase != ("and", "a", "half"):
            return False
        self.total += Decimal("0.5") * self.scale
        self.place += len(phrase)
        return True


_LONGEST = 24  # characters of a number in digits; longer ones are keys and serial numbers
_BEFORE_BARE = words("over than about around nearly almost like to least roughly")
