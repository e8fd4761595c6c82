"""Whatever is not public is planted under one word, and everything the public can ask is searched for it:
pages, filters, counts, transcripts, the API with its schema, refusals and redirects, bodies and headers."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from annotations.models import Alarm, Publication, Quote, SearchName, SearchWord, TagSynonym
from annotations.search import index, results, suggestions
from annotations.services import comments, errorreports, publishing, quotes, review, topics
from annotations.tests import factories as make
from annotations.tests.test_leaks import STAMP
from annotations.workflow import Action
from api.tests import world
from api.v1.urls import RESOURCES
from transcripts.models import Appearance, Episode, LikelyDuplicate, Podcast, Visibility
from transcripts.services import revisions

pytestmark = pytest.mark.django_db
WORD = "zqxvorn"
SENTENCES = [f"Zqxvorn sentence number {number}." for number in range(8)]
SAID = re.compile(r'(?:href|src|action|content)="([^"#]*)')
ADDRESS = re.compile(r'[">](?:http://testserver)(/[^"<]*)["<]')
FORMS = ("embed/", "cite.txt", "cite.bib", "cite.ris", "cite.json", "picture-1.png", "picture-2.png")


def plant() -> dict[str, list[Any]]:
    """Something of every kind that nobody may hear of, beside what is public; what has an address, by its
    noun."""
    built = world.build()
    first = built["doubled"].quote.episode
    tag, company = make.tag("zqxvorn-child", make.tag("zqxvorn-parent")), make.company("Zqxvorn Works")
    person = make.guest("Zqxvorn Person")
    sides = {"tags": [tag], "companies": [company], "guests": [person], "note": "A zqxvorn note."}
    hushed = make.episode("Half said", texts=[" ".join(SENTENCES)], speaker=make.guest("Zqxvorn Speaker"))
    turn = make.turn(hushed)
    in_states = [
        make.draft(SENTENCES[0], turn=turn, **sides),
        make.in_review(SENTENCES[1], turn=turn, **sides),
        make.approved(SENTENCES[2], turn=turn, **sides),
        returned(make.in_review(SENTENCES[3], turn=turn, **sides)),
        moved(make.draft(SENTENCES[4], turn=turn, **sides), Action.DISCARD),
        make.approved(SENTENCES[5], turn=turn, **sides),
    ]
    publishing.schedule(in_states[5], at=timezone.now() + timedelta(hours=1), by=make.reviewer())
    gone = make.published(SENTENCES[6], turn=turn, **sides)
    review.move(gone, action=Action.WITHDRAW, by=make.reviewer(), note="The guest asked.")
    pending(built["doubled"].quote, tag=tag, company=company, person=person)
    hidden = make.episode(
        "Zqxvorn hour", speaker=make.guest("Zqxvorn Host"), summary="A zqxvorn gist.", number=99
    )
    unseen = make.published(turn=make.turn(hidden), **sides)
    correct(hidden, f"{make.WORDS} Zqxvorn words.")
    Episode.objects.filter(pk=hidden.pk).update(visibility=Visibility.HIDDEN)
    correct(first, f"{make.WORDS} Zqxvorn words.")
    shut = make.episode("Zqxvorn shut", podcast=make.podcast("Zqxvorn Cast", attribution="Zqxvorn FM"))
    closed = make.published(turn=make.turn(shut), **sides)
    Podcast.objects.filter(pk=shut.podcast_id).update(rights=Visibility.HIDDEN)
    Appearance.objects.create(episode=first, guest=make.guest("Zqxvorn Second"), role="host", company=company)
    first.companies.add(company)
    said = make.claim(built["changed"], "A zqxvorn claim.", company=company, guest=person, tags=[tag])
    world.publish(said_of := make.claim(built["changed"], "A zqxvorn claim, withdrawn.", tags=[tag]))
    review.move(said_of, action=Action.WITHDRAW, by=make.reviewer(), note="It was never said.")
    beside_the_work(built["doubled"], hidden)
    return {
        "quote": [one.quote for one in (*in_states, unseen, closed)],
        "claim": [said],
        "tag": [tag, tag.parent, make.tag("zqxvorn-merged")],
        "company": [company],
        "guest": [make.guest(f"Zqxvorn {name}") for name in ("Person", "Speaker", "Host", "Second")],
        "episode": [hidden, shut],
        "podcast": [shut.podcast],
    }


def moved(version: Any, action: Action) -> Any:
    review.move(version, action=action, by=make.editor())
    return version


def returned(version: Any) -> Any:
    review.move(version, action=Action.RETURN, by=make.reviewer(), note="A zqxvorn reason.")
    return version


def pending(quote: Any, *, tag: Any, company: Any, person: Any) -> None:
    """Another wording of a published quote, with other topics and people, on its way."""
    instead = [{"start": 0, "end": 7, "text": "zqxvorn"}]
    more: dict[str, Any] = {"tags": [tag], "companies": [company], "guests": [person]}
    quotes.change(quote, emendations=instead, note="A zqxvorn note.", by=make.editor(), **more)


def correct(episode: Episode, text: str) -> None:
    """A changed text that nobody has adopted."""
    parsed = make.ParsedEpisode(
        turns=(make.parsed_turn(0, text, "Ines Carvalho", False),),
        sections=(),
        status=make.TranscriptStatus.COMPLETE,
    )
    rows = revisions.speech(parsed, {"Ines Carvalho": make.guest()})
    revisions.add_import(
        episode,
        kind=make.RevisionKind.TRANSCRIPT,
        turns=rows,
        document=make.document(f"zqxvorn {episode.pk}.txt"),
        by=None,
    )


def beside_the_work(version: Any, hidden: Episode) -> None:
    """What people say about it: comments, reports, alarms, likely duplicates, changes of the vocabulary."""
    comments.add(version.quote.episode, quote=version.quote, text="A zqxvorn comment.", by=make.editor())
    for thing in (version.quote, hidden):
        errorreports.receive(
            public_id=uuid4(),
            object_type=thing._meta.model_name,
            object_id=thing.public_id,
            address="/zqxvorn/",
            text="A zqxvorn report.",
            email="zqxvorn@example.org",
        )
    Alarm.objects.create(version=version, kind="words", message="A zqxvorn alarm.", seen_at=timezone.now())
    one, other = make.guest("Zqxvorn Person"), make.guest("Zqxvorn Speaker")
    LikelyDuplicate.objects.create(guest=one, other_guest=other, score=90, why="Zqxvorn.")
    TagSynonym.objects.create(tag=make.tag("zqxvorn-child"), text="zqxvorn talk")
    topics.rename(
        make.tag("zqxvorn-merged"),
        label="Zqxvorn else",
        slug="zqxvorn-merged",
        reason="Zqxvorn.",
        by=make.chief(),
    )


def beginnings() -> Iterator[str]:
    """Where everything public begins, and the API's lists."""
    yield from ("/", "/topics/", "/guests/", "/companies/", "/claims/", "/corrections/", "/episodes/")
    # Words beside the planted one, what begins as it does, and what is one letter from it.
    for typed in ("sentence+number", "works", "person+claim", "zqw", "zq", "licence", "quarrystone+-licence"):
        yield f"/search/?q={typed}"
        yield f"/search/suggest/?q={typed}"
    yield from (
        "/api/v1/",
        "/api/schema/",
        "/api/docs/",
        "/healthz/",
        "/robots.txt",
        "/sitemap.xml",
        "/feed/",
    )
    for view in RESOURCES:
        yield f"/api/v1/{view.resource}/?page_size=3"


def guessed() -> Iterator[str]:
    """What is shared of a quote, by addresses that no link leads to: of every quote, public or not."""
    for one in Quote.objects.order_by("pk").values_list("public_id", flat=True):
        yield from (f"/quotes/{one}/{form}" for form in FORMS)
        yield f"/oembed/?url=http://testserver/quotes/{one}/"


def crawl(client: Client) -> dict[str, str]:
    """All that the answers tell of everything that links lead to, by address."""
    answers: dict[str, str] = {}
    waiting = [*beginnings()]
    while waiting:
        address = waiting.pop()
        if address in answers:
            continue
        answer = client.get(address)
        shown = body_of(answer)
        answers[address] = told(answer, shown)
        found = [unescape(one) for one in SAID.findall(shown) + ADDRESS.findall(shown)]
        found += [answer.headers["Location"]] if "Location" in answer.headers else []
        for one in found:
            one = one.removeprefix("http://testserver")
            whole = address.partition("?")[0] + one if one.startswith("?") else one
            if whole.startswith("/") and not whole.startswith(("/static/", "/admin/", "/report/")):
                waiting.append(whole)
    return answers


def body_of(answer: Any) -> str:
    """All of an answer's body, also of one that comes in pieces."""
    whole = answer.getvalue() if answer.streaming else answer.content
    return whole.decode(errors="replace")


def told(answer: Any, body: str) -> str:
    """All that an answer tells, but for what is another each time."""
    headers = {key: value for key, value in answer.headers.items() if key not in ("X-Request-ID", "ETag")}
    return f"{answer.status_code} {sorted(headers.items())} {STAMP.sub('', body)}"


def test_no_answer_to_the_public_holds_a_trace_of_what_is_not() -> None:
    planted = plant()
    # What was public once is told of in the change feed, as gone.
    gone = {one for (one,) in Publication.objects.values_list("object_id")}
    ids = [str(one.public_id) for things in planted.values() for one in things if one.public_id not in gone]
    answers = crawl(Client())
    kinds = {address.split("/")[1] for address in answers}
    assert {"topics", "guests", "companies", "quotes", "claims", "episodes", "corrections", "api"} <= kinds
    traces = [
        (address, word)
        for address, answer in answers.items()
        for word in (WORD, *ids)
        if word in f"{address} {answer}".lower()
    ]
    assert traces == []
    found = results.search(WORD)
    assert (found.total, found.groups, found.corrected, suggestions.offered(WORD)) == (0, [], None, [])
    # Hidden past the services, names stand in the index, shown to nobody, until it is compared.
    index.compare(mending=True)
    assert not SearchWord.objects.filter(text__contains=WORD).exists()
    assert not SearchName.objects.filter(text__contains=WORD).exists()


def test_whoever_knows_an_id_is_told_no_more() -> None:
    hidden = {one.public_id for one in plant()["quote"]}
    for address in guessed():
        answer = Client().get(address)
        assert WORD not in told(answer, body_of(answer)).lower(), address
        if any(str(one) in address for one in hidden):
            assert answer.status_code == 404, address
