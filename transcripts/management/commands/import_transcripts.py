"""`manage.py import_transcripts PATH...`: from files to stored episodes."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from transcripts import parsing
from transcripts.services import importing


class Command(BaseCommand):
    """Import documents; a bad one does not stop the others."""

    help = "Imports transcripts: files, or folders of files. The same bytes a second time change nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """The paths, and how to report."""
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be read; store nothing.")
        parser.add_argument("--json", action="store_true", help="One line of JSON a document.")

    def handle(self, *args: Any, paths: list[Path], dry_run: bool, **options: Any) -> None:
        """Import each document; ends with code 1 where one could not be imported."""
        failed = 0
        for path in files(paths):
            result = read(path, dry_run=dry_run)
            failed += "error" in result
            self.report(path, result, as_json=options["json"])
        if failed:
            raise CommandError(f"{failed} of the documents could not be imported; see above.")

    def report(self, path: Path, result: dict[str, Any], *, as_json: bool) -> None:
        """One line of JSON, or lines for a person."""
        if as_json:
            self.stdout.write(json.dumps({"document": str(path), **result}, ensure_ascii=False))
            return
        self.stdout.write(f"{path.name}: {sentence(result)}")
        for episode in result["episodes"]:
            self.stdout.write(f"  {episode['podcast']} — {episode['title']}: {episode['turns']} turns")
        for problem in result["problems"]:
            where = f"line {problem['line']}: " if problem["line"] else ""
            self.stdout.write(f"  {problem['severity']}: {where}{problem['message']}")


def files(paths: list[Path]) -> Iterator[Path]:
    """The named files, and the files in the named folders, in the order of their names."""
    for path in paths:
        yield from sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def read(path: Path, *, dry_run: bool) -> dict[str, Any]:
    """Import one file, or only parse it; an `error` says why nothing came of it."""
    nothing: dict[str, Any] = {"created": False, "episodes": [], "problems": []}
    try:
        content = path.read_bytes()
    except OSError as error:
        return {**nothing, "error": f"It cannot be read ({error.strerror}). Check the path."}
    try:
        return preview(content, path.name) if dry_run else stored(content, path.name)
    except importing.DocumentRefused as refusal:
        refused = importing.ImportResult(refusal.parsed, created=False).as_json()
        return {**refused, "error": str(refusal)}


def stored(content: bytes, name: str) -> dict[str, Any]:
    """Keep and import the bytes."""
    return importing.import_document(importing.receive(content, name=name, by=None), by=None)


def preview(content: bytes, name: str) -> dict[str, Any]:
    """What an import would find; touches no database."""
    parsed = parsing.parse(content, name)
    if not parsed.episodes:
        raise importing.DocumentRefused(parsed)
    result = importing.ImportResult(parsed, created=False)
    result.episodes = [
        {
            "podcast": episode.podcast or "",
            "title": episode.title or (f"Episode {episode.number}" if episode.number is not None else ""),
            "status": str(episode.status),
            "turns": len(episode.turns),
        }
        for episode in parsed.episodes
    ]
    return {**result.as_json(), "dry_run": True}


def sentence(result: dict[str, Any]) -> str:
    """What happened, in words."""
    if "error" in result:
        return f"not imported. {result['error']}"
    count = len(result["episodes"])
    noun = "episode" if count == 1 else "episodes"
    if result.get("dry_run"):
        return f"{count} {noun} found, nothing stored."
    return (
        f"{count} {noun} imported."
        if result["created"]
        else f"{count} {noun} known already, nothing changed."
    )
