"""Documents whose turns begin with labels: the one episode or the several ones of a page.

A page of several has each under a line such as "Episode 2: Title"; some may only promise a transcript.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from transcripts.documents import ParsedDocument, ParsedEpisode, Problem, SpeakerRole
from transcripts.reading import markers, metadata, prefaces, turns
from transcripts.reading.episodes import assemble
from transcripts.reading.habits import Habit
from transcripts.reading.markup import plain, undecorated
from transcripts.reading.openings import Form
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.turns import Labelled, Line, Splitter, Talk

MOST_NOTES = 400
# A page with more headings of episodes than this lists them; it does not hold the talks.
MOST_EPISODES = 500

Heading = tuple[int, str] | None


def confidence(source: SourceText, forms: Sequence[Form]) -> float:
    """How sure it is that a document's turns begin in one of these forms, rather than in any other."""
    if source.is_marked_up:
        return 0.0
    counts = source.habit.counts
    count = sum(counts[form] for form in forms)
    if 2 * count < counts.total() or count < 1:
        return 0.0
    return min(0.92, 0.5 + 0.03 * count)


def parse(source: SourceText, name: str, sure: float) -> ParsedDocument:
    """The episodes of the page in its order."""
    header, parts = split_episodes(source.body)
    talks = [(heading, turns.read(body, splitter(body, source.habit))) for heading, body in parts]
    talks = [(heading, talk) for heading, talk in talks if talk.turns or talk.pending or talk.preface]
    hosts = frequent_hosts([talk for _, talk in talks], [plain(line) for _, line in header])
    episodes: list[ParsedEpisode] = []
    problems: list[Problem] = []
    podcast = _podcast([talk for _, talk in talks])
    for heading, talk in talks:
        facts = prefaces.facts_of(
            talk.preface,
            source.front,
            heading=heading,
            top=top_heading(source.body),
            podcast=podcast,
            hosts=hosts if talk.turns else frozenset(),
        )
        made = assemble(talk, facts)
        episodes.append(made.episode)
        problems += made.problems
    return ParsedDocument(name, round(sure, 2), None, tuple(episodes), tuple(problems))


def top_heading(lines: Sequence[Line]) -> str | None:
    """The first main heading ("# Title") among a document's first lines."""
    tops = (plain(undecorated(line)) for _, line in lines[:20] if line.startswith("# "))
    return next((top for top in tops if top and not markers.is_bracketed(top)), None)


def splitter(lines: Sequence[Line], habit: Habit) -> Splitter:
    """A reader of labels for one episode; above a line "Transcript" there are none."""
    starts = [
        i
        for i, (_, line) in enumerate(lines)
        if len(line) < 80 and markers.TRANSCRIPT_HEADING.fullmatch(plain(undecorated(line)))
    ]
    above = {line for _, line in lines[: starts[0]]} if starts else set()
    below = {line for _, line in lines[starts[0] :]} if starts else set()
    return _split_below(habit, above - below) if above - below else habit.split


def _split_below(habit: Habit, above: set[str]) -> Splitter:
    def split(line: str) -> tuple[str, list[Labelled]]:
        return (line, []) if line in above else habit.split(line)

    return split


def heading_of(line: str) -> tuple[int, str] | None:
    """Number and title of a line that opens an episode on a page of several."""
    is_short = 0 < len(line) <= metadata.TITLE_WIDTH + 20
    text = plain(undecorated(line)) if is_short and line[-1] not in ".,;" else ""
    match = metadata.EPISODE_HEADING.fullmatch(text)
    return (int(match["number"]), match["title"]) if match and text[-1] not in ".,;" else None


def split_episodes(lines: Sequence[Line]) -> tuple[Sequence[Line], list[tuple[Heading, Sequence[Line]]]]:
    """The page's own lines above its first episode, and each episode's heading and lines."""
    found = [i for i, (_, line) in enumerate(lines) if heading_of(line)]
    places = [i for i in found if not _is_listed(lines, i)]
    if not places or len(places) > MOST_EPISODES:
        return (), [(None, lines)]
    ends = [*places[1:], len(lines)]
    parts = [
        (heading_of(lines[start][1]), lines[start + 1 : end]) for start, end in zip(places, ends, strict=True)
    ]
    return lines[: places[0]], parts


def _is_listed(lines: Sequence[Line], place: int) -> bool:
    """Whether a line that looks like an episode's heading is an entry of a list of other episodes: nothing
    stands between it and the next one, or it follows a line such as "Related episodes".
    """
    before = lines[place - 1][1] if place else ""
    after = lines[place + 1][1] if place + 1 < len(lines) else ""
    numbers = [heading[0] for line in (before, lines[place][1], after) if (heading := heading_of(line))]
    if len(set(numbers)) > 1:
        return True
    return len(before) < 60 and markers.OTHER_EPISODES.match(plain(undecorated(before))) is not None


def frequent_hosts(talks: Sequence[Talk], header: Sequence[str]) -> frozenset[str]:
    """Who speaks in several episodes of a page, or signs the page and speaks: the page's hosts."""
    heard = Counter(label for talk in talks for label in {turn.label for turn in talk.turns})
    several = {label for label, count in heard.items() if count > 1 and " " in label}
    return frozenset(several | {line for line in header if line in heard and " " in line})


def _podcast(talks: Sequence[Talk]) -> str | None:
    edges = [p for talk in talks for turn in (*talk.turns[:2], *talk.turns[-2:]) for p in turn.paragraphs]
    return metadata.podcast_in([*(line for talk in talks for line in talk.preface[:MOST_NOTES]), *edges])


def host_names(episodes: Iterable[ParsedEpisode]) -> frozenset[str]:
    """The named hosts of parsed episodes."""
    return frozenset(s.name for e in episodes for s in e.speakers if s.name and s.role is SpeakerRole.HOST)
