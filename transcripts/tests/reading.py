"""Helpers of the parser's tests: documents of this folder and readable views of what was read."""

from pathlib import Path

from transcripts import parsing
from transcripts.documents import ParsedDocument, ParsedEpisode

DOCUMENTS = Path(__file__).parent / "documents"
READ = ".read.json"
SEEDS = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "seeds"


def documents() -> list[Path]:
    """The documents with a JSON beside them that says what is in them."""
    return sorted(path.with_name(path.name[: -len(READ)]) for path in DOCUMENTS.glob(f"*/*{READ}"))


def read_text(text: str) -> ParsedDocument:
    return parsing.parse(text.encode())


def only_episode(text: str) -> ParsedEpisode:
    (episode,) = read_text(text).episodes
    return episode


def spoken(episode: ParsedEpisode) -> list[tuple[str, str]]:
    return [(turn.label, turn.text) for turn in episode.turns]


def codes(document: ParsedDocument) -> list[str]:
    return [problem.code for problem in document.problems]
