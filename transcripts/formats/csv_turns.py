"""Tables of turns: CSV and its kin with tabs, semicolons or bars, columns in any order and several languages.

A table that lists episodes and holds no talk is a catalogue: each row is an episode without turns.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from transcripts.documents import ParsedDocument, ParsedEpisode, Problem, Severity
from transcripts.reading import captionfacts, captions, cues, jsondata
from transcripts.reading.captions import Caption
from transcripts.reading.captionspeakers import cues_of, is_sound
from transcripts.reading.cues import Cue
from transcripts.reading.episodes import Facts, assemble
from transcripts.reading.markup import plain
from transcripts.reading.names import word_set
from transcripts.reading.pieces import UNKNOWN, Moment, Piece, cues_of_pieces, moment_of
from transcripts.reading.sourcetext import SourceText
from transcripts.reading.turns import Talk

NAME = "csv-turns"
SNIFFED = 20_000
SNIFFED_ROWS = 60
DELIMITERS = ",;\t|"
LONGEST_CELL = 5_000_000
MOST_EPISODES = 5_000
WHOLE_TALK_WORDS = 150

COLUMNS = {
    "speaker": word_set(
        """
        speaker speakers speakername speakerlabel speakerid who sprecher sprecherin sprechende locuteur
        locutrice intervenant orateur hablante orador oradora interlocutor interlocutora ponente relatore
        parlante oratore falante spreker spreekster talare taler mówca participant person character role
        actor voice persona name narrator
        """
    ),
    "text": word_set(
        """
        text words word narrative what said
        transcript transcription content utterance sentence body speech dialogue dialog line
        caption subtitle texte paroles contenu transkript wortlaut inhalt aussage äußerung texto contenido
        palabras testo contenuto battuta tekst treść ordlyd innehåll fala
        """
    ),
    "end": word_set(
        """
        end endtime endms endsec endseconds ends endins endinseconds endinms stop finish to out tcout
        until ende endzeit bis fin final fine fim eind einde eindtijd slut sluttid
        """
    ),
    "start": word_set(
        """
        start starttime startms startsec startseconds starts startins startinseconds startinms begin
        beginning from when timestamp timestamps timespan timerange time timecode tc tcin in
        offset zeit startzeit zeitstempel
        beginn anfang von début debut temps horodatage inicio tiempo hora inizio tempo início tijd
        begintijd tid starttid
        """
    ),
    "number": word_set(
        """
        episode episodenumber episodeno episodeid number no nr num ep folge folgennummer épisode episodio
        numéro número numero avsnitt aflevering odcinek
        """
    ),
    "title": word_set(
        """
        title episodetitle titel titre título titolo topic subject thema sujet tema onderwerp headline
        project
        """
    ),
    "date": word_set(
        "date published publishdate publicationdate pubdate releasedate airdate datum fecha data dato"
    ),
    "guest": word_set(
        "guest guests guestname gast gäste invité invités invitado invitados ospite ospiti gasten"
    ),
    "host": word_set("host hosts hostname presenter moderator moderation animateur presentador conduttore"),
    "podcast": word_set("podcast show series program programme sendung émission programa"),
    "duration": word_set("duration length dauer durée duración durata duur"),
    "summary": word_set("summary description abstract beschreibung résumé resumen descrizione"),
    "language": word_set("language lang sprache langue idioma lingua"),
}
RANGE = re.compile(r"\s*(\S{3,16})\s*(?:-|–|—|-->|to)\s*(\d\S{2,16})\s*")
TIME = re.compile(r"\[?\(?(\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?)\)?\]?\s*")
ASIDE = re.compile(r"[(\[][^()\[\]]{1,600}[)\]][.\s]*")
LONG_CELL_LINES = 50
CUT_TABLE = "The table cannot be read to its end ({error}); check the quotation marks around this line."
LONG_CELL = (
    "A cell goes on for {count} lines; look for a quotation mark at its beginning that is never closed."
)
# The csv module refuses longer cells than 128 KB, unless told so for the whole process.
csv.field_size_limit(LONGEST_CELL)


@dataclass(slots=True)
class Row:
    """A row of a table with the line it begins in; cells beyond the header's are left out."""

    line: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """What separates cells, which column is what, and whether the first row says so."""

    delimiter: str
    columns: Mapping[int, str]
    width: int
    has_header: bool

    @property
    def names(self) -> frozenset[str]:
        """The kinds of columns there are."""
        return frozenset(self.columns.values())

    @property
    def is_talk(self) -> bool:
        """Whether rows hold what was said and by whom or when."""
        return "text" in self.names and bool(self.names & {"speaker", "start"})

    @property
    def is_catalogue(self) -> bool:
        """Whether rows are episodes."""
        return bool(self.names & {"title", "guest"}) and bool(self.names & {"number", "date"})


def sniff(source: SourceText) -> float:
    """How sure it is that the lines are a table of turns or of episodes."""
    if source.start[:1] in ("{", "<") or source.start.startswith(("WEBVTT", "[{")):
        return 0.0
    layout = layout_of(source)
    if layout is None:
        return 0.0
    if layout.is_talk:
        is_sure = layout.delimiter != "," and layout.names >= {"speaker", "start"}
        return 0.95 if layout.has_header else 0.92 if is_sure else 0.6
    return 0.85 if layout.is_catalogue else 0.0


def parse(source: SourceText) -> ParsedDocument:
    """The turns of one episode, or of several that a column tells apart, or a catalogue's episodes."""
    layout = layout_of(source)
    problems: list[Problem] = []
    rows = list(_rows(source, layout, problems)) if layout else []
    if layout is None or not layout.is_talk:
        episodes = [made for row in rows[:MOST_EPISODES] if (made := _listed(row, problems))]
    else:
        episodes = []
        for facts, talk in _episodes(rows, layout):
            read = assemble(cues.talk_of(_said(talk, layout)), facts)
            episodes.append(read.episode)
            problems += read.problems
    return ParsedDocument(NAME, round(sniff(source), 2), None, tuple(episodes), tuple(problems))


def layout_of(source: SourceText) -> Layout | None:
    """How the table is laid out, None where the document is none."""
    sample = source.text[:SNIFFED].lstrip("\n")
    for delimiter in sorted(
        (one for one in DELIMITERS if one in sample), key=lambda one: -sample[:2000].count(one)
    ):
        rows = list(_cells(sample, delimiter))[:SNIFFED_ROWS]
        if len(sample) == SNIFFED:
            rows = rows[:-1] or rows
        if len(rows) < 2 or len(rows[0]) < 2:
            continue
        columns = _by_header(rows[0])
        layout = Layout(delimiter, columns, len(rows[0]), True)
        if (layout.is_talk or layout.is_catalogue) and len(columns) * 3 >= len(rows[0]):
            return layout
        layout = Layout(delimiter, _by_content(rows), len(rows[0]), False)
        if layout.is_talk:
            return layout
    return None


def _cells(text: str, delimiter: str) -> Iterator[list[str]]:
    """Rows that hold anything; a quotation mark that is never closed ends the table."""
    try:
        yield from (row for row in csv.reader(io.StringIO(text), delimiter=delimiter) if any(row))
    except csv.Error:
        return


def _by_header(header: Sequence[str]) -> dict[int, str]:
    """Which column is what, by its name as a whole, else by a word of it; each kind once."""
    found: dict[int, str] = {}
    names = [captionfacts.folded(cell[:60]) for cell in header]
    words = [{captionfacts.folded(word) for word in re.split(r"[\W_]+", cell[:60])} for cell in header]
    for place, name in enumerate(names):
        kind = next((kind for kind, known in COLUMNS.items() if name in known), None)
        if kind and kind not in found.values():
            found[place] = kind
    for place, tokens in enumerate(words):
        free = {kind: known for kind, known in COLUMNS.items() if kind not in found.values()}
        kind = next((kind for kind, known in free.items() if tokens & known), None)
        if place not in found and kind and len(tokens) <= 4:
            found[place] = kind
    return found


def _by_content(rows: Sequence[Sequence[str]]) -> dict[int, str]:
    """Which column is what, by what stands in the rows; empty where they are no regular table."""
    width, count = Counter(len(row) for row in rows).most_common(1)[0]
    regular = [row for row in rows if len(row) == width]
    if len(rows) < 4 or width < 2 or width > 12 or count < 0.95 * len(rows):
        return {}
    columns = [[row[place].strip() for row in regular] for place in range(width)]
    times = [place for place, cells in enumerate(columns) if _share(_is_time(cell) for cell in cells) > 0.8]
    times = times or [place for place, cells in enumerate(columns) if _rises(cells)]
    others = [place for place in range(width) if place not in times]
    lengths = {place: sum(cell.count(" ") + 1 for cell in columns[place]) / len(regular) for place in others}
    text = max(lengths, key=lambda place: lengths[place], default=None)
    if text is None or lengths[text] < 3:
        return {}
    found = {text: "text", **dict(zip(times, ("start", "end"), strict=False))}
    named = [place for place in others if place != text and _are_labels(columns[place])]
    if named:
        found[named[0]] = "speaker"
    return found if times or (named and width <= 4) else {}


def _share(truths: Iterable[bool]) -> float:
    found = list(truths)
    return sum(found) / len(found) if found else 0.0


def _is_time(cell: str) -> bool:
    return TIME.fullmatch(cell) is not None or jsondata.printed_time(cell) is not None


def _rises(cells: Sequence[str]) -> bool:
    """Whether a column holds seconds or the like: numbers with fractions that never fall."""
    amounts = [amount for cell in cells if (amount := jsondata.amount(cell)) is not None]
    has_fractions = any(not amount.is_integer() for amount in amounts)
    return has_fractions and len(amounts) == len(cells) and amounts == sorted(amounts)


def _are_labels(cells: Sequence[str]) -> bool:
    """Whether a column holds few different short names."""
    filled = [cell for cell in cells if cell]
    short = all(len(cell) <= 60 and cell.count(" ") < 5 for cell in filled)
    letters = sum(any(c.isalpha() for c in cell) for cell in filled)
    return short and 0 < len(set(filled)) <= max(2, len(cells) // 2) and letters > 0.9 * len(cells) * 0.5


def _rows(source: SourceText, layout: Layout, problems: list[Problem]) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(source.text), delimiter=layout.delimiter)
    skips_header = layout.has_header
    begins = 1
    try:
        for cells in reader:
            if any(cells):
                if not skips_header:
                    yield Row(begins, {kind: cell.strip() for kind, cell in _named(cells, layout)})
                skips_header = False
            count, begins = reader.line_num + 1 - begins, reader.line_num + 1
            if count > LONG_CELL_LINES:
                message = LONG_CELL.format(count=count)
                problems.append(Problem(Severity.WARNING, "broken-table", message, begins - count))
    except csv.Error as error:
        message = CUT_TABLE.format(error=error)
        problems.append(Problem(Severity.WARNING, "broken-table", message, begins))


def _named(cells: list[str], layout: Layout) -> Iterator[tuple[str, str]]:
    """The cells with the kind of their column; what is too much belongs to the last one, unquoted."""
    if len(cells) > layout.width:
        cells[layout.width - 1 :] = [layout.delimiter.join(cells[layout.width - 1 :])]
    return ((kind, cells[place]) for place, kind in layout.columns.items() if place < len(cells))


def _episodes(rows: Sequence[Row], layout: Layout) -> Iterator[tuple[Facts, list[Row]]]:
    """The rows of each episode and what they say of it; without a column for episodes all are one."""
    keys = [kind for kind in ("number", "title") if kind in layout.names]
    groups: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        groups.setdefault(tuple(row.cells.get(key, "") for key in keys), []).append(row)
    if len(groups) * 2 > len(rows) or len(groups) > MOST_EPISODES:
        groups = {(): list(rows)}  # a number in each row counts the rows and not the episodes
    for key, group in groups.items():
        yield (_facts(group[0]) if key or layout.names & {"date", "podcast"} else Facts()), group


def _said(rows: Sequence[Row], layout: Layout) -> list[Cue]:
    """What the rows of an episode say; a row without a speaker goes on for the one before."""
    if "speaker" not in layout.names:
        return cues_of(_captions(rows))
    found: list[Piece] = []
    label = ""
    for row in rows:
        text = plain(row.cells.get("text", ""))
        printed = jsondata.label_of(row.cells.get("speaker", ""))
        is_aside = not printed and ASIDE.fullmatch(text) is not None
        label = printed or label
        start, end, heading = _times(row)
        if text and not is_aside and not is_sound(text):
            found.append(Piece(text, start, end, label, heading=heading, line=row.line))
    return cues_of_pieces(found, {})


def _captions(rows: Sequence[Row]) -> list[Caption]:
    pieces = []
    for row in rows:
        text = plain(row.cells.get("text", ""))
        start, end, _ = _times(row)
        pieces.append(Piece(text, start, end, line=row.line))
    timed = cues_of_pieces([piece for piece in pieces if piece.text], {})
    return [Caption(cue.start_ms, cue.end_ms, cue.line, [cue.text]) for cue in timed]


def _times(row: Row) -> tuple[Moment, Moment, str | None]:
    """When a row starts and ends, and the words behind its start, which name what begins here.

    Both times may stand in one cell.
    """
    end = moment_of("end", row.cells.get("end", ""), ())
    both = RANGE.fullmatch(row.cells.get("start", "")) if end == UNKNOWN else None
    if both and (first := moment_of("start", both[1], ())) != UNKNOWN:
        return first, moment_of("end", both[2], ()), None
    start, heading = _start(row)
    return start, end, heading


def _start(row: Row) -> tuple[Moment, str | None]:
    """When a row starts, and the words behind its time, which name what begins here."""
    cell = row.cells.get("start", "")
    match = TIME.match(cell)
    if match is None:
        return moment_of("start", cell, ()), None
    rest = cell[match.end() :].strip(" -–:")
    ms = captions.clock(match[1])
    return Moment(ms=ms) if ms is not None else UNKNOWN, rest if " " in rest else None


def _listed(row: Row, problems: list[Problem]) -> ParsedEpisode | None:
    """The episode that a row of a catalogue lists, None where it lists none."""
    facts = _facts(row)
    if not (facts.title or facts.guests) or (facts.number is None and facts.published_on is None):
        return None
    text = row.cells.get("text", "")
    is_talk = text.count(" ") >= WHOLE_TALK_WORDS
    lines = [line for line in text.split("\n") if line.strip()] if is_talk else []
    said = cues_of([Caption(None, None, row.line, [line]) for line in lines])
    made = assemble(cues.talk_of(said) if said else Talk(), facts)
    problems += made.problems
    return made.episode


def _facts(row: Row) -> Facts:
    cells = {
        name: plain(value)
        for name, value in row.cells.items()
        if name not in ("text", "speaker", "start", "end")
    }
    return captionfacts.facts_in(cells)
