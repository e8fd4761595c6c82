"""What each stretch of a talk is: introduction, interview, sponsor reads (marked or not), closing words.

Markers printed in the document decide; where there are none, the order of speakers and what they say does.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transcripts.documents import ParsedSection, SectionKind, SpeakerRole
from transcripts.reading import sponsors
from transcripts.reading.highlights import MOST_TURNS, cold_open
from transcripts.reading.phrases import phrases
from transcripts.reading.speakers import HOST_SAYS, Speaker
from transcripts.reading.speech import Speech
from transcripts.reading.turns import Break

FAREWELL = re.compile(
    r"\bbefore we go\b|\b(?:that's|that’s|that is|that was) (?:it|all|the end)\b|\bthank(?:s|"
    r" you)(?: so much| very much| all)? for (?:listening|tuning|watching)\b|"
    r"\buntil (?:then|next)\b|\bsee you (?:next|soon|in)\b|\bnext (?:week|time|episode)\b|\bmusic (?:from|"
    r"by|is)\b|\bproduc(?:ed|tion) (?:by|assistance)\b|"
    r"\btranscription\b|\bsubscribe\b|\bleave (?:us )?a review\b|\bshow notes\b|\byou(?:'ve|’ve|"
    r" have) been listening\b",
    re.IGNORECASE,
)
HEADINGS = {
    "credits": SectionKind.OUTRO,
    "outro": SectionKind.OUTRO,
    "closing": SectionKind.OUTRO,
    "sign-off": SectionKind.OUTRO,
    "intro": SectionKind.INTRO,
    "introduction": SectionKind.INTRO,
    "sponsor": SectionKind.SPONSOR,
    "sponsor message": SectionKind.SPONSOR,
    "interview": SectionKind.INTERVIEW,
    "announcements": SectionKind.ANNOUNCEMENT,
    "highlights": SectionKind.HIGHLIGHTS,
}
HOSTLY = (SpeakerRole.HOST, SpeakerRole.ANNOUNCER)
CREDITS_WORDS = 12
BESIDE_THE_TALK = (SectionKind.SPONSOR, SectionKind.HIGHLIGHTS, SectionKind.ANNOUNCEMENT)
ANNOUNCEMENT_OPENING = 240
ANNOUNCES = phrases(
    "announce|housekeeping|programming note|before we|ankündigung|in eigener sache|annonce|anuncio",
    r"\b(?:announcements?|announce|housekeeping|programming note|in eigener sache|ankündigung(?:en)?|"
    r"petite annonce|anuncios?)\b|"
    r"\bbefore we (?:start|begin|get (?:started|going|into)|dive in|jump in|kick off)\b",
    flags=re.IGNORECASE,
)
HOUSE_NEWS = phrases(
    "newsletter|meetup|conference|ticket|live show|live event|patreon|merch|survey|slack|discord|membership|"
    "new season|our book|hiring|live-podcast|livepodcast|umfrage|konferenz|encuesta|sondage",
    r"\b(?:newsletter|meetup|conference|tickets?|live (?:show|event)|patreon|merch(?:andise)?|survey|slack|"
    r"discord|membership|new season|our book|hiring|live-?podcast|umfrage|konferenz|encuesta|sondage)\b",
    flags=re.IGNORECASE,
)


@dataclass(slots=True)
class Plan:
    """The kind and heading of every turn, and the turns at which a section begins."""

    kinds: list[SectionKind]
    titles: list[str | None]
    borders: set[int]


def plan(turns: Sequence[Speech], breaks: Sequence[Break], speakers: Mapping[str, Speaker]) -> Plan:
    """Decide for every turn which kind of section it belongs to."""
    found = _printed(len(turns), breaks)
    _place_cuts(found, turns)
    roles = [speakers[turn.label].role if turn.label in speakers else SpeakerRole.UNKNOWN for turn in turns]
    _end_sponsors(found, turns)
    _find_highlights(found, turns)
    _find_reads(found, turns, roles)
    _find_announcements(found, turns, roles)
    _find_intro(found, turns, roles, breaks)
    _find_outro(found, turns, roles)
    return found


def build(
    found: Plan, turns: Sequence[Speech], starts: Sequence[int | None], podcast: str | None
) -> tuple[ParsedSection, ...]:
    """The sections of a plan; each ends where the next one starts, the last one's end is unknown."""
    firsts = _firsts(found, turns, podcast)
    sections = []
    for place, (first, title) in enumerate(firsts):
        following = firsts[place + 1][0] if place + 1 < len(firsts) else None
        end = starts[following] if following is not None else None
        last = (following if following is not None else len(turns)) - 1
        sections.append(ParsedSection(found.kinds[first], title, starts[first], end, first, last))
    return tuple(sections)


def _firsts(found: Plan, turns: Sequence[Speech], podcast: str | None) -> list[tuple[int, str | None]]:
    """(first turn, title) of each section."""
    firsts: list[tuple[int, str | None]] = []
    for i, kind in enumerate(found.kinds):
        is_sponsor = kind is SectionKind.SPONSOR
        title = sponsors.sponsor_of(turns[i].text, podcast) if is_sponsor else found.titles[i]
        changed = not firsts or kind is not found.kinds[i - 1] or i in found.borders
        another = (
            bool(firsts) and is_sponsor and None not in (title, firsts[-1][1]) and title != firsts[-1][1]
        )
        if changed or another:
            firsts.append((i, title))
        elif is_sponsor and firsts[-1][1] is None:
            firsts[-1] = (firsts[-1][0], title)
    return firsts


def _printed(count: int, breaks: Sequence[Break]) -> Plan:
    """What markers and headings say by themselves."""
    kinds: list[SectionKind] = []
    titles: list[str | None] = []
    kind, title = SectionKind.INTERVIEW, None
    waiting = sorted(breaks, key=lambda item: (item.before, item.line))
    for i in range(count):
        while waiting and waiting[0].before <= i:
            item = waiting.pop(0)
            if item.title is None:
                kind, title = item.kind or SectionKind.INTERVIEW, None
            else:
                title = item.title
                kind = HEADINGS.get(
                    title.casefold().rstrip(":"), kind if _is_marked(breaks) else SectionKind.INTERVIEW
                )
        kinds.append(kind)
        titles.append(title)
    return Plan(kinds, titles, {item.before for item in breaks if item.before < count})


def _is_marked(breaks: Sequence[Break]) -> bool:
    return any(item.kind is not None for item in breaks)


def _place_cuts(found: Plan, turns: Sequence[Speech]) -> None:
    """What was cut out of longer words is a section by itself."""
    for i, turn in enumerate(turns):
        if turn.read is not None:
            found.kinds[i] = SectionKind.SPONSOR
            if i == 0 or turn.read != turns[i - 1].read:
                found.borders.add(i)


def _end_sponsors(found: Plan, turns: Sequence[Speech]) -> None:
    """A sponsor marker covers the turn after it; later ones stay only while they still advertise."""
    first = None
    for i, kind in enumerate(found.kinds):
        if kind is not SectionKind.SPONSOR or turns[i].read is not None:
            first = None
        elif first is None or i in found.borders:
            first = i
        elif turns[i].label != turns[first].label or not sponsors.signs_of(turns[i].text):
            end = next((j for j in range(i, len(turns)) if j in found.borders), len(turns))
            found.kinds[i:end] = [SectionKind.INTERVIEW] * (end - i)


def _find_reads(found: Plan, turns: Sequence[Speech], roles: Sequence[SpeakerRole]) -> None:
    """Whole turns that advertise without a marker; a guest's words never do, nor those of nobody."""
    first_guest = next((i for i, role in enumerate(roles) if role is SpeakerRole.GUEST), 0)
    others = [
        i
        for i, turn in enumerate(turns)
        if turn.label and roles[i] is not SpeakerRole.GUEST and found.kinds[i] is not SectionKind.SPONSOR
    ]
    for place in sponsors.suspects([turns[i].text for i in others]):
        i = others[place]
        neighbours = {turns[j].label for j in (i - 1, i + 1) if 0 <= j < len(turns)}
        is_apart = turns[i].label in neighbours or found.kinds[i] is SectionKind.OUTRO
        if sponsors.is_read(turns[i].text, set_apart=is_apart or i < first_guest):
            found.kinds[i] = SectionKind.SPONSOR


def _find_highlights(found: Plan, turns: Sequence[Speech]) -> None:
    """Lines that open the talk and come again later in it."""
    if SectionKind.HIGHLIGHTS in found.kinds:
        return
    before = next(
        (i for i in range(min(MOST_TURNS, len(turns))) if _opens_the_show(found, turns, i)), len(turns)
    )
    for i in range(cold_open([turn.text for turn in turns], before)):
        found.kinds[i] = SectionKind.HIGHLIGHTS


def _opens_the_show(found: Plan, turns: Sequence[Speech], place: int) -> bool:
    is_marked = found.kinds[place] is not SectionKind.INTERVIEW or found.titles[place] is not None
    return is_marked or HOST_SAYS.search(turns[place].text.lower()) is not None


def _find_announcements(found: Plan, turns: Sequence[Speech], roles: Sequence[SpeakerRole]) -> None:
    """What hosts say about their own house before the conversation begins or after it has ended."""
    guests = [i for i, role in enumerate(roles) if role is SpeakerRole.GUEST]
    for i, turn in enumerate(turns):
        if guests and guests[0] < i < guests[-1]:
            continue
        plain = found.kinds[i] is SectionKind.INTERVIEW and roles[i] in HOSTLY
        if plain and ANNOUNCES.search(turn.text[:ANNOUNCEMENT_OPENING]) and HOUSE_NEWS.search(turn.text):
            found.kinds[i] = SectionKind.ANNOUNCEMENT


def _find_intro(
    found: Plan, turns: Sequence[Speech], roles: Sequence[SpeakerRole], breaks: Sequence[Break]
) -> None:
    """What is said before the conversation begins: by an announcer, before the first heading, or by the host
    alone.
    """
    talking = [i for i, kind in enumerate(found.kinds) if kind not in BESIDE_THE_TALK]
    run = _leading_run(talking, turns, roles)
    if not run or len(run) == len(talking):
        return
    # A mere pause, as for music, counts only where the show has begun.
    borders = (item.before for item in breaks if item.kind or item.title or item.before > run[0])
    border = min(borders, default=None)
    for i in run:
        alone = i < border if border is not None else i != run[-1]
        if found.kinds[i] is SectionKind.INTERVIEW and (alone or roles[i] is SpeakerRole.ANNOUNCER):
            found.kinds[i] = SectionKind.INTRO


def _leading_run(talking: Sequence[int], turns: Sequence[Speech], roles: Sequence[SpeakerRole]) -> list[int]:
    run: list[int] = []
    host = None
    for i in talking:
        if roles[i] is not SpeakerRole.ANNOUNCER:
            host = host or turns[i].label
            if turns[i].label != host or roles[i] is SpeakerRole.GUEST:
                break
        run.append(i)
    return run


def _find_outro(found: Plan, turns: Sequence[Speech], roles: Sequence[SpeakerRole]) -> None:
    """The host's last words after the guest's last, from where they take leave of the listener."""
    last_other = max((i for i, role in enumerate(roles) if role not in HOSTLY and turns[i].label), default=-1)
    if last_other < 0:
        return
    for i in range(last_other + 1, len(turns)):
        if found.kinds[i] is SectionKind.INTERVIEW and FAREWELL.search(turns[i].text):
            if turns[i].text.count(" ") < CREDITS_WORDS and i == last_other + 1:
                continue
            for j in range(i, len(turns)):
                if found.kinds[j] is SectionKind.INTERVIEW:
                    found.kinds[j] = SectionKind.OUTRO
                    found.titles[j] = found.titles[j] if j in found.borders else None
            return
