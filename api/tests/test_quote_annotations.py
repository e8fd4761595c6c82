"""Quotes as W3C Web Annotations: by the standard, page by page, and home again as the same graph."""

from typing import Any

import orjson
import pytest
from django.db import transaction
from django.test import Client

from annotations import vocabularies
from annotations.models import Quote, QuoteVersion
from annotations.research import formats
from annotations.services import research, vocabulary
from annotations.tests import factories as make
from annotations.tests.research import building
from annotations.tests.research.test_qdpx import everything, world
from api.tests import world as partners
from transcripts import exports
from transcripts.models import Episode, Podcast, Revision, Visibility
from transcripts.selectors import exporting
from transcripts.services import documents, importing, readings

pytestmark = pytest.mark.django_db
TYPE = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'


def got(path: str = "quotes/annotations/", **parameters: str) -> dict[str, Any]:
    answer = partners.get(path, **parameters)
    assert answer.status_code == 200, answer.content
    assert answer.headers["Content-Type"] == TYPE
    found: dict[str, Any] = answer.json()
    return found


def followed(**parameters: str) -> list[dict[str, Any]]:
    """All pages of a collection, as a client goes from one to the next."""
    collection = got(**parameters)
    assert (collection["@context"], collection["type"]) == (
        "http://www.w3.org/ns/anno.jsonld",
        "AnnotationCollection",
    )
    pages = [collection["first"]]
    while following := pages[-1].get("next"):
        pages.append(orjson.loads(Client().get(following.removeprefix("http://testserver")).content))
        assert pages[-1]["partOf"]["id"] == collection["id"]
    return pages


def selectors(annotation: dict[str, Any]) -> dict[str, Any]:
    """The selectors of an annotation's text, by their type."""
    targets = annotation["target"] if isinstance(annotation["target"], list) else [annotation["target"]]
    return {one["type"]: one for one in targets[0]["selector"]} | {"source": targets[0]["source"]["id"]}


def test_each_is_found_by_its_words_and_in_a_public_text_by_its_place_in_code_points() -> None:
    world()
    pages = followed(page_size="2")
    assert [len(page["items"]) for page in pages] == [2, 2, 1]
    texts: dict[str, str] = {}
    for one in [one for page in pages for one in page["items"]]:
        found = selectors(one)
        if found["source"] not in texts:
            answer = Client().get(found["source"].removeprefix("http://testserver"))
            assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
            texts[found["source"]] = answer.content.decode()
        text, quoted, place = (
            texts[found["source"]],
            found["TextQuoteSelector"],
            found["TextPositionSelector"],
        )
        assert text[place["start"] : place["end"]] == quoted["exact"]
        assert text[: place["start"]].endswith(quoted["prefix"])
        assert text[place["end"] :].startswith(quoted["suffix"])
    tags = {body["value"] for page in pages for one in page["items"] for body in one["body"]}
    assert {"Licensing change", "Tallowmere", "Ines Carvalho"} <= tags


def test_filters_order_and_count_are_those_of_the_list() -> None:
    partners.build()
    chosen = got(tag="pricing", ordering="published_at", count="true")
    words = [one["target"] for one in chosen["first"]["items"]]
    exact = [(one[0] if isinstance(one, list) else one)["selector"][0]["exact"] for one in words]
    listed = [row["exact"] for row in partners.found("quotes/", tag="pricing", ordering="published_at")]
    assert (exact, chosen["total"]) == (listed, 2)
    assert partners.get("quotes/annotations/", topic="x").status_code == 400
    assert partners.get("quotes/annotations/", fields="id").status_code == 400


def test_of_a_transcript_that_is_not_public_neither_the_text_nor_a_place_in_it_is_told() -> None:
    partners.build()
    revision = Revision.objects.filter(kind="transcript").order_by("pk")[0]
    assert partners.get(f"texts/{revision.public_id}/").status_code == 404
    assert partners.get("texts/nothing/").status_code == 404
    for one in followed()[0]["items"]:
        assert set(selectors(one)) == {"TextQuoteSelector", "source"}
        assert "/episodes/" in selectors(one)["source"]


def test_the_published_claims_it_speaks_to_are_bodies_and_no_other() -> None:
    world()
    building.claims_of_it()
    quote = QuoteVersion.objects.published().order_by("pk")[0]
    make.claim(quote, "A secret claim.")
    pages = followed()
    bodies = [body for page in pages for one in page["items"] for body in one["body"]]
    found = {(body["purpose"], body["value"]) for body in bodies if "schema:Claim" in body["type"]}
    assert found == {
        ("http://purl.org/spar/cito/supports", "Relicensing costs contributors."),
        ("http://purl.org/spar/cito/supports", "Forks rarely live."),
        ("http://purl.org/spar/cito/disputes", "Forks rarely live."),
    }
    assert [body["value"] for body in bodies if body["purpose"] == "editing"] == ["2"]
    assert "secret" not in str(pages)


def test_with_its_transcripts_and_its_codebook_it_is_the_same_graph_in_an_empty_osbiz() -> None:
    with transaction.atomic():
        world()
        building.claims_of_it()
        before, pages = everything(), followed(page_size="2")
        texts = [
            exports.named("json").write(exporting.of(episode, revision))
            for episode in Episode.objects.all()
            if (revision := exporting.revision_of(episode))
        ]
        codebook = vocabularies.as_codebook(vocabulary.export())
        transaction.set_rollback(True)
    for number, text in enumerate(texts):
        parsed = readings.reader_of_this_thread().read(text.encode(), f"{number}.json", None).parsed
        kept = documents.keep(text.encode(), name=f"{number}.json", by=make.chief())
        importing.store([importing.ReadDocument(kept, parsed)], by=make.chief())
    vocabulary.apply(vocabulary.plan(vocabularies.read(codebook.encode())), by=make.chief())
    file = formats.read(orjson.dumps(pages), "quotes.json")
    outcome = research.bring(research.Bringing(file, "quotes.json", make.chief(), missing=True))
    assert [fate.how for fate in outcome.fates] == ["exact"] * 5
    assert not QuoteVersion.objects.published().exists()
    Podcast.objects.update(rights=Visibility.TRANSCRIPT)
    Episode.objects.update(visibility=Visibility.TRANSCRIPT)
    for version in QuoteVersion.objects.order_by("pk"):
        building.publish(version, by=make.chief())
    building.publish_claims(by=make.chief())
    assert everything() == before


def test_where_it_is_there_it_changes_nothing() -> None:
    partners.build()
    count = Quote.objects.count()
    file = formats.read(orjson.dumps(followed()), "quotes.json")
    outcome = research.bring(research.Bringing(file, "quotes.json", make.editor()))
    speech = [fate.how for fate in outcome.fates if fate.passage.exact != "Quarrystone closed its source"]
    assert (speech, Quote.objects.count()) == (["there"] * 3, count)


def test_a_page_is_revalidated() -> None:
    partners.build()
    first = partners.get("quotes/annotations/")
    again = Client().get("/api/v1/quotes/annotations/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
