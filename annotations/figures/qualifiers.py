"""How exactly a figure is meant: about, at least, at most, more than, less than, or exactly so."""

from annotations.figures.passage import Passage, Phrases
from annotations.figures.wordlists import phrases, words

ABOUT, AT_LEAST, AT_MOST, MORE, LESS = "about", "at_least", "at_most", "more_than", "less_than"


def _table(**rows: str) -> Phrases[str]:
    names = {"about": ABOUT, "at_least": AT_LEAST, "at_most": AT_MOST, "more": MORE, "less": LESS}
    return Phrases({phrase: names[name] for name, row in rows.items() for phrase in phrases(row)})


BEFORE = _table(
    about="about|around|roughly|approximately|approx|nearly|almost|close to|closer to|near|some|circa|maybe|"
    "probably|perhaps|like|something like|somewhere around|somewhere about|in the neighborhood of|"
    "in the neighbourhood of|in the ballpark of|in the region of|on the order of|in the order of|estimated|"
    "an estimated|~|∼|≈|pretty much|more or less|virtually|practically|give or take|or so|something|"
    "approaching|in the range of|ballpark|plus or minus",
    at_least="at least|a minimum of|minimum of|minimum|no less than|no fewer than|not less than|a good|≥|"
    "as low as|starting at|starts at|upward from",
    at_most="at most|at the most|up to|no more than|not more than|a maximum of|maximum of|maximum|as many as|"
    "as much as|max|at maximum|not over|within|≤|as high as|as long as|capped at|never more than|"
    "no greater than",
    more="more than|over|north of|upwards of|upward of|above|exceeding|in excess of|greater than|better than|"
    "higher than|>|beyond|past|larger than|bigger than|well over|longer than|well north of|excess of|exceeds|"
    "exceeded",
    less="less than|under|below|fewer than|south of|smaller than|lower than|<|shy of|short of|shorter than|"
    "cheaper than|beneath",
)  # fmt: skip
AFTER = _table(
    about="or so|- ish|ish|give or take|or thereabouts|roughly|approximately|or something|something|odd|"
    "- odd|- something|some odd|- some|some - odd|- some odd|or something like that|ballpark|thereabouts",
    at_least="+|plus|or more|or above|or higher|and up|and above|at least|minimum|or better|or greater|"
    "or longer|and counting|upwards",
    at_most="or less|or fewer|or under|at most|at the most|tops|max|maximum|or below|at maximum",
)  # fmt: skip
# Words that may stand between the qualifier and its figure.
_FILLERS = words("just only well even a an the of you know , i guess think say said somewhere uh um probably")
_BLOCKS = frozenset(
    {
        ("past",),
        ("over",),
        ("under",),
        ("some",),
        ("near",),
        ("minimum",),
        ("maximum",),
        ("max",),
        ("beyond",),
    }
)


def before(passage: Passage, place: int) -> tuple[str, int]:
    """The qualifier that stands before a figure and where it starts; a bound says more than "about"."""
    found, start = "", place
    reached = place
    for _ in range(6):
        phrase = passage.phrase_before(reached, BEFORE)
        if phrase and not (phrase in _BLOCKS and reached != place) and not _is_span(passage, reached, phrase):
            meaning = BEFORE[phrase]
            if not found or found == ABOUT:
                found = meaning
            reached = start = reached - len(phrase)
        elif (
            passage.lower(reached - 1) in _FILLERS
            and passage[reached - 1].sentence == passage[place].sentence
        ):
            reached -= 1
        else:
            break
    return found, start


def _is_span(passage: Passage, place: int, phrase: tuple[str, ...]) -> bool:
    """Whether "past" tells a time: the past five years."""
    return phrase == ("past",) and passage.lower(place - 2) in ("the", "these", "this")


def after(passage: Passage, place: int) -> tuple[str, int]:
    """The qualifier that follows a figure, and the place after it."""
    skip = 1 if passage.lower(place) == "," else 0
    phrase = passage.phrase_at(place + skip, AFTER)
    if not phrase or (phrase == ("+",) and passage[place].text == "+" and passage[place + 1].is_digits):
        return "", place
    if skip and phrase in (
        ("+",),
        ("plus",),
        ("roughly",),
        ("something",),
        ("at", "least"),
        ("max",),
        ("maximum",),
    ):
        return "", place
    return AFTER[phrase], place + skip + len(phrase)


def stronger(*qualifiers: str) -> str:
    """The one that says most: a bound before "about", "about" before nothing."""
    bounds = [qualifier for qualifier in qualifiers if qualifier and qualifier != ABOUT]
    return bounds[0] if bounds else (ABOUT if ABOUT in qualifiers else "")
