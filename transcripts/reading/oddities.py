"""What an editor should know about a talk that was read: few problems of a kind, with line and words.

Nothing here changes what was read; it says where to look.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise

from transcripts.documents import ParsedEpisode, ParsedTurn, Problem, Severity, TranscriptStatus
from transcripts.reading import labelroles, metadata, timecodes
from transcripts.reading.identities import is_near
from transcripts.reading.names import unaccented
from transcripts.reading.repetitions import repetitions
from transcripts.reading.speakers import Speaker
from transcripts.reading.turns import PrintedTurn

EXCERPT_WIDTH = 100
FEW = 5
USUAL_LABEL_TURNS = 3
MOST_USUAL = 50
GUEST_WORDS = 300
LATE_SECONDS, LATE_SHARE = 90, 1.05
EARLY_SECONDS, EARLY_SHARE = 300, 0.75

ODD_TIME = {
    timecodes.Oddity.MALFORMED: "This time code cannot be read; the turn stays in its place without a time.",
    timecodes.Oddity.REPAIRED: "This time code is misprinted; {time} is the only time that fits.",
    timecodes.Oddity.BACKWARD: "This time code goes back behind those around it; the turn has no time.",
}
RESTART = (
    "The clock starts again here, as where a second recording was appended; the turns from here on have no "
    "times."
)
REPEATED_LABEL = "The same speaker is labelled twice in a row; one of the turns may be somebody else's."
UNLABELLED = "This passage stands under a marker without a speaker; it is a turn of nobody."
JOINT = "This label names several people; its turns belong to none of them until somebody tells who speaks."
RARE = "This label stands only here and is nearly “{other}”; it may be a slip."
LOOP = "The same words stand here {times} times in a row; a speech engine may have made them up."
TRUNCATED = "The transcript breaks off before its end; look for the complete one at its source."
EARLY = (
    "The transcript ends at {last}, long before the {duration} that the episode lasts; look for the complete "
    "one at its source."
)
LATE = "The transcript goes on until {last}, past the {duration} that the episode is said to last."
PENDING = "The page promises a transcript that is not there yet."
MISSING_GUEST = "{name} is listed as a guest, but neither speaks nor is named in the talk."
OTHER_NUMBER = "The title says number {printed}, the facts beside it say {number}."
SPOKEN_DATE = "The date {date} is the day of the recording as the talk gives it; the episode may be younger."
FUTURE = "The date {date} lies in the future."
MORE = "{count} more of the same kind are not listed."


def few(problems: Iterable[Problem]) -> list[Problem]:
    """The problems, a few of each kind, and how many more there are."""
    found: list[Problem] = []
    for code, group in groupby(problems, key=lambda problem: problem.code):
        same = list(group)
        found += same[:FEW] if len(same) > FEW else same
        if len(same) > FEW:
            found.append(Problem(same[0].severity, code, MORE.format(count=len(same) - FEW)))
    return found


def odd_times(
    printed: Sequence[PrintedTurn],
    timings: Sequence[timecodes.Timing],
    texts: Sequence[tuple[str, tuple[int, ...]]],
    restart: int | None,
) -> list[Problem]:
    """Time codes that were not believed, and a clock that starts again."""
    found = []
    for turn, timing, (text, _) in zip(printed, timings, texts, strict=True):
        if timing.oddity is not None:
            message = ODD_TIME[timing.oddity].format(time=spoken_time(timing.ms or 0))
            found.append(_warning(str(timing.oddity), message, turn.line, _timed_excerpt(turn, text)))
    found = few(sorted(found, key=lambda problem: problem.code)) if len(found) > FEW else found
    if restart is not None:
        turn = printed[restart]
        excerpt = _timed_excerpt(turn, texts[restart][0])
        found.append(_warning("clock-restart", RESTART, turn.line, excerpt))
    return found


def _timed_excerpt(turn: PrintedTurn, text: str) -> str:
    return f"[{turn.time or spoken_time(turn.start_ms or 0)}] {turn.label}: {text}"


def spoken_time(ms: int) -> str:
    """A time as people read it: 0:40:07.2."""
    seconds, rest = divmod(ms, 1000)
    tenths = f".{rest:03d}".rstrip("0").rstrip(".")
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{tenths}"


def odd_labels(
    turns: Sequence[ParsedTurn], borders: set[int], people: Mapping[str, Speaker]
) -> list[Problem]:
    """Labels that are missing, doubled, rare or stand for several people."""
    return [
        *few(_unlabelled(turns)),
        *few(_repeated(turns, borders)),
        *few(_joint(turns, people)),
        *few(_rare(turns, people)),
    ]


def _unlabelled(turns: Sequence[ParsedTurn]) -> list[Problem]:
    """Passages of nobody among those of somebody."""
    places = [i for i, turn in enumerate(turns) if i and not turn.label]
    return [_warning_at("unlabelled-passage", UNLABELLED, turns[i]) for i in places if turns[i - 1].label]


def _repeated(turns: Sequence[ParsedTurn], borders: set[int]) -> list[Problem]:
    """One speaker labelled twice in a row within a conversation often hides a wrong label."""
    repeats = [
        turn
        for before, turn in pairwise(turns)
        if turn.label
        and turn.label == before.label
        and turn.section is before.section
        and turn.index not in borders
        and _is_one(turn.label)
    ]
    runs = {turn.index for turn in repeats}
    return [
        _warning_at("repeated-label", REPEATED_LABEL, turn) for turn in repeats if turn.index - 1 not in runs
    ]


def _is_one(label: str) -> bool:
    return labelroles.role_of(label) is None or labelroles.is_one_voice(label)


def _joint(turns: Sequence[ParsedTurn], people: Mapping[str, Speaker]) -> list[Problem]:
    joint = {label for label in people if labelroles.is_joint(label)}
    return [_warning_at("joint-label", JOINT, turn) for turn in _firsts(turns, joint)]


def _rare(turns: Sequence[ParsedTurn], people: Mapping[str, Speaker]) -> list[Problem]:
    """Labels that stand once beside a usual one that they nearly are, unless both are the same person's."""
    counts = Counter(turn.label for turn in turns if turn.label)
    usual = [label for label, count in counts.items() if count >= USUAL_LABEL_TURNS][:MOST_USUAL]
    once = [label for label, count in counts.items() if count == 1 and labelroles.role_of(label) is None]
    once = once[:MOST_USUAL]
    nearly = {
        label: other
        for label in once
        for other in usual
        if is_near(label, other) and (people[label].name or label) != people[other].name
    }
    return [
        _warning_at("rare-label", RARE.format(other=nearly[turn.label]), turn)
        for turn in _firsts(turns, set(nearly))
    ]


def _firsts(turns: Sequence[ParsedTurn], labels: set[str]) -> list[ParsedTurn]:
    """The first turn of each of the labels."""
    if not labels:
        return []
    firsts: dict[str, ParsedTurn] = {}
    for turn in turns:
        if turn.label in labels:
            firsts.setdefault(turn.label, turn)
    return list(firsts.values())


def made_up(turns: Sequence[ParsedTurn]) -> list[Problem]:
    """Passages in which a speech engine said the same thing again and again."""
    found = repetitions([turn.text for turn in turns])
    return few(
        _warning("repeated-passage", LOOP.format(times=item.times), turns[item.first].line, item.phrase)
        for item in found
    )


def odd_ends(
    status: TranscriptStatus, printed: Sequence[PrintedTurn], turns: Sequence[ParsedTurn], is_early: bool
) -> list[Problem]:
    """A transcript that breaks off, or is only promised; `is_early` where its length shows it."""
    if status is TranscriptStatus.TRUNCATED and not is_early:
        excerpt = turns[-1].text[-EXCERPT_WIDTH:]
        return [_warning("truncated-transcript", TRUNCATED, printed[-1].last_line, excerpt)]
    if status is TranscriptStatus.PENDING:
        return [Problem(Severity.INFO, "pending-transcript", PENDING)]
    return []


def last_second(turns: Sequence[ParsedTurn]) -> float | None:
    """The last time that the turns give, in seconds."""
    times = [
        ms for turn in turns[-3:] for ms in (turn.start_ms, turn.end_ms, *(c[1] for c in turn.cues[-1:]))
    ]
    return max((ms for ms in times if ms is not None), default=0) / 1000 or None


def ends_early(turns: Sequence[ParsedTurn], duration_seconds: int | None) -> bool:
    """Whether the last time lies long before the end of the episode."""
    last = last_second(turns)
    if last is None or not duration_seconds:
        return False
    return last < EARLY_SHARE * duration_seconds and duration_seconds - last > EARLY_SECONDS


def contradictions(
    episode: ParsedEpisode,
    listed_guests: Sequence[str],
    said_on: date | None = None,
    today: date | None = None,
) -> list[Problem]:
    """Facts beside the talk that the talk, or the calendar, contradicts.

    `said_on` is the day of recording where the date was taken from the talk.
    """
    found = [*_odd_duration(episode), *few(_missing_guests(episode, listed_guests))]
    if said_on is not None:
        message = SPOKEN_DATE.format(date=said_on.isoformat())
        found.append(Problem(Severity.INFO, "spoken-date", message))
    printed = metadata.number_in(episode.title or "")
    if printed is not None and episode.number is not None and printed != episode.number:
        message = OTHER_NUMBER.format(printed=printed, number=episode.number)
        found.append(_warning("contradicting-number", message, None, episode.title or ""))
    if episode.published_on and episode.published_on > (today or date.today()) + timedelta(days=1):
        message = FUTURE.format(date=episode.published_on.isoformat())
        found.append(_warning("future-date", message, None, episode.title or ""))
    return found


def _odd_duration(episode: ParsedEpisode) -> list[Problem]:
    last, duration = last_second(episode.turns), episode.duration_seconds
    if last is None or not duration:
        return []
    words = {"last": spoken_time(int(last) * 1000), "duration": spoken_time(duration * 1000)}
    line, excerpt = episode.turns[-1].line, episode.turns[-1].text[-EXCERPT_WIDTH:]
    if ends_early(episode.turns, duration):
        return [_warning("truncated-transcript", EARLY.format(**words), line, excerpt)]
    if last > LATE_SHARE * duration + LATE_SECONDS:
        return [_warning("contradicting-duration", LATE.format(**words), line, excerpt)]
    return []


def _missing_guests(episode: ParsedEpisode, listed: Sequence[str]) -> list[Problem]:
    if not listed or sum(turn.text.count(" ") for turn in episode.turns) < GUEST_WORDS:
        return []
    told = " ".join(
        [*(speaker.label for speaker in episode.speakers), *(turn.text for turn in episode.turns)]
    )
    words = unaccented(told)
    return [
        _warning("missing-guest", MISSING_GUEST.format(name=name), None, name)
        for name in listed
        if not any(part in words for part in unaccented(name).split() if len(part) > 2)
    ]


def _warning(code: str, message: str, line: int | None, excerpt: str) -> Problem:
    return Problem(Severity.WARNING, code, message, line, excerpt[:EXCERPT_WIDTH])


def _warning_at(code: str, message: str, turn: ParsedTurn) -> Problem:
    return _warning(code, message, turn.line, f"{turn.label}: {turn.text}")
