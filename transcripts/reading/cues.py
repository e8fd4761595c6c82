"""Timed pieces of speech, from subtitles or speech engines, folded into turns of whole sentences.

Pieces of one speaker in a row are one turn. Where nobody is named, a turn is a paragraph: it ends with a
sentence after about a minute, or at a long pause. Only text without punctuation is cut elsewhere, at its
longest pause.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from transcripts.documents import ParsedDocument, Problem, SectionKind
from transcripts.reading.episodes import Facts, assemble
from transcripts.reading.names import word_set
from transcripts.reading.turns import Break, PrintedTurn, Talk

MS_PER_WORD = 400  # where pieces have no times: 150 words a minute
PARAGRAPH_MS = 60_000
LATEST_SENTENCE_MS = 90_000
UNPUNCTUATED_MS = 150_000
PAUSE_MS = 3_000
SILENCE_MS = 10_000
SHORTEST_MS = 15_000
RESTART_MS = 5_000
# One piece a word (or nearly): the times kept inside a turn are those of sentences, or one every few seconds.
WORD_LEVEL = 1.5
WORD_MARK_MS = 4_000
CHANGES_MARKED = 3
MOST_SPEAKERS = 200

SENTENCE_END = re.compile(r"(?:[.?!…]|[。？！])[\"'”’»)\]]*$")
INNER_SENTENCE_END = re.compile(r"[.?!…][\"'”’»)\]]{0,3} (?=[\"'“‘«(¿¡\[]?[^\W_a-zà-öø-ÿ])|[。？！](?=.)")
ABBREVIATIONS = word_set(
    """
    dr. mr. mrs. ms. prof. st. vs. e.g. i.e. etc. inc. jr. sr. mme. mlle. hr. fr. bzw. z.b. d.h. ca. sra.
    dra.
    """
)


@dataclass(slots=True)
class Cue:
    """A piece of speech: `text` is one line without markup, never empty; times are ms, None where unknown.

    An empty label is speech nobody is named for; `fresh` says that somebody else begins here all the same.
    `heading` is a chapter's title and `opens` a section that begin here.
    """

    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    label: str = ""
    line: int = 1
    fresh: bool = False
    heading: str | None = None
    opens: SectionKind | None = None


def document(
    name: str, confidence: float, cues: Sequence[Cue], facts: Facts, problems: Sequence[Problem] = ()
) -> ParsedDocument:
    """The one episode that the pieces are."""
    made = assemble(talk_of(cues), facts)
    return ParsedDocument(name, round(confidence, 2), None, (made.episode,), (*problems, *made.problems))


def talk_of(cues: Sequence[Cue]) -> Talk:
    """The turns that the pieces make; of more labels than talks have speakers the commonest are believed."""
    talk = Talk()
    labels = Counter(cue.label for cue in cues)
    if len(labels) > MOST_SPEAKERS:
        common = {label for label, _ in labels.most_common(MOST_SPEAKERS)}
        cues = [cue if cue.label in common else replace(cue, label="") for cue in cues]
    marked = sum(cue.fresh and not cue.label for cue in cues) >= CHANGES_MARKED
    is_word_level = sum(cue.text.count(" ") + 1 for cue in cues) < WORD_LEVEL * len(cues)
    for run in _runs(cues):
        if run[0].heading or run[0].opens:
            talk.breaks.append(Break(len(talk.turns), run[0].line, run[0].opens, run[0].heading))
        paragraphs = list(_paragraphs(run))
        if run[0].label or marked:
            talk.turns.append(_turn(paragraphs, is_word_level))
        else:
            talk.turns += [_turn([paragraph], is_word_level) for paragraph in paragraphs]
    return talk


def _runs(cues: Sequence[Cue]) -> Iterator[list[Cue]]:
    """Pieces in a row that one person says."""
    run: list[Cue] = []
    for cue in cues:
        if run and (cue.fresh or cue.label != run[-1].label or cue.heading or cue.opens):
            yield run
            run = []
        run.append(cue)
    if run:
        yield run


def _paragraphs(run: Sequence[Cue]) -> Iterator[list[Cue]]:
    """Pieces in a row that make a paragraph; a piece in which one ends and the next begins is in both."""
    cues: list[Cue] = []
    words = 0
    for place, cue in enumerate(run):
        cues.append(cue)
        words += cue.text.count(" ") + 1
        following = run[place + 1] if place + 1 < len(run) else None
        if following is None:
            break
        rest = _rest_after_end(cues, following, words * MS_PER_WORD)
        if rest is not None:
            yield cues
            cues = rest
            words = sum(cue.text.count(" ") + 1 for cue in cues)
    if cues:
        yield cues


def _rest_after_end(cues: list[Cue], following: Cue, estimated_ms: int) -> list[Cue] | None:
    """What of a paragraph belongs to the next one, None where it goes on; `cues` loses what is returned."""
    first, last = cues[0], cues[-1]
    length, pause = _span(first, last, estimated_ms), _pause(last, following)
    if pause < -RESTART_MS and _pause(first, following) < -RESTART_MS:
        return []
    if ends_sentence(last.text):
        long = length >= PARAGRAPH_MS or (pause >= PAUSE_MS and length >= SHORTEST_MS)
        return [] if long or pause >= SILENCE_MS else None
    if length < LATEST_SENTENCE_MS:
        return None
    if halves := _halves(last):
        cues[-1] = halves[0]
        return [halves[1]]
    if length >= UNPUNCTUATED_MS and len(cues) > 1:
        cut = _longest_pause(cues, following)
        rest = cues[cut:]
        del cues[cut:]
        return rest
    return None


def _span(first: Cue, last: Cue, estimated_ms: int) -> int:
    """How long pieces in a row last, by their times or else by their words."""
    until = last.end_ms if last.end_ms is not None else last.start_ms
    if first.start_ms is None or until is None or until <= first.start_ms:
        return estimated_ms
    return until - first.start_ms


def _pause(cue: Cue, following: Cue) -> int:
    """The silence between two pieces in ms, below zero where they overlap, 0 where it is unknown."""
    until = cue.end_ms if cue.end_ms is not None else cue.start_ms
    return 0 if until is None or following.start_ms is None else following.start_ms - until


def _longest_pause(cues: Sequence[Cue], following: Cue) -> int:
    """The place behind the longest pause in the second half of some pieces; their end where there is none."""
    places = range(len(cues), max(1, len(cues) // 2) - 1, -1)
    return max(places, key=lambda i: _pause(cues[i - 1], cues[i] if i < len(cues) else following))


def _halves(cue: Cue) -> tuple[Cue, Cue] | None:
    """A piece cut after the last sentence that ends inside it; both have its times, for when is not known."""
    ends = [
        m.end() for m in INNER_SENTENCE_END.finditer(cue.text) if ends_sentence(cue.text[: m.end()].rstrip())
    ]
    if not ends:
        return None
    before, after = cue.text[: ends[-1]].rstrip(), cue.text[ends[-1] :]
    return replace(cue, text=before), replace(cue, text=after, fresh=False, heading=None, opens=None)


def ends_sentence(text: str) -> bool:
    """Whether a sentence may end here: not after "Dr." or an initial."""
    if SENTENCE_END.search(text[-8:]) is None:
        return False
    last = text[-20:].rsplit(" ", 1)[-1].lstrip("\"'“‘«(")
    is_initial = len(last) == 2 and last[0].isupper() and last[0] != "I" and last[1] == "."
    return not is_initial and last.lower() not in ABBREVIATIONS


def _turn(paragraphs: Sequence[Sequence[Cue]], is_word_level: bool) -> PrintedTurn:
    cues = [cue for paragraph in paragraphs for cue in paragraph]
    ends = [cue.end_ms for cue in cues if cue.end_ms is not None]
    return PrintedTurn(
        cues[0].label,
        cues[0].line,
        paragraphs=[" ".join([cue.text for cue in paragraph]) for paragraph in paragraphs],
        last_line=cues[-1].line,
        start_ms=next((cue.start_ms for cue in cues if cue.start_ms is not None), None),
        end_ms=max(ends, default=None),
        cues=_marks(cues, is_word_level),
    )


def _marks(cues: Sequence[Cue], is_word_level: bool) -> list[tuple[int, int]]:
    """Which moment is where in a turn's text: every piece's, of single words those of sentences and a few."""
    marks: list[tuple[int, int]] = []
    offset, last_ms = 0, cues[0].start_ms
    begins_sentence = False
    for cue in cues:
        if offset and cue.start_ms is not None and (last_ms is None or cue.start_ms > last_ms):
            late = last_ms is None or cue.start_ms - last_ms >= WORD_MARK_MS
            if not is_word_level or begins_sentence or late:
                marks.append((offset, cue.start_ms))
                last_ms = cue.start_ms
        begins_sentence = is_word_level and ends_sentence(cue.text)
        offset += len(cue.text) + 1
    return marks
