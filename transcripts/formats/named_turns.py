"""Pages whose turns begin with a name, perhaps a time in brackets, and a colon, with headings between them.

One page may hold several episodes, each under a line such as "Episode 2: Title"; some may only promise a
transcript.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from transcripts import dates, labels, markers, metadata, turns
from transcripts.documents import ParsedDocument, ParsedEpisode, Problem, SpeakerRole
from transcripts.episodes import Facts, assemble
from transcripts.markup import plain, undecorated
from transcripts.sourcetext import SourceText
from transcripts.turns import Labelled, Line, Splitter, Talk

NAME = "named-turns"
NOTES_HEADINGS = frozenset(
    ("show notes", "shownotes", "links", "links:", "notes", "description", "summary", "resources")
)


def sniff(source: SourceText) -> float:
    """How sure it is that names with colons begin the turns of this document."""
    if source.is_marked_up:
        return 0.0
    counts = label_counts(source.sample)
    known = labels.accepted(counts, "\n".join(source.sample))
    count = sum(counts[label] for label in known)
    if (count >= 2 and len(known) > 1) or (count >= 4 and known):
        return min(0.9, 0.5 + 0.03 * count)
    headings = any(heading_of(line) for line in source.sample)
    return 0.5 if headings and any(markers.PENDING.search(line) for line in source.sample) else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The episodes of the page in its order."""
    lines = list(source.filled())
    known = labels.accepted(label_counts(line for _, line in lines), source.text)
    header, parts = split_episodes(lines)
    talks = [(heading, turns.read(body, splitter(body, known))) for heading, body in parts]
    talks = [(heading, talk) for heading, talk in talks if talk.turns or talk.pending or talk.preface]
    hosts = frequent_hosts([talk for _, talk in talks], [plain(line) for _, line in header])
    episodes: list[ParsedEpisode] = []
    problems: list[Problem] = []
    podcast = _podcast([talk for _, talk in talks])
    for heading, talk in talks:
        made = assemble(talk, _facts(heading, talk, hosts, podcast))
        episodes.append(made.episode)
        problems += made.problems
    return ParsedDocument(NAME, round(sniff(source), 2), None, tuple(episodes), tuple(problems))


def label_counts(lines: Iterable[str]) -> Counter[str]:
    """How often each word that may be a label begins a line."""
    return Counter(
        found[0]
        for line in lines
        if ":" in line[:70] or "：" in line[:70]
        if (found := labels.named_label(line))
    )


def splitter(lines: Sequence[Line], known: frozenset[str]) -> Splitter:
    """A reader of labels for one episode; above a line "Transcript" there are none."""
    starts = [
        i
        for i, (_, line) in enumerate(lines)
        if markers.TRANSCRIPT_HEADING.fullmatch(plain(undecorated(line)))
    ]
    above = {line for _, line in lines[: starts[0]]} if starts else set()
    below = {line for _, line in lines[starts[0] :]} if starts else set()
    return _split_at(known, above - below)


def _split_at(known: frozenset[str], above: set[str]) -> Callable[[str], tuple[str, list[Labelled]]]:
    def split(line: str) -> tuple[str, list[Labelled]]:
        found = labels.named_label(line) if ":" in line[:70] or "：" in line[:70] else None
        if found is None or found[0] not in known or line in above:
            return line, []
        return "", [Labelled(*found)]

    return split


def heading_of(line: str) -> tuple[int, str] | None:
    """Number and title of a line that opens an episode on a page of several."""
    text = plain(undecorated(line)) if len(line) <= metadata.TITLE_WIDTH + 20 else ""
    match = metadata.EPISODE_HEADING.fullmatch(text)
    return (int(match["number"]), match["title"]) if match and text[-1] not in ".,;" else None


Heading = tuple[int, str] | None


def split_episodes(lines: Sequence[Line]) -> tuple[Sequence[Line], list[tuple[Heading, Sequence[Line]]]]:
    """The page's own lines above its first episode, and each episode's heading and lines."""
    places = [i for i, (_, line) in enumerate(lines) if heading_of(line)]
    if not places:
        return (), [(None, lines)]
    ends = [*places[1:], len(lines)]
    parts = [
        (heading_of(lines[start][1]), lines[start + 1 : end]) for start, end in zip(places, ends, strict=True)
    ]
    return lines[: places[0]], parts


def frequent_hosts(talks: Sequence[Talk], header: Sequence[str]) -> frozenset[str]:
    """Who speaks in several episodes of a page, or signs the page and speaks: the page's hosts."""
    heard = Counter(label for talk in talks for label in {turn.label for turn in talk.turns})
    several = {label for label, count in heard.items() if count > 1 and " " in label}
    return frozenset(several | {line for line in header if line in heard and " " in line})


def _podcast(talks: Sequence[Talk]) -> str | None:
    edges = [p for talk in talks for turn in (*talk.turns[:2], *talk.turns[-2:]) for p in turn.paragraphs]
    return metadata.podcast_in([*(line for talk in talks for line in talk.preface), *edges])


def _facts(heading: Heading, talk: Talk, hosts: frozenset[str], podcast: str | None) -> Facts:
    lines = list(talk.preface)
    dated = next((found for line in lines if (found := dates.read_line(line))), None)
    title = heading[1] if heading else None
    if title is None and lines and metadata.is_title(lines[0]) and not dates.read_line(lines[0]):
        title = lines.pop(0)
    notes = [line for line in lines if line.casefold() not in NOTES_HEADINGS and not dates.read_line(line)]
    return Facts(
        title=title,
        number=heading[0] if heading else metadata.number_in(title or ""),
        podcast=podcast,
        published_on=dated.published_on if dated else None,
        duration_seconds=dated.duration_seconds if dated else None,
        notes=tuple(note.lstrip("•*- ") for note in dict.fromkeys(notes)),
        hosts=hosts if talk.turns else frozenset(),
    )


def host_names(episodes: Iterable[ParsedEpisode]) -> frozenset[str]:
    """The named hosts of parsed episodes."""
    return frozenset(s.name for e in episodes for s in e.speakers if s.name and s.role is SpeakerRole.HOST)
