"""Drafts of everything are planted, and everything the API can be asked is searched for a trace of them."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from annotations.models import TagSynonym
from annotations.search import index
from annotations.services import episodes, quotes, topics
from annotations.tests import factories as make
from api.tests import world
from api.v1.urls import RESOURCES
from transcripts.models import Appearance, Company, Episode, Guest, Podcast, Visibility

pytestmark = pytest.mark.django_db
UNHEARD_OF = "019012d4-7a3c-7f3e-9b1c-2f6d8c0e4a51"
# Each word stands in one planted thing and nowhere that is published.
SECRETS = (
    "zanzibar",  # words of drafts in each state
    "narwhal",  # topics
    "dugong",  # people
    "axolotl",  # companies
    "pangolin",  # episodes and a podcast
    "ocelot",  # claims and notes for colleagues
    "tapir",  # summaries, reasons, synonyms
    "wombat",  # the rest of a transcript
)


def plant() -> dict[str, list[Any]]:
    """Things nobody may hear of, beside what is published, by what they are."""
    built = world.build()
    first = built["doubled"].quote.episode
    text = " ".join(f"Zanzibar sentence {n}." for n in range(6))
    hushed = make.episode("Half said", texts=[text, "A wombat turn."], speaker=make.guest("Dugong Dara"))
    tag, parent = make.tag("narwhal-child", make.tag("narwhal")), make.tag("narwhal")
    axolotl, works = make.company("Axolotl"), make.company("Axolotl Works")
    Appearance.objects.filter(episode=hushed).update(company=works)
    sides = {"turn": make.turn(hushed), "tags": [tag], "companies": [axolotl], "note": "ocelot note"}
    sides["guests"] = [make.guest("Dugong Dee")]
    drafts = [
        make.draft("Zanzibar sentence 0.", **sides),
        make.in_review("Zanzibar sentence 1.", **sides),
        make.approved("Zanzibar sentence 2.", **sides),
    ]
    returned, discarded = (
        make.in_review("Zanzibar sentence 3.", **sides),
        make.draft("Zanzibar sentence 4.", **sides),
    )
    make.review.move(returned, action="return", by=make.reviewer(), note="ocelot reason")
    make.review.move(discarded, action="discard", by=make.editor())
    quotes.change(
        built["doubled"].quote,
        tags=[tag],
        companies=[axolotl],
        guests=[make.guest("Dugong Dee")],
        emendations=[{"start": 0, "end": 0, "text": "Zanzibar"}],
        note="ocelot",
        by=make.editor(),
    )
    hidden = make.episode("Pangolin hour", speaker=make.guest("Dugong Dora"), number=99)
    shut = make.episode("Pangolin shut", podcast=make.podcast("Pangolin Cast"), number=98)
    unseen = [
        make.published(turn=make.turn(episode), tags=[tag], companies=[axolotl]) for episode in (hidden, shut)
    ]
    Episode.objects.filter(pk=hidden.pk).update(visibility=Visibility.HIDDEN)
    Podcast.objects.filter(pk=shut.podcast_id).update(rights=Visibility.HIDDEN)
    first.companies.add(axolotl)
    Appearance.objects.create(episode=first, guest=make.guest("Dugong Dora"), role="host", company=works)
    Episode.objects.update(summary="A tapir gist.")
    TagSynonym.objects.create(tag=tag, text="tapir talk")
    merged = make.tag("narwhal-gone")
    public = built["doubled"].tags.first()
    topics.merge(merged, into=public, reason="An ocelot reason.", by=make.chief())
    public.synonyms.all().delete()  # its label became a word of a public topic, which is public
    index.refresh([("tag", public.public_id)])
    guessed = make.claim(
        built["doubled"], "An ocelot claim.", company=axolotl, guest=make.guest("Dugong Dan"), tags=[tag]
    )
    unfounded = make.claim(unseen[1], "An ocelot claim without evidence.", tags=[parent])
    Podcast.objects.filter(pk=shut.podcast_id).update(rights=Visibility.TRANSCRIPT)
    world.publish(unfounded)
    Podcast.objects.filter(pk=shut.podcast_id).update(rights=Visibility.HIDDEN)
    return {
        "tag": [tag, parent, merged],
        "company": [axolotl, works],
        "guest": [make.guest(f"Dugong {name}") for name in ("Dara", "Dora", "Dan", "Dee")],
        "episode": [hidden, shut],
        "podcast": [shut.podcast],
        "quote": [version.quote for version in (*drafts, returned, discarded, *unseen)],
        "claim": [guessed, unfounded],
    }


def parameters_naming(noun: str) -> Iterator[tuple[str, str]]:
    """The lists and parameters that take the name of such a thing."""
    for view in RESOURCES:
        for name, each in view.filterset_class.base_filters.items():
            if getattr(each, "noun", None) == noun:
                yield f"{view.resource}/", name


def crawl() -> dict[str, str]:
    """Every page of the API that links or documented values lead to, by address."""
    pages: dict[str, str] = {}
    waiting = [
        f"/api/v1/{view.resource}/?page_size=2&ordering={sign}{key}"
        for view in RESOURCES
        for key in view.keys
        for sign in ("", "-")
    ]
    waiting += ["/api/v1/", "/api/schema/", *facets()]
    while waiting:
        address = waiting.pop()
        if address in pages:
            continue
        answer = Client().get(address)
        assert answer.status_code == 200, (address, answer.content)
        pages[address] = answer.content.decode()
        if answer.headers["Content-Type"] == "application/json":
            # The feed of changes leads to what is over, too; it is searched, and not followed.
            waiting += links(answer.json() if "/changes/" not in address else [])
    return pages


def facets() -> Iterator[str]:
    """Every list narrowed by every public thing it can be narrowed by."""
    plural = {view.noun: view.resource for view in RESOURCES}
    for noun, resource in plural.items():
        for row in world.found(f"{resource}/", page_size=100):
            for path, parameter in parameters_naming(noun):
                yield f"/api/v1/{path}?{parameter}={row['id']}"


def links(data: Any) -> Iterator[str]:
    """The API's own addresses in an answer."""
    if isinstance(data, dict):
        for value in data.values():
            yield from links(value)
    elif isinstance(data, list):
        for value in data:
            yield from links(value)
    elif isinstance(data, str) and data.startswith("http://testserver/api/v1/"):
        yield data.removeprefix("http://testserver")


def test_nothing_unpublished_leaves_a_trace() -> None:
    planted = plant()
    pages = crawl()
    assert len(pages) > 100
    ids = [str(thing.public_id) for things in planted.values() for thing in things]
    for address, page in pages.items():
        shown = page.lower()
        # The feed of changes says of what was public once that it is over: by its id, and by nothing else.
        told = [] if "/changes/" in address else ids
        assert [word for word in (*SECRETS, *told) if word in shown] == [], address


def test_an_unpublished_name_is_answered_as_one_that_never_was() -> None:
    planted = plant()
    asked = 0
    for noun, things in planted.items():
        for path, parameter in parameters_naming(noun):
            for thing in things:
                for name, stranger in names(thing):
                    assert told(path, parameter, name) == told(path, parameter, stranger)
                    asked += 1
    assert asked > 50


def names(thing: Any) -> Iterator[tuple[str, str]]:
    """What a thing is called, each beside a name of that kind nobody has."""
    yield str(thing.public_id), UNHEARD_OF
    if hasattr(thing, "slug"):
        yield thing.slug, "no-such-thing"


def told(path: str, parameter: str, name: str) -> tuple[int, str]:
    """The answer to a filter, with the name itself left out."""
    answer = world.get(path, **{parameter: name})
    assert answer.status_code == 400
    return answer.status_code, answer.content.decode().replace(name, "NAME")


def test_an_unpublished_thing_is_not_there_nor_selected() -> None:
    planted = plant()
    plural = {view.noun: view.resource for view in RESOURCES}
    for noun, things in planted.items():
        for thing in things:
            for name, stranger in names(thing):
                found = world.get(f"{plural[noun]}/{name}/")
                missing = world.get(f"{plural[noun]}/{stranger}/")
                assert (found.status_code, found.content.decode().replace(name, stranger)) == (
                    404,
                    missing.content.decode(),
                )
            assert world.found(f"{plural[noun]}/", id__in=str(thing.public_id)) == []


@pytest.mark.parametrize(
    ("path", "field", "values"),
    [
        ("episodes/", "number", (98, 99)),
        ("episodes/", "title", ("Pangolin hour", "Pangolin shut")),
        ("episodes/", "slug", ("pangolin-hour",)),
        ("guests/", "name", ("Dugong Dora", "Dugong Dara")),
        ("companies/", "name", ("Axolotl", "Axolotl Works")),
        ("podcasts/", "title", ("Pangolin Cast",)),
        ("tags/", "label", ("Narwhal", "Narwhal child")),
        ("tags/", "slug", ("narwhal",)),
    ],
)
def test_no_value_of_an_unpublished_thing_selects_anything(path: str, field: str, values: tuple) -> None:
    plant()
    for value in values:
        assert world.found(path, **{field: value}) == []


def test_words_of_an_unpublished_thing_find_nothing() -> None:
    plant()
    searched = [view.resource for view in RESOURCES if "q" in view.filterset_class.base_filters]
    assert len(searched) == 6
    for resource in searched:
        assert [word for word in SECRETS if world.found(f"{resource}/", q=word)] == []


def test_what_is_planted_is_really_there() -> None:
    plant()
    assert Company.objects.filter(name__startswith="Axolotl").count() == 2
    assert Guest.objects.filter(name__startswith="Dugong").count() == 4
    assert Podcast.objects.filter(title="Pangolin Cast").exists()


def test_a_withdrawal_takes_everything_that_was_public_through_it() -> None:
    built = world.build()
    moved = built["moved"].quote
    shown = world.get(f"quotes/{moved.public_id}/").content.decode()
    assert "Bo Lindqvist" in shown
    episodes.withdraw(moved.episode, reason="The guest asked.", by=make.reviewer())
    pages = crawl()
    for address, page in pages.items():
        assert [word for word in ("Bo Lindqvist", "Tallowmere", "Core Memory") if word in page] == [], address
    assert told("quotes/", "guest", "bo-lindqvist") == told("quotes/", "guest", "no-such-thing")
