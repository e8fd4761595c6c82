"""Records as linked data: JSON-LD in the words of schema.org, and in others' or our own where it has none.

The context stands in the file, so that no processor has to fetch one, and each thing is one line.
"""

from collections.abc import Callable
from gzip import GzipFile
from typing import IO, Any

import orjson

from api.addresses import Addresses
from api.records import KINDS

WIKIDATA = "https://www.wikidata.org/wiki/"
STANCES = ("supports", "disputes", "updates")
DATES = ("datePublished", "dateModified", "startDate", "endDate")
Thing = dict[str, Any]
Named = Callable[[str, Any], Any]


class Graph:
    """A file of everything; one that goes on stands behind another with the beginning and some things."""

    def __init__(self, file: IO[bytes] | GzipFile, *, goes_on: bool = False) -> None:
        self.file, self.addresses, self.begun = file, Addresses(None), goes_on
        if not goes_on:
            file.write(b'{"@context": ' + orjson.dumps(context(self.addresses.base)) + b', "@graph": [\n')

    def add(self, noun: str, record: Thing) -> None:
        """One thing."""
        told = DESCRIBED[noun](record, self.named)
        thing = {"@id": self.addresses.of(KINDS[noun].resource, record["id"]), **told}
        kept = {name: value for name, value in thing.items() if value not in (None, "", [], {})}
        self.file.write((b",\n" if self.begun else b"") + orjson.dumps(kept))
        self.begun = True

    def close(self) -> None:
        """Come to the end."""
        self.file.write(b"\n]}\n")

    def named(self, resource: str, ids: Any) -> Any:
        """Other things by their addresses."""
        if ids is None:
            return None
        if isinstance(ids, list):
            return [self.named(resource, id_) for id_ in ids]
        return {"@id": self.addresses.of(resource, ids)}


def context(base: str) -> Thing:
    """What the words mean."""
    own = {name: {"@id": f"{base}/explorer/#{name}", "@type": "@id"} for name in STANCES}
    return {
        "@vocab": "https://schema.org/",
        "broader": {"@id": "http://www.w3.org/2004/02/skos/core#broader", "@type": "@id"},
        "sameAs": {"@type": "@id"},
        **{name: {"@type": "DateTime"} for name in DATES},
        **own,
    }


def elsewhere(record: Thing) -> list[str]:
    """Where else somebody or something is found."""
    wikidata = f"{WIKIDATA}{record['wikidata']}" if record["wikidata"] else ""
    return [one for one in (record["website"], wikidata) if one]


def podcast(record: Thing, named: Named) -> Thing:
    """A series."""
    return {
        "@type": "PodcastSeries",
        "name": record["title"],
        "sameAs": [record["website"]] if record["website"] else [],
        "inLanguage": record["language"],
        "license": record["licence"],
        "creditText": record["attribution"],
    }


def episode(record: Thing, named: Named) -> Thing:
    """An episode with who is in it."""
    return {
        "@type": "PodcastEpisode",
        "name": record["title"],
        "episodeNumber": record["number"],
        "datePublished": record["published_on"],
        "duration": f"PT{record['duration_seconds']}S" if record["duration_seconds"] else None,
        "partOfSeries": named("podcasts", record["podcast"]),
        "actor": named("guests", [one["id"] for one in record["guests"]]),
        "about": named("companies", record["companies"]),
    }


def guest(record: Thing, named: Named) -> Thing:
    """A person."""
    return {
        "@type": "Person",
        "name": record["name"],
        "description": record["about"],
        "sameAs": elsewhere(record),
    }


def company(record: Thing, named: Named) -> Thing:
    """A company, with what it was called and whose it was."""
    return {
        "@type": "Organization",
        "name": record["name"],
        "description": record["about"],
        "sameAs": elsewhere(record),
        "alternateName": [one["name"] for one in record["names"]],
        "parentOrganization": named("companies", [one["company"] for one in record["owners"]]),
    }


def tag(record: Thing, named: Named) -> Thing:
    """A topic."""
    return {
        "@type": "DefinedTerm",
        "name": record["label"],
        "description": record["definition"],
        "alternateName": record["synonyms"],
        "broader": named("tags", record["parent"]),
    }


def quote(record: Thing, named: Named) -> Thing:
    """A quotation, as it is to be shown."""
    return {
        "@type": "Quotation",
        "text": record["text"],
        "spokenByCharacter": named("guests", record["speaker"]),
        "isPartOf": named("episodes", record["episode"]),
        "about": [*named("companies", record["companies"]), *named("guests", record["guests"])],
        "keywords": named("tags", record["tags"]),
        "datePublished": record["published_at"],
        "dateModified": record["updated_at"],
        "version": record["version"],
    }


def claim(record: Thing, named: Named) -> Thing:
    """A statement with what it rests on. Nobody here judges whether it is true, so no ClaimReview."""
    said = record["evidence"]
    about = [named(*pair) for pair in (("companies", record["company"]), ("guests", record["guest"]))]
    return {
        "@type": "Claim",
        "text": record["statement"],
        "about": [one for one in (*about, named("tags", record["about"]), record["subject"]) if one],
        "appearance": named("quotes", [one["quote"] for one in said]),
        "keywords": named("tags", record["tags"]),
        "datePublished": record["published_at"],
        "@reverse": {
            stance: quotes
            for stance in STANCES
            if (quotes := named("quotes", [one["quote"] for one in said if one["stance"] == stance]))
        },
    }


def correction(record: Thing, named: Named) -> Thing:
    """What was wrong, and what was changed."""
    about = record["about"]
    resource = KINDS[about["type"]].resource if about["type"] in KINDS else ""
    return {
        "@type": "CorrectionComment",
        "text": record["changed"],
        "description": record["wrong"],
        "about": named(resource, about["id"]) if resource else None,
        "datePublished": record["corrected_on"],
    }


DESCRIBED: dict[str, Callable[[Thing, Named], Thing]] = {
    one.__name__: one for one in (podcast, episode, guest, company, tag, quote, claim, correction)
}
