"""What an editor sees of a document that was read, before anything of it is stored."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from transcripts import strip
from transcripts.documents import ParsedDocument, ParsedEpisode, ParsedTurn, Problem, Severity
from transcripts.models import Episode, Job, Podcast
from transcripts.models.identity import fold_name
from transcripts.selectors.imports import counted
from transcripts.services import labels, planning
from transcripts.services.labels import Certainty, Proposal
from transcripts.services.planning import Change, PlannedEpisode
from transcripts.strip import Strip

# The page stays light however long the document is; what it leaves out it counts.
EPISODES_SHOWN = 200
SECTIONS_SAMPLED = 12
TURNS_SAMPLED = 3
OPEN_AT_ONCE = 3
PLACES_SHOWN, PLACES_FOLDED = 3, 100
TELLING = 40  # characters
WEIGHTS = (Severity.ERROR, Severity.WARNING, Severity.INFO)
FACTS = {
    "podcast": "podcast",
    "number": "number",
    "title": "title",
    "published_on": "date",
    "duration_seconds": "duration",
    "language": "language",
    "hosts": "hosts",
    "guests": "guests",
    "companies": "companies",
    "summary": "summary",
}


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label: how often and with which words it first speaks, and who it may be."""

    proposal: Proposal
    first_words: str

    @property
    def is_open(self) -> bool:
        """Whether an editor has something to decide here."""
        return self.proposal.certainty != Certainty.CERTAIN


@dataclass(frozen=True, slots=True)
class Sample:
    """The first turns of a section, and how many more there are."""

    name: str
    turns: Sequence[ParsedTurn]
    more: int


@dataclass(frozen=True, slots=True)
class EpisodePreview:
    """An episode that was found: what is said of it, who speaks, and what storing it would change."""

    index: int
    parsed: ParsedEpisode
    planned: PlannedEpisode
    labels: Sequence[Label]
    strip: Strip
    samples: Sequence[Sample]
    unsampled: int

    @property
    def heading(self) -> str:
        """Its title, or what can be said without one."""
        if self.parsed.title:
            return self.parsed.title
        return f"Episode {self.parsed.number}" if self.parsed.number is not None else "Untitled episode"

    @property
    def missing(self) -> list[str]:
        """What the document does not say of it."""
        return [word for field, word in FACTS.items() if getattr(self.parsed, field) in (None, "", ())]

    @property
    def open_labels(self) -> int:
        """How many labels somebody may want to decide about."""
        return sum(label.is_open for label in self.labels)

    @property
    def unlabelled(self) -> str:
        """How many turns stand under no label, where others do: "12 turns"; empty where none does."""
        number = sum(not turn.label for turn in self.parsed.turns) if self.labels else 0
        return counted(number, "turn") if number else ""

    @property
    def said(self) -> str:
        """How much talk there is, in words."""
        if turns := len(self.parsed.turns):
            return f"{counted(turns, 'turn')}, {counted(len(self.labels), 'speaker')}"
        offered = self.parsed.feed and self.parsed.feed.transcripts
        return "a transcript is offered" if offered else "no transcript"


@dataclass(frozen=True, slots=True)
class Group:
    """Problems of one kind in different places: the first of them, and some of the others to unfold."""

    severity: Severity
    message: str
    problems: Sequence[Problem]

    @property
    def shown(self) -> Sequence[Problem]:
        """The places that are seen at once."""
        return self.problems[:PLACES_SHOWN]

    @property
    def folded(self) -> Sequence[Problem]:
        """The places that can be unfolded."""
        return self.problems[PLACES_SHOWN : PLACES_SHOWN + PLACES_FOLDED]

    @property
    def unshown(self) -> int:
        """How many places are not shown at once."""
        return max(0, len(self.problems) - PLACES_SHOWN)


@dataclass(frozen=True, slots=True)
class Preview:
    """A document that was read: its episodes, as far as they are shown."""

    parsed: ParsedDocument
    episodes: Sequence[EpisodePreview]

    @property
    def more(self) -> int:
        """Episodes that are stored with the others, but not shown."""
        return len(self.parsed.episodes) - len(self.episodes)

    @property
    def is_long(self) -> bool:
        """Whether the episodes are shown folded, one a line."""
        return len(self.episodes) > OPEN_AT_ONCE

    @property
    def sentence(self) -> str:
        """What storing it makes: "2 new episodes, 1 new revision"."""
        counted_changes = Counter(episode.planned.change for episode in self.episodes)
        counted_changes[Change.NEW] += self.more
        made = {Change.NEW: "new episode", Change.REVISION: "new revision", Change.FACTS: "added fact"}
        parts = [
            counted(counted_changes[change], noun) for change, noun in made.items() if counted_changes[change]
        ]
        return ", ".join(parts) or "nothing new"

    @property
    def outcome(self) -> str:
        """What storing it would do to which episodes, to tell whether that is still what was shown."""
        known = [
            (one.planned.known and one.planned.known.pk, str(one.planned.change)) for one in self.episodes
        ]
        return repr(known)

    @property
    def changes_nothing(self) -> bool:
        """Whether all of this is stored already."""
        return not self.more and all(episode.planned.change is Change.SAME for episode in self.episodes)


def of(job: Job, parsed: ParsedDocument, podcast: Podcast | None = None) -> Preview:
    """The preview of what was read for a job, as storing it for this podcast, or for its own, would be."""
    podcast = podcast or job.podcast
    if job.document is None:
        raise ValueError(f"job {job.pk} has no document")
    named = _named_episode(job, parsed)
    planned = planning.plan(job.document, parsed, podcast=podcast, episode=named)[:EPISODES_SHOWN]
    podcasts = _podcasts(one.podcast_title for one in planned)
    shown = [
        _episode(index, one, podcast or podcasts.get(fold_name(one.podcast_title)))
        for index, one in enumerate(planned)
    ]
    return Preview(parsed, shown)


def _named_episode(job: Job, parsed: ParsedDocument) -> Episode | None:
    """The episode whose transcript a feed says this is, where it is of one episode."""
    named = job.decisions.get("episode") if len(parsed.episodes) == 1 else None
    return Episode.objects.filter(pk=named).first() if named else None


def _podcasts(titles: Iterable[str]) -> dict[str, Podcast]:
    """The podcasts we know by these titles, by their folded forms; one query."""
    folded = {fold_name(title) for title in titles} - {""}
    return {podcast.folded: podcast for podcast in Podcast.objects.filter(folded__in=folded).order_by("-id")}


def by_weight(problems: Sequence[Problem]) -> list[Problem]:
    """Errors first, then by line."""
    return sorted(problems, key=lambda problem: (WEIGHTS.index(problem.severity), problem.line or 0))


def weighed(problems: Sequence[Problem]) -> str:
    """How many problems there are, and how many remarks that need nobody: "2 problems, 1 remark"."""
    remarks = sum(problem.severity is Severity.INFO for problem in problems)
    counts = ((len(problems) - remarks, "problem"), (remarks, "remark"))
    return ", ".join(counted(number, noun) for number, noun in counts if number)


def grouped(problems: Sequence[Problem]) -> list[Group]:
    """Problems by kind, errors first, kinds by their first places; in a kind, what has no place is last."""
    found: dict[tuple[Severity, str], list[Problem]] = {}
    for problem in by_weight(problems):
        found.setdefault((problem.severity, problem.code), []).append(problem)
    return [_group(severity, same) for (severity, _), same in found.items()]


def _group(severity: Severity, same: list[Problem]) -> Group:
    places = sorted(same, key=lambda problem: problem.line is None)
    return Group(severity, places[0].message, places)


def _episode(index: int, planned: PlannedEpisode, podcast: Podcast | None) -> EpisodePreview:
    parsed: ParsedEpisode = planned.parsed
    found = labels.proposals(parsed, podcast=podcast) if parsed.speakers else {}
    firsts = _first_words(parsed)
    return EpisodePreview(
        index,
        parsed,
        planned,
        [Label(proposal, firsts.get(label, "")) for label, proposal in found.items()],
        strip.of(parsed),
        [_sample(parsed, place) for place in range(len(parsed.sections[:SECTIONS_SAMPLED]))],
        max(0, len(parsed.sections) - SECTIONS_SAMPLED),
    )


def _first_words(parsed: ParsedEpisode) -> dict[str, str]:
    """The first words of each label from which one might tell who speaks; a "Yes." tells nothing."""
    firsts: dict[str, str] = {}
    for turn in parsed.turns:
        if len(firsts.get(turn.label, "")) < TELLING < len(turn.text) or turn.label not in firsts:
            firsts[turn.label] = turn.text
    return firsts


def _sample(parsed: ParsedEpisode, place: int) -> Sample:
    section = parsed.sections[place]
    last = min(section.last_turn, section.first_turn + TURNS_SAMPLED - 1)
    name = section.title or strip.NAMES[section.kind]
    return Sample(name, parsed.turns[section.first_turn : last + 1], section.last_turn - last)
