"""What is counted: the noun that follows a number, found by its form."""

from annotations.figures.passage import Passage, Word
from annotations.figures.units import NO_UNIT, PEOPLE, WORKERS, Unit, unit_at
from annotations.figures.wordlists import words

_REACH = 6  # words from a number to its noun: "sixteen Apache project management committee members"
_STOPS = words(
    "a an the this that these those my our your his her its their all both each every some any no not "
    "and or but nor so yet if when while because as than then which who whom whose what where how why "
    "of in on at by for from to with without within into onto over under about after before between "
    "through during since until against around per via is are was were be been being am has have had "
    "having do does did will would can could shall should may might must i you he she it we they me "
    "him us them there here just only even also too very really ago later earlier left right up down "
    "out off away back again still already always never ever year month week day came come comes went "
    "go goes got get gets made make makes said say says think know mean like well yeah yes though "
    "although plus minus versus vs i'm we're it's that's they're we've don't didn't one two three "
    "four five six seven eight nine ten"
)
_NOT_PLURAL = words(
    "sales always perhaps sometimes less its his hers ours yours theirs this was is has does goes "
    "says makes means gets previous various serious famous obvious enormous tremendous anonymous "
    "conscious continuous us plus versus business process access press success address class mass "
    "loss cross across bonus status focus campus virus analysis basis crisis thesis kubernetes redis "
    "postgres news physics mathematics politics economics series species devops ios macos css https "
    "dns aws saas paas iaas gas bus canvas atlas besides towards afterwards regardless unless "
    "nevertheless whereas thus yes as nowadays systems's operations's numerous ambitious precious "
    "religious suspicious dangerous autonomous synchronous asynchronous dollars's let's that's it's "
    "what's there's here's he's she's who's"
)
_IRREGULAR = {
    "people": "people", "children": "children", "men": "men", "women": "women", "feet": "feet",
    "staff": "people", "headcount": "people", "personnel": "people", "salespeople": "people",
}  # fmt: skip
# Nouns that follow a hyphen: a 12-person company, a 20-page contract. Others ("two-factor") count nothing.
_HYPHENED = {
    "seat": "seats", "page": "pages", "line": "lines", "core": "cores", "node": "nodes", "user": "users",
    "customer": "customers", "country": "countries", "city": "cities", "host": "hosts", "server": "servers",
    "member": "people", "employee": "people", "engineer": "people", "developer": "developers",
    "star": "stars", "mile": "miles", "patent": "patents",
}  # fmt: skip
_SINGULAR = {
    "company": "companies", "customer": "customers", "user": "users", "contributor": "contributors",
    "developer": "developers", "maintainer": "maintainers", "founder": "founders", "country": "countries",
    "product": "products", "project": "projects", "release": "releases", "server": "servers",
}  # fmt: skip


def noun_at(passage: Passage, place: int, *, vague: bool = False) -> tuple[Unit, int]:
    """The plural counted by a number that ends before a place, as a unit, and the place after it.

    `vague` numbers take "of" before it: hundreds *of* companies.
    """
    if passage.lower(place) == "-":
        return _hyphened(passage, place)
    if passage.lower(place) == "of" and (vague or passage.lower(place + 1) in _DETERMINERS):
        place += 1
        while passage.lower(place) in _DETERMINERS:
            place += 1
        if passage[place].is_digits:
            place += 1
    noun, end = _plural(passage, place)
    if not noun:
        return NO_UNIT, place
    return _as_unit(noun, passage[end - 2]), end


_DETERMINERS = words("the our my your their these those his her its all")


def single_at(passage: Passage, place: int) -> tuple[Unit, int]:
    """The noun that "one" counts, where it is one that people count."""
    word = passage.lower(place)
    if word in _SINGULAR:
        return Unit(_SINGULAR[word]), place + 1
    if word in ("person", "employee", "engineer"):
        return PEOPLE, place + 1
    return NO_UNIT, place


def _hyphened(passage: Passage, place: int) -> tuple[Unit, int]:
    word = passage[place + 1]
    if word.lower in _HYPHENED:
        return Unit(_HYPHENED[word.lower]), place + 2
    return NO_UNIT, place


def _plural(passage: Passage, place: int) -> tuple[Word | None, int]:
    """The last of the first run of plurals among the words that follow: operations *teams*."""
    found: Word | None = None
    end = place
    for near in range(place, place + _REACH):
        word = passage[near]
        if word.text == "-" and word.glued and not found:
            continue
        if not word.is_letters or word.lower in _STOPS or (found and word.is_capital):
            break
        unit, _ = unit_at(passage, near) if not found else (NO_UNIT, near)
        if near > place and unit and unit != PEOPLE:
            break
        if is_plural(word):
            found, end = word, near + 1
        elif found:
            break
    return found, end


def is_plural(word: Word) -> bool:
    """Whether a word looks like the plural of a noun."""
    lower = word.lower
    if lower in _IRREGULAR:
        return True
    if lower in _NOT_PLURAL or "'" in lower or len(lower) < 3 or not lower.endswith("s"):
        return False
    if lower.endswith(("ss", "us", "sis", "xis")):
        return lower in ("gpus", "cpus", "menus", "skus", "buses")
    return not lower.endswith("is") or len(lower) > 5 or lower == "apis"


_COMPOUNDS = {
    ("pull", "requests"),
    ("merge", "requests"),
    ("data", "centers"),
    ("data", "centres"),
    ("feature", "requests"),
}


def _as_unit(noun: Word, before: Word) -> Unit:
    if (before.lower, noun.lower) in _COMPOUNDS:
        return Unit(f"{before.lower} {noun.lower}")
    if noun.lower in _IRREGULAR:
        return Unit(_IRREGULAR[noun.lower])
    if noun.lower in WORKERS:
        return PEOPLE
    shortened = noun.text[:-1].isupper() and len(noun.text) > 2  # APIs, VMs keep their capitals
    return Unit(noun.text if shortened else noun.lower)
