"""Who speaks in captions: told by voice tags, by how lines begin, or by nothing but the colour of the text.

Subtitles name a speaker in front of the words (`Ada: …`, `[Ada] …`, `>> ADA: …`), often only where the
speaker changes, or mark the change alone with a dash or two arrows.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from transcripts.documents import SectionKind
from transcripts.reading import labels, markers
from transcripts.reading.captions import Caption
from transcripts.reading.cues import Cue
from transcripts.reading.labels import LABEL
from transcripts.reading.markup import plain
from transcripts.reading.names import word_set

TAG = re.compile(
    r"</?(?:[cibusp]|ruby|rt|rp|lang|span|div|br|em|strong|tt|a|small|big)(?:[.\s/][^<>]{0,200})?>"
    r"|<\d{1,3}:[\d:.,]{1,12}>",
    re.IGNORECASE,
)
OVERRIDE = re.compile(r"\{\\[^{}]{0,300}\}")
VOICE = re.compile(r"<(/)?v(?:\.[^\s<>]{0,80})?(?:\s([^<>]{0,120}))?>", re.IGNORECASE)
COLOUR = re.compile(
    r"\{[^{}]{0,100}?\\1?c(?P<ass>&[^{}\\]{1,20})?(?:\\[^{}]{0,200})?\}"
    r"|<font\s[^<>]{0,80}?\bcolor\s?=\s?[\"']?(?P<font>[#\w]{1,20})[^<>]{0,80}>|<font[^<>]{0,120}>|</font>"
    r"|<c\.(?P<named>white|lime|cyan|red|yellow|magenta|blue|green|black)\b[^<>]{0,40}>",
    re.IGNORECASE,
)
COLOURED_SHARE = 0.8
VOICED_SHARE = 0.7
FIRST_LABEL_WITHIN = 0.2
FIRST_LABEL_CUES = 30
ONLY_LABEL_SHARE = 0.2
LABELLED_THROUGHOUT = 0.9
NAMED_SHARE = 0.9
LINES_READ = 20_000  # to know who speaks
MOST_CHANGES = 40  # of speakers in one caption; what goes on so is no conversation

ARROWS = re.compile(r"(?:^|(?<=[\s.?!,…\"”-]))>{2,3}\s?")
DASH = re.compile(r"[-–]\s?(?=[\"'“‘«¿¡\[(♪]*[^\W_a-zà-öø-ÿ])|[-–—]\s+(?=\S)")
BRACKETED = re.compile(
    rf"[\[(](?P<label>{LABEL}|[^\W\d][\w ]{{0,14}}[ _]?\d{{1,3}})[\])]\s?:?\s?(?P<rest>.*)"
)
NUMBERED = re.compile(
    r"(?P<label>(?:speaker|spk|sprecher|voice|person)[ _-]?\w{1,3})\s?:\s+(?P<rest>.*)", re.IGNORECASE
)
# Where every caption begins with a label, any words before a colon are one: "iPhone", "Room 3", "li (she)".
ANYBODY = re.compile(r"(?P<label>[^:\[\]]{1,60}?)\s?(?:\([^()]{1,30}\))?:\s+(?P<rest>\S.*)")
CAPITALS = re.compile(r"(?P<label>[^\W\d_a-z][^a-z:\d\[\]]{1,38}):\s+(?P<rest>\S.*)")
NAME_LINE = re.compile(rf"{LABEL}(?:\s\([^()]{{1,40}}\))?")
NOTES = re.compile(r"[♪♫♬♩]+")
IN_BRACKETS = re.compile(r"\s*(?:\[([^\[\]]{1,60})\]|\(([^()]{1,60})\)|\*([^*]{1,40})\*)\s*")
SOUNDS = word_set(
    """
    music musik musique música musica muziek muzyka applause applaus applaudissements aplausos applausi
    laughter laughs laughing laugh gelächter lachen lacht rires risas risate gelach cheering cheers
    silence stille noise noises chuckles chuckling sighs sigh coughs coughing cough blank_audio sound
    sounds jingle singing beep ringing rings bell static whoosh breathing gasps clapping claps theme
    upbeat silenzio
    """
)
# Marks of what could not be heard: no speaker, and no sound to leave out either.
MARKS = word_set(
    "inaudible crosstalk unintelligible indistinct overlapping foreign pause bleep unverständlich"
)


@dataclass(slots=True)
class _Line:
    """A line of a caption in plain words; `label` is what markup says of its speaker, None where nothing."""

    caption: Caption
    text: str
    label: str | None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """What stands before words as a speaker's name does, and where."""

    place: int
    label: str
    in_brackets: bool
    follows_arrows: bool


def cues_of(captions: Sequence[Caption]) -> list[Cue]:
    """What is said in captions and by whom; sounds and music are left out."""
    _take_name_lines(captions)
    lines = list(_plain_lines(captions))
    by_markup = sum(line.label is not None for line in lines)
    throughout = frozenset() if by_markup else _labels_throughout(lines[:LINES_READ])
    if throughout:
        return list(_Speech(throughout, carries=True, anybody=True).cues(lines))
    known = frozenset() if by_markup > len(lines) / 2 else _known_labels(lines[:LINES_READ])
    carries = by_markup < VOICED_SHARE * len(lines)
    return list(_Speech(known, carries).cues(lines))


def _take_name_lines(captions: Sequence[Caption]) -> None:
    """Take the first lines of captions for what they are where nearly all are names that come back."""
    looked_at = captions[:LINES_READ]
    first = [_name_line(caption) for caption in looked_at]
    names = Counter(name for name in first if name)
    if names.total() < max(3, NAMED_SHARE * len(looked_at)) or 3 * len(names) > names.total() + 3:
        return
    for caption in captions:
        if (name := _name_line(caption)) in names:
            caption.label = name
            del caption.lines[0]


def _name_line(caption: Caption) -> str:
    """The first of several lines, where it can be a name alone."""
    if caption.label or len(caption.lines) < 2 or len(caption.lines[0]) > labels.LABEL_WIDTH:
        return ""
    line = plain(caption.lines[0])
    return line if NAME_LINE.fullmatch(line) and labels.is_plausible(line) else ""


def without_tags(line: str) -> str:
    """A line without the tags that only change how it looks or when."""
    if "<" in line:
        line = TAG.sub("", line) if "<c." not in line else TAG.sub(_unless_coloured, line)
    if "{" in line:
        line = OVERRIDE.sub(_unless_coloured, line)
    return line.replace("\\N", " ").replace("\\h", " ").strip() if "\\" in line else line.strip()


def _unless_coloured(tag: re.Match[str]) -> str:
    return tag.group() if COLOUR.fullmatch(tag.group()) else ""


def _plain_lines(captions: Sequence[Caption]) -> Iterator[_Line]:
    """The lines of captions, cut where the voice changes, or the colour if nothing else tells voices."""
    voiced = any("<v" in line for caption in captions for line in caption.lines)
    coloured = not voiced and _is_told_by_colour(captions)
    for caption in captions:
        holds: str | None = caption.label or None
        for line in caption.lines:
            for label, text in _by_markup(line, holds, VOICE if voiced else COLOUR, voiced or coloured):
                holds = label
                if words := plain(text):
                    yield _Line(caption, words, label)


def _by_markup(
    line: str, label: str | None, tag: re.Pattern[str], is_told: bool
) -> Iterator[tuple[str | None, str]]:
    """The pieces of a line with their labels; the last piece says what holds on the next line."""
    if "<" not in line and "{" not in line:
        yield label, line
        return
    start = 0
    for match in tag.finditer(line):
        yield label, line[start : match.start()]
        start = match.end()
        if is_told:
            label = _label_of(match)
    yield label, line[start:]


def _label_of(tag: re.Match[str]) -> str | None:
    if tag.re is VOICE:
        return None if tag[1] else plain(tag[2] or "") or None
    return tag["ass"] or tag["font"] or tag["named"]


def _is_told_by_colour(captions: Sequence[Caption]) -> bool:
    """Whether nearly every caption has a colour, and there are several but no more than speakers."""
    first = [
        match for caption in captions if caption.lines for match in [COLOUR.match(caption.lines[0])] if match
    ]
    colours = {_label_of(match) for match in first} - {None}
    return 2 <= len(colours) <= 12 and len(first) >= COLOURED_SHARE * len(captions)


def _labels_throughout(lines: Sequence[_Line]) -> frozenset[str]:
    """The few labels that nearly every caption begins with one of, and those that come back behind dashes;
    none where captions begin otherwise.
    """
    first = {id(line.caption): _undashed(line.text) for line in reversed(lines)}
    found = [match["label"] for text in first.values() if (match := ANYBODY.match(text[:200]))]
    few = len(set(found)) <= len(found) / 2 + 1
    if not few or len(found) < 3 or len(found) < LABELLED_THROUGHOUT * len(first):
        return frozenset()
    dashed = (text for line in lines if (text := _undashed(line.text)) != line.text)
    second = Counter(match["label"] for text in dashed if (match := ANYBODY.match(text[:200])))
    return frozenset(found) | {label for label, count in second.items() if count > 1}


def _known_labels(lines: Sequence[_Line]) -> frozenset[str]:
    """Of what stands before the words of lines, what names speakers: it begins early and comes again."""
    found = [candidate for candidate in _candidates(lines) if not _is_mark(candidate.label)]
    counts = Counter(candidate.label for candidate in found)
    known = labels.accepted(counts, " ".join(line.text for line in lines[:200])) if counts else frozenset()
    known |= {label for label in counts if _is_certain(label) or (counts[label] > 1 and label.isupper())}
    known |= {candidate.label for candidate in found if candidate.follows_arrows}
    spoken = [candidate for candidate in found if candidate.label in known]
    if not spoken or spoken[0].place > max(FIRST_LABEL_CUES, FIRST_LABEL_WITHIN * len(lines)):
        return frozenset()
    is_alone = len(known) == 1 and not any(one.in_brackets or _is_full(one.label) for one in spoken)
    return frozenset() if is_alone and len(spoken) < max(3, ONLY_LABEL_SHARE * len(lines)) else known


def _candidates(lines: Sequence[_Line]) -> Iterator[_Candidate]:
    for place, line in enumerate(lines):
        parts = ARROWS.split(line.text) if ">>" in line.text else [line.text]
        for number, part in enumerate(parts):
            text = _undashed(part)
            if found := _split_label(text):
                yield _Candidate(place, found[0], text[0] in "[(", number > 0)


def _is_full(label: str) -> bool:
    """Whether a label is more than a word that might begin any sentence."""
    return " " in label or _is_certain(label)


def _is_certain(label: str) -> bool:
    return NUMBERED.fullmatch(f"{label}: ") is not None


def _undashed(text: str) -> str:
    return text[match.end() :] if text[:1] in ("-", "–", "—") and (match := DASH.match(text)) else text


def _split_label(text: str) -> tuple[str, str] | None:
    """What stands before the words of a line as a speaker's name does, and the words; None where nothing."""
    if text[:1] in ("[", "("):
        match = BRACKETED.match(text[:200])
        return (match["label"], text[match.start("rest") :]) if match else None
    if ":" not in text[:60] and "：" not in text[:60]:
        return None
    if named := labels.named_label(text):
        return named[0], named[2]
    match = NUMBERED.match(text[:60]) or CAPITALS.match(text[:60])
    return (match["label"], text[match.start("rest") :]) if match else None


class _Speech:
    """Walks over the lines once, knowing who speaks."""

    def __init__(self, known: frozenset[str], carries: bool, anybody: bool = False) -> None:
        self.anybody = anybody
        self.known = {label.casefold(): label for label in sorted(known, reverse=True)}
        self.carries = carries
        self.label = ""
        self.fresh = False
        self.caption: Caption | None = None
        self.opens: SectionKind | None = None
        self.changes = 0

    def cues(self, lines: Sequence[_Line]) -> Iterator[Cue]:
        """One cue for all that one person says in a caption."""
        texts: list[str] = []
        for line in lines:
            for label, fresh, text in self._parts(line):
                if line.caption is not self.caption:
                    self.changes = 0
                changes = fresh or (label is not None and label != self.label)
                self.changes += changes
                if self.caption is not None and (line.caption is not self.caption or changes):
                    yield from self._cue(self.caption, texts)
                    texts = []
                if line.caption is not self.caption and label is None and not self.carries:
                    self.label = ""
                if label is not None:
                    self.label = label
                    self.fresh = False
                elif fresh:
                    self.label, self.fresh = "", True
                self.caption = line.caption
                if text:
                    texts.append(text)
        if self.caption is not None:
            yield from self._cue(self.caption, texts)

    def _cue(self, caption: Caption, texts: Sequence[str]) -> Iterator[Cue]:
        text = " ".join(texts)
        if not text.isascii() and NOTES.search(text):
            text = " ".join(NOTES.sub(" ", text).split())
        if not text:
            return
        bracketed = markers.BRACKETED.fullmatch(text)
        if bracketed and markers.is_marker(bracketed[1]) and markers.section_kind(bracketed[1]):
            self.opens = markers.section_kind(bracketed[1])
            return
        if not is_sound(text):
            yield Cue(
                text,
                caption.start_ms,
                caption.end_ms,
                self.label,
                caption.line,
                fresh=self.fresh,
                opens=self.opens,
            )
            self.fresh, self.opens = False, None

    def _parts(self, line: _Line) -> Iterator[tuple[str | None, bool, str]]:
        """(label or None where it goes on, whether somebody else begins, words) of a line."""
        text = line.text
        if self.changes > MOST_CHANGES and line.caption is self.caption:
            yield None, False, text
            return
        pieces = ARROWS.split(text) if ">>" in text else [text]
        for place, piece in enumerate(pieces):
            fresh = place > 0
            words = piece.strip()
            if not words.strip("-–— "):
                continue
            if words[0] in "-–—" and (dash := DASH.match(words)):
                fresh, words = True, words[dash.end() :]
            found = self._label(line, words)
            if line.label is not None:
                repeats = found is not None and found[0].casefold() == line.label.casefold()
                yield line.label, False, found[1] if found and repeats else words
            elif found and self.anybody:
                yield found[0], False, found[1]
            elif found and found[0].casefold() in self.known:
                yield self.known[found[0].casefold()], False, found[1].strip()
            else:
                yield None, fresh, words

    def _label(self, line: _Line, words: str) -> tuple[str, str] | None:
        """The label that words begin with; where it may be any words, a caption's other lines have only known
        ones.
        """
        if not self.anybody:
            return _split_label(words)
        is_first = line.caption is not self.caption
        match = ANYBODY.match(words)
        is_label = match is not None and (is_first or match["label"].casefold() in self.known)
        return (match["label"], match["rest"]) if match and is_label else None


def is_sound(text: str) -> bool:
    """Whether a caption shows nothing but music notes and sounds in brackets."""
    if text[0] not in "[(*♪♫♬♩":
        return False
    rest = NOTES.sub("", text).strip()
    while match := IN_BRACKETS.match(rest):
        if not _is_sound(match[1] or match[2] or match[3]):
            return False
        rest = rest[match.end() :]
    return not rest


def _is_sound(words: str) -> bool:
    return any(word.strip(".,!") in SOUNDS for word in words.casefold().split())


def _is_mark(words: str) -> bool:
    return _is_sound(words) or any(word in MARKS for word in words.casefold().split())
