"""Our own snapshots, read: NDJSON of each kind of thing, in a zip of the files as they come. Pure."""

import gzip
import zlib
from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from annotations.research import statements
from annotations.research.jsonfiles import loaded
from annotations.research.passages import (
    NOTES,
    RELATIONS,
    Code,
    Document,
    Name,
    Passage,
    ResearchFile,
    Statement,
    Unreadable,
)
from annotations.vocabularies.entries import Entry, entry_of
from transcripts.files import taken, zipped

PROGRAM = "a snapshot of osbiz"
QUOTES = "quotes.ndjson.gz"
ENDING = ".ndjson.gz"
MOST_BYTES = 128 * 1024 * 1024
BROKEN = "{name} in this snapshot cannot be read: {why}. Take the snapshot anew."
TIMES = {"first": "holds_from", "last": "holds_until", "precision": "precision"}
PARTS = ("label", "definition", "belongs", "does_not_belong", "status")


def is_snapshot(content: bytes) -> bool:
    """Whether this is a zip of a snapshot's files."""
    archive = zipped.opened(content)
    return archive is not None and QUOTES in archive.namelist()


def of_folder(folder: Path) -> bytes:
    """The zip of a folder with a snapshot's files."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for path in sorted(folder.glob(f"*{ENDING}")):
            archive.writestr(path.name, path.read_bytes())
    return out.getvalue()


def read(content: bytes, name: str) -> ResearchFile:
    """The quotes and claims of a snapshot, with its topics. Raises Unreadable."""
    archive = zipped.opened(content)
    if archive is None:
        raise Unreadable(BROKEN.format(name=name, why="it is no zip"))
    try:
        return Snapshot(archive).file()
    except (KeyError, TypeError, AttributeError) as error:
        raise Unreadable(BROKEN.format(name=name, why=f"{error!r}")) from error


class Snapshot:
    """The records of a snapshot by their ids."""

    def __init__(self, archive: ZipFile) -> None:
        self.archive = archive
        named = ("podcasts", "episodes", "tags", "companies", "guests")
        self.known = {record["id"]: record for record in chain(*map(self.records, named))}

    def records(self, kind: str) -> list[dict[str, Any]]:
        """The records of one kind."""
        member = f"{kind}{ENDING}"
        if member not in self.archive.namelist():
            return []
        try:
            packed = zipped.read(self.archive, member, MOST_BYTES)
            with gzip.open(BytesIO(packed)) as file:
                raw = file.read(MOST_BYTES + 1)
        except (taken.Unreadable, OSError, EOFError, zlib.error) as error:
            raise Unreadable(BROKEN.format(name=member, why=error)) from error
        found = loaded(raw) if len(raw) <= MOST_BYTES else None
        if found is None and raw.strip():
            raise Unreadable(BROKEN.format(name=member, why="it is no NDJSON, or more than 128 MB"))
        return [found] if isinstance(found, dict) else found or []

    def file(self) -> ResearchFile:
        """All that it holds."""
        quotes = self.records("quotes")
        documents = {key_of(quote): self.document(quote) for quote in quotes}
        return ResearchFile(
            PROGRAM,
            documents,
            [self.passage(quote) for quote in quotes],
            list(self.codebook()),
            statements=[self.statement(claim) for claim in self.records("claims")],
        )

    def document(self, quote: dict[str, Any]) -> Document:
        """The text that a quote is from."""
        episode = self.known[quote["episode"]]
        podcast = self.known[episode["podcast"]]
        title = episode.get("title") or f"Episode {episode.get('number')}"
        notes = NOTES if quote["kind"] == "notes" else ""
        return Document(f"{podcast['title']}: {title}{notes}", id=quote["verified_revision"]["id"])

    def passage(self, quote: dict[str, Any]) -> Passage:
        """A quote."""
        about = [
            *(("company", key) for key in quote["companies"]),
            *(("person", key) for key in quote["guests"]),
        ]
        return Passage(
            key_of(quote),
            quote["exact"],
            before=quote["prefix"],
            after=quote["suffix"],
            codes=tuple(self.code(key) for key in quote["tags"]),
            about=tuple(self.name(kind, key) for kind, key in about),
            emendations=tuple((one["start"], one["end"], one["text"]) for one in quote["emendations"]),
            id=quote["id"],
        )

    def code(self, key: str) -> Code:
        """A topic."""
        tag = self.known[key]
        return Code(tag["label"], key, tag["slug"])

    def name(self, kind: str, key: str) -> Name:
        """A company or person."""
        return Name(kind, self.known[key]["name"], key)

    def codebook(self) -> Iterator[Entry]:
        """Every topic."""
        for tag in self.records("tags"):
            parent = self.known.get(tag.get("parent") or "", {}).get("slug", "")
            row = {**{name: tag.get(name) for name in PARTS}, "slug": tag["slug"], "parent": parent}
            yield entry_of(row, tag.get("synonyms") or (), 0)

    def statement(self, claim: dict[str, Any]) -> Statement:
        """A claim with what it rests on."""
        holds = claim.get("holds") or {}
        meaning = {
            **claim,
            **(claim.get("value") or {}),
            **{name: holds.get(told) for told, name in TIMES.items()},
        }
        company, guest, about = claim.get("company"), claim.get("guest"), claim.get("about")
        return Statement(
            claim["id"],
            statements.meaning_of(meaning),
            company=self.name("company", company) if company else None,
            guest=self.name("person", guest) if guest else None,
            about=self.code(about) if about else None,
            codes=tuple(self.code(key) for key in claim["tags"]),
            evidence=tuple((one["quote"], one["stance"]) for one in claim["evidence"]),
            # Of what is told at both ends, what this one does.
            relations=tuple(
                (one["way"], one["claim"]) for one in claim["relations"] if one["way"] in RELATIONS
            ),
        )


def key_of(quote: dict[str, Any]) -> str:
    """The key of the text a quote is from."""
    return f"{quote['episode']}/{quote['kind']}"
