"""Numbers that count nothing: Python 3, version 7.10, S3, 24/7, a telephone number, 9:30, two-factor."""

from annotations.figures.months import MONTHS
from annotations.figures.nouns import noun_at
from annotations.figures.numbers import TENS, UNITS, small_at
from annotations.figures.passage import Passage, Word
from annotations.figures.units import SYMBOLS, unit_at
from annotations.figures.wordlists import words

_LABELS = words(
    "version versions v release extension section sections chapter episode episodes page room rule number no "
    "phase tier grade gate route highway issue rfc pep level season item figure table step bug line "
    "port layer lesson error code status http https apache gpl lgpl agpl gplv bsl mpl eupl license "
    "licence python java php perl ruby rails node windows ubuntu debian postgres postgresql mysql "
    "angular vue react django web fortune covid catch area gpt claude llama ios android kubernetes "
    "elasticsearch kibana iso unicode utf ascii net c++ boeing airbus studio symfony drupal wordpress "
    "laravel bootstrap html css es type class building apollo g oauth soc pci opus gemini sonnet mark"
)
_VERSIONED = words("release releases version branch line series")
_DAY_TIMES = words("am pm o'clock")
_NOT_NAMES = words(
    "i we you he she they it the a an and but or so in on at by for to of from with about over under "
    "around roughly almost nearly only just maybe probably like some between than within less more up "
    "down north fewer approximately most least are is was were had has have got get that this there "
    "these those our my your their his her its yes no yeah well now then if when because all every "
    "each after before since until spent raised paid made sold hit today it's we're we've they're "
    "that's there's what say say's say, not as did who which us usd eur gbp"
)


def is_named(passage: Passage, start: int, end: int, *, has_unit: bool) -> bool:
    """Whether the number between two words belongs to a name, a version, an address or a clock.

    `has_unit` says that something countable follows it.
    """
    return (
        _is_glued_to_letters(passage, start)
        or _is_grouped(passage, start, end)
        or _is_clock(passage, start, end)
        or _is_labelled(passage, start, has_unit=has_unit)
        or _is_ordinal(passage, start, end)
        or _is_address(passage, start, end)
        or _is_adjective(passage, end)
        or _is_run_together(passage, start, end)
    )


def _is_glued_to_letters(passage: Passage, start: int) -> bool:
    """S3, v2, GPT-4, COVID-19; but not "mid-2018" or "a-hundred"."""
    word, before = passage[start], passage[start - 1]
    if not word.is_digits or not word.glued:
        return False
    if before.text == "-" and before.glued:
        first = passage[start - 2]
        return first.is_letters and first.lower not in (
            "mid",
            "sub",
            "pre",
            "post",
            "under",
            "over",
            "a",
            "non",
        )
    return before.is_letters or before.text in ("_", "@", "#", ".", "\\", "&", "=", "*")


def _is_grouped(passage: Passage, start: int, end: int) -> bool:
    """24/7, 10-for-1, 555-867-5309, 7.10.2, 192.168.1.1."""
    word, after, before = passage[start], passage[end], passage[start - 1]
    if not word.is_digits:
        return False
    if word.text.count(".") > 1:
        return True
    if "." in word.text and after.lower in _VERSIONED:
        return True
    if (after.text in "/:" and after.glued and passage[end + 1].is_digits) or (
        before.text in "/:" and before.glued and passage[start - 2].is_digits
    ):
        return True
    if after.text == "-" and passage.lower(end + 1) in ("for", "to", "on", "by"):
        return True
    return _run_of_groups(passage, start) >= 3


def _run_of_groups(passage: Passage, start: int) -> int:
    """How many numbers stand in a row with hyphens between."""
    groups, place = 1, start
    while (
        passage[place + 1].text in "-."
        and passage[place + 1].glued
        and passage[place + 2].is_digits
        and passage[place + 2].glued
    ):
        groups, place = groups + 1, place + 2
        if groups > 4:
            break
    place = start
    while (
        passage[place].glued
        and passage[place - 1].text in "-."
        and passage[place - 1].glued
        and passage[place - 2].is_digits
    ):
        groups, place = groups + 1, place - 2
        if groups > 8:
            break
    return groups


def _is_clock(passage: Passage, start: int, end: int) -> bool:
    """5 pm, 9 o'clock."""
    word = passage.lower(end)
    return (word in _DAY_TIMES and (word != "am" or passage[start].is_digits)) or (
        word in ("a", "p") and passage[end + 1].text == "." and passage.lower(end + 2) == "m"
    )


def _is_labelled(passage: Passage, start: int, *, has_unit: bool) -> bool:
    """Version 7, Python 3, PHP 6, number one; but "level 3 engineers" is a figure."""
    before = passage[start - 1]
    if before.lower in ("is", "was") and passage.lower(start - 2) in ("port", "extension", "version"):
        return True
    if before.text == "-" and before.glued:
        return False
    if before.sentence != passage[start].sentence:
        return False
    if before.lower in _LABELS and before.is_letters:
        return not (has_unit and before.lower in _WEAK_LABELS)
    if has_unit or not passage[start].is_digits:
        return False
    return _is_proper(passage, start - 1, before)


_WEAK_LABELS = words("line lines release releases react node level type class code web table status no item")


def _is_proper(passage: Passage, place: int, word: Word) -> bool:
    """Whether a capital word is a name and not the start of a sentence or a month."""
    if not word.is_capital or word.lower in _NOT_NAMES or word.lower in MONTHS:
        return False
    is_first = passage.sentence_starts.get(word.sentence) == place or passage[place - 1].text in "\"“'‘:"
    return not is_first or not word.text[1:].islower()


def _is_ordinal(passage: Passage, start: int, end: int) -> bool:
    """7th, 21st, 3D, 2FA, 64bit."""
    after = passage[end]
    return (
        passage[end - 1].is_digits
        and after.is_letters
        and after.glued
        and not unit_at(passage, end)[0]
        and after.lower != "ish"
    )


def _is_address(passage: Passage, start: int, end: int) -> bool:
    """221B Baker Street."""
    suffix, street = passage[end - 1], passage[end]
    if (
        not (suffix.glued and suffix.text.isupper() and len(suffix.text) == 1)
        or passage[start].text in SYMBOLS
    ):
        return False
    return street.is_capital and street.text[1:].islower() and street.lower not in ("series", "seed")


def _is_adjective(passage: Passage, end: int) -> bool:
    """Two-sided, two-factor; but a 12-week, a 20-odd and two-to-three."""
    hyphen, word = passage[end], passage[end + 1]
    if not (hyphen.text == "-" and hyphen.glued and word.glued and word.is_letters):
        return False
    if word.lower in ("to", "or", "odd", "some", "something", "ish", "plus"):
        return False
    return not (unit_at(passage, end)[0] or noun_at(passage, end)[0])


def _is_run_together(passage: Passage, start: int, end: int) -> bool:
    """Two fifty: 250 or 2.50, who knows."""
    if passage[start].is_digits:
        return False
    before, after = small_at(passage, start - 1), small_at(passage, end)
    return bool(
        (before and before[0] < 10 and before[1] == start and passage.lower(start) in TENS)
        or (end == start + 1 and UNITS.get(passage.lower(start), 10) < 10 and after and after[0] >= 10)
    )
