"""Small talks for tests of how they are understood."""

from transcripts.documents import ParsedEpisode
from transcripts.reading.episodes import Assembled, Facts, assemble
from transcripts.reading.turns import Break, PrintedTurn, Talk


def talk(*said: tuple[str, str] | tuple[str, str, str], breaks: tuple[Break, ...] = ()) -> Talk:
    """Turns of (label, text) or (label, time, text), one a line."""
    turns = [
        PrintedTurn(item[0], line, item[1] if len(item) == 3 else None, [item[-1]], line)
        for line, item in enumerate(said, 1)
    ]
    return Talk(turns=turns, breaks=list(breaks))


def understood(*said: tuple[str, str] | tuple[str, str, str], **facts: object) -> Assembled:
    return assemble(talk(*said), Facts(**facts))  # type: ignore[arg-type]


def kinds(episode: ParsedEpisode) -> list[tuple[str, str]]:
    """(section, first word) of each turn."""
    return [(str(turn.section), turn.text.split()[0]) for turn in episode.turns]
