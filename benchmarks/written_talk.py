"""An invented talk of any length, and how every format that the parser reads writes it down.

Used by parse_formats.py. The same size gives the same talk.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from transcripts.reading.names import word_set
from transcripts.tests import make_files as make

SPEAKERS = ("Ines Halloran", "Tomas Brandvold")
TITLE = "Why small kilns burn slowly with Tomas Brandvold"
OFFICES = ("The chair", "The clerk")
WORDS = sorted(
    word_set(
        """
        the harbour winter kiln ferry my sister they bread morning island before after because water slowly
        nobody remembers first years boat wood fire it was and then we said to him that is how one begins with
        a small house by the road where people came in the evening for coffee and talked about prices of clay
        """
    )
)
OPENINGS = ("So", "Well", "Yes", "And", "I think", "You know", "Then", "What happened was that", "In the end")
WORDS_A_SECOND = 2.5


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its time in seconds."""

    start: float
    end: float
    text: str

    def words(self) -> Iterator[tuple[float, float, str]]:
        """Its words, each with its time."""
        words = self.text.split()
        step = (self.end - self.start) / len(words)
        for place, word in enumerate(words):
            yield round(self.start + place * step, 2), round(self.start + (place + 1) * step, 2), word


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until the other one does."""

    speaker: int
    sentences: tuple[Sentence, ...]

    @property
    def name(self) -> str:
        """The speaker's name."""
        return SPEAKERS[self.speaker]

    @property
    def text(self) -> str:
        """All that is said."""
        return " ".join(sentence.text for sentence in self.sentences)

    @property
    def start(self) -> float:
        """When it begins, in seconds."""
        return self.sentences[0].start


Talk = list[Turn]


def talk(characters: int) -> Talk:
    """A talk of about this many characters of speech."""
    random = Random(characters)
    turns: Talk = []
    now, written = 0.0, 0
    while written < characters:
        sentences = []
        for _ in range(random.choice((1, 2, 4, 9))):
            words = [random.choice(OPENINGS), *random.choices(WORDS, k=random.randint(4, 24))]
            text = " ".join(words) + random.choice((".", ".", ".", "?", ", and so on."))
            length = round(len(text.split()) / WORDS_A_SECOND, 2)
            sentences.append(Sentence(round(now, 2), round(now + length, 2), text))
            now += length + 0.4
            written += len(text) + 1
        turns.append(Turn(len(turns) % 2, tuple(sentences)))
    return turns


def clock(seconds: float, comma: str = ".") -> str:
    """hh:mm:ss.ttt"""
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02d}:{ms // 60_000 % 60:02d}:{ms // 1000 % 60:02d}{comma}{ms % 1000:03d}"


def short(seconds: float) -> str:
    """h:mm:ss"""
    return f"{int(seconds) // 3600}:{int(seconds) // 60 % 60:02d}:{int(seconds) % 60:02d}"


def document(name: str, size: int) -> bytes:
    """A document in a format (a key of WRITERS) of about `size` bytes."""
    write = WRITERS[name]
    trial = write(talk(10_000))
    return write(talk(size * 10_000 // len(trial)))


def each(turns: Talk, form: Callable[[Turn], str], between: str = "\n\n") -> bytes:
    """A document of one piece a turn."""
    return between.join(map(form, turns)).encode() + b"\n"


def sentences(turns: Talk) -> Iterator[tuple[Turn, Sentence]]:
    """Every sentence with its turn."""
    return ((turn, sentence) for turn in turns for sentence in turn.sentences)


def every_sentence(turns: Talk, form: Callable[[Turn, Sentence], str], between: str = "\n") -> str:
    """A text of one piece a sentence."""
    return between.join(form(turn, sentence) for turn, sentence in sentences(turns))


def as_json(data: Any) -> bytes:
    """JSON in bytes."""
    return json.dumps(data).encode()


def words(turns: Talk) -> Iterator[tuple[Turn, float, float, str]]:
    """Every word with its turn and time."""
    return ((turn, *word) for turn, sentence in sentences(turns) for word in sentence.words())


def whisper(turns: Talk) -> bytes:
    """Whisper's JSON with words."""
    segments = [
        {
            "id": place,
            "start": s.start,
            "end": s.end,
            "seek": 0,
            "temperature": 0.0,
            "avg_logprob": -0.2,
            "text": f" {s.text}",
            "words": [
                {"word": f" {word}", "start": a, "end": b, "probability": 0.9} for a, b, word in s.words()
            ],
        }
        for place, (_, s) in enumerate(sentences(turns))
    ]
    return as_json({"text": "", "segments": segments, "language": "en"})


def deepgram(turns: Talk) -> bytes:
    """Deepgram's JSON."""
    listed = [
        {
            "word": word.strip(".,?").lower(),
            "punctuated_word": word,
            "start": a,
            "end": b,
            "speaker": turn.speaker,
        }
        for turn, a, b, word in words(turns)
    ]
    alternative = {"transcript": "", "confidence": 0.99, "words": listed}
    return as_json({"metadata": {"duration": 1}, "results": {"channels": [{"alternatives": [alternative]}]}})


def amazon(turns: Talk) -> bytes:
    """Amazon Transcribe's JSON."""
    items = [
        {
            "start_time": str(a),
            "end_time": str(b),
            "type": "pronunciation",
            "alternatives": [{"confidence": "0.9", "content": word}],
            "speaker_label": f"spk_{turn.speaker}",
        }
        for turn, a, b, word in words(turns)
    ]
    segments = [
        {
            "start_time": str(t.start),
            "end_time": str(t.sentences[-1].end),
            "speaker_label": f"spk_{t.speaker}",
        }
        for t in turns
    ]
    labels = {"speakers": 2, "segments": segments}
    results = {"transcripts": [{"transcript": ""}], "speaker_labels": labels, "items": items}
    return as_json({"jobName": "talk", "status": "COMPLETED", "results": results})


def google(turns: Talk) -> bytes:
    """Google Speech-to-Text's JSON, version 1."""
    results = [
        {
            "alternatives": [
                {
                    "transcript": s.text,
                    "words": [
                        {"word": word, "startTime": f"{a}s", "endTime": f"{b}s"} for a, b, word in s.words()
                    ],
                }
            ]
        }
        for _, s in sentences(turns)
    ]
    return as_json({"results": results})


def speechmatics(turns: Talk) -> bytes:
    """Speechmatics' JSON."""
    results = [
        {
            "type": "word",
            "start_time": a,
            "end_time": b,
            "alternatives": [{"content": word, "speaker": f"S{turn.speaker + 1}", "confidence": 1.0}],
        }
        for turn, a, b, word in words(turns)
    ]
    return as_json({"format": "2.9", "metadata": {"type": "transcription"}, "results": results})


def watson(turns: Talk) -> bytes:
    """IBM Watson's JSON."""
    results = [
        {
            "final": True,
            "alternatives": [
                {"transcript": s.text, "timestamps": [[word, a, b] for a, b, word in s.words()]}
            ],
        }
        for _, s in sentences(turns)
    ]
    labels = [{"from": a, "to": b, "speaker": turn.speaker} for turn, a, b, _ in words(turns)]
    return as_json({"results": results, "speaker_labels": labels})


def assemblyai(turns: Talk) -> bytes:
    """AssemblyAI's JSON."""
    utterances: list[dict[str, Any]] = [
        {
            "speaker": "AB"[turn.speaker],
            "start": int(turn.start * 1000),
            "end": int(turn.sentences[-1].end * 1000),
            "text": turn.text,
            "words": [
                {"text": word, "start": int(a * 1000), "end": int(b * 1000), "speaker": "AB"[turn.speaker]}
                for s in turn.sentences
                for a, b, word in s.words()
            ],
        }
        for turn in turns
    ]
    listed = [word for utterance in utterances for word in utterance["words"]]
    return as_json({"id": "talk", "audio_url": "x", "utterances": utterances, "words": listed})


def podcasting2(turns: Talk) -> bytes:
    """Podcasting 2.0's JSON."""
    segments = [
        {"speaker": turn.name, "startTime": s.start, "endTime": s.end, "body": s.text}
        for turn, s in sentences(turns)
    ]
    return as_json({"version": "1.0.0", "segments": segments})


def tei(turns: Talk) -> bytes:
    """TEI utterances."""
    body = "".join(
        f"<u who='#{turn.name.split()[0]}'>"
        + "".join(f"<seg>{s.text}</seg>" for s in turn.sentences)
        + "</u>"
        for turn in turns
    )
    head = "<teiHeader><fileDesc><titleStmt><title>The Kiln</title></titleStmt></fileDesc></teiHeader>"
    text = f"<text><body><div>{body}</div></body></text>"
    return f"<TEI xmlns='http://www.tei-c.org/ns/1.0'>{head}{text}</TEI>".encode()


def akoma_ntoso(turns: Talk) -> bytes:
    """Akoma Ntoso speeches."""
    body = "".join(
        f"<speech by='#{turn.speaker}'><from>{turn.name}</from><p>{turn.text}</p></speech>" for turn in turns
    )
    debate = f"<debate><debateBody><debateSection>{body}</debateSection></debateBody></debate>"
    return (
        f"<akomaNtoso xmlns='http://docs.oasis-open.org/legaldocml/ns/akn/3.0'>{debate}</akomaNtoso>".encode()
    )


def ttml(turns: Talk) -> bytes:
    """TTML as Apple Podcasts writes it, with words."""
    body = "".join(
        f"<p begin='{clock(s.start)}' end='{clock(s.end)}' ttm:agent='v{turn.speaker}'>"
        + " ".join(f"<span begin='{clock(a)}' end='{clock(b)}'>{word}</span>" for a, b, word in s.words())
        + "</p>"
        for turn, s in sentences(turns)
    )
    spaces = "xmlns='http://www.w3.org/ns/ttml' xmlns:ttm='http://www.w3.org/ns/ttml#metadata'"
    return f"<tt {spaces}><body><div>{body}</div></body></tt>".encode()


def transcriber(turns: Talk) -> bytes:
    """Transcriber's .trs."""
    speakers = "".join(f"<Speaker id='spk{i}' name='{name}'/>" for i, name in enumerate(SPEAKERS))
    body = "".join(
        f"<Turn speaker='spk{turn.speaker}' startTime='{turn.start}' endTime='{turn.sentences[-1].end}'>"
        + "".join(f"<Sync time='{s.start}'/>{s.text}\n" for s in turn.sentences)
        + "</Turn>"
        for turn in turns
    )
    section = f"<Section type='report' startTime='0' endTime='{turns[-1].sentences[-1].end}'>{body}</Section>"
    return f"<Trans><Speakers>{speakers}</Speakers><Episode>{section}</Episode></Trans>".encode()


def elan(turns: Talk) -> bytes:
    """ELAN's .eaf."""
    slots, tiers = [], ["", ""]
    for place, (turn, s) in enumerate(sentences(turns)):
        for slot, seconds in ((2 * place, s.start), (2 * place + 1, s.end)):
            slots.append(f"<TIME_SLOT TIME_SLOT_ID='ts{slot}' TIME_VALUE='{int(seconds * 1000)}'/>")
        tiers[turn.speaker] += (
            f"<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID='a{place}' TIME_SLOT_REF1='ts{2 * place}' "
            f"TIME_SLOT_REF2='ts{2 * place + 1}'><ANNOTATION_VALUE>{s.text}</ANNOTATION_VALUE>"
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
        )
    named = "".join(
        f"<TIER TIER_ID='{name}'>{tier}</TIER>" for name, tier in zip(SPEAKERS, tiers, strict=True)
    )
    order = f"<TIME_ORDER>{''.join(slots)}</TIME_ORDER>"
    return f"<ANNOTATION_DOCUMENT>{order}{named}</ANNOTATION_DOCUMENT>".encode()


def exmaralda(turns: Talk) -> bytes:
    """EXMARaLDA's .exb."""
    line, tiers = [], ["", ""]
    for place, (turn, s) in enumerate(sentences(turns)):
        line.append(f"<tli id='T{2 * place}' time='{s.start}'/><tli id='T{2 * place + 1}' time='{s.end}'/>")
        tiers[turn.speaker] += f"<event start='T{2 * place}' end='T{2 * place + 1}'>{s.text} </event>"
    people = "".join(
        f"<speaker id='SPK{i}'><abbreviation>{name}</abbreviation></speaker>"
        for i, name in enumerate(SPEAKERS)
    )
    named = "".join(
        f"<tier id='TIE{i}' speaker='SPK{i}' category='v' type='t'>{tiers[i]}</tier>" for i in (0, 1)
    )
    return (
        f"<basic-transcription><head><speakertable>{people}</speakertable></head><basic-body><common-timeline>"
        f"{''.join(line)}</common-timeline>{named}</basic-body></basic-transcription>"
    ).encode()


def feed(turns: Talk) -> bytes:
    """An RSS feed with one item a turn."""
    items = "".join(
        f"<item><title>Episode {place}: {s.text[:40]}</title><guid>g{place}</guid>"
        f"<description>{turn.text}</description>"
        f"<enclosure url='https://example.org/{place}.mp3' type='audio/mpeg' length='1'/></item>"
        for place, turn in enumerate(turns)
        for s in turn.sentences[:1]
    )
    return f"<rss version='2.0'><channel><title>The Clay Hour</title>{items}</channel></rss>".encode()


def feed_page(turns: Talk) -> bytes:
    """An aggregator's page of one episode with its transcript and others without."""
    page = f"{TITLE}\n\n{TITLE}\n\n4 Mar 202344min\n\nAbout kilns.\n\nTranscript\n\n"
    next_page = "\n\n{0}\n\n{0}\n\n11 Mar 202341min\n\nAbout boats and those who mend them.\n"
    rest = "".join(next_page.format(f"How slow boats come home with Guest {guest}") for guest in "ABC")
    return page.encode() + each(turns, lambda t: f"{t.name}: {t.text}") + rest.encode()


def subtitle(turn: Turn, s: Sentence) -> str:
    """One cue as WebVTT has it."""
    return f"{clock(s.start)} --> {clock(s.end)}\n<v {turn.name}>{s.text}\n"


def ass(turns: Talk) -> bytes:
    """Advanced SubStation Alpha."""
    head = "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text"
    lines = every_sentence(
        turns,
        lambda t, s: (
            f"Dialogue: 0,{clock(s.start)[1:-1]},{clock(s.end)[1:-1]},Default,{t.name},0,0,0,,{s.text}"
        ),
    )
    return f"{head}\n{lines}\n".encode()


def srt(turns: Talk) -> bytes:
    """SRT with the speaker before each cue."""
    cues = [
        f"{place}\n{clock(s.start, ',')} --> {clock(s.end, ',')}\n{t.name}: {s.text}\n"
        for place, (t, s) in enumerate(sentences(turns), 1)
    ]
    return "\n".join(cues).encode()


def lrc_time(seconds: float) -> str:
    """mm:ss.hh"""
    return f"{int(seconds) // 60:02d}:{seconds % 60:05.2f}"


def chat(turns: Talk) -> bytes:
    """CHAT, with each sentence's time in ms between bullets."""
    lines = every_sentence(
        turns,
        lambda t, s: f"*{t.name[:3].upper()}:\t{s.text} \x15{int(s.start * 1000)}_{int(s.end * 1000)}\x15",
    )
    people = ", ".join(f"{name[:3].upper()} {name.replace(' ', '_')} Adult" for name in SPEAKERS)
    return f"@UTF8\n@Begin\n@Languages:\teng\n@Participants:\t{people}\n{lines}\n@End\n".encode()


def text_grid(turns: Talk) -> bytes:
    """Praat's TextGrid in its short form, one tier a speaker."""
    end = turns[-1].sentences[-1].end
    tiers = []
    for speaker, name in enumerate(SPEAKERS):
        spoken = [s for turn, s in sentences(turns) if turn.speaker == speaker]
        intervals = "".join(f'{s.start}\n{s.end}\n"{s.text}"\n' for s in spoken)
        tiers.append(f'"IntervalTier"\n"{name}"\n0\n{end}\n{len(spoken)}\n{intervals}')
    head = f'File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n{end}\n<exists>\n2\n'
    return (head + "".join(tiers)).encode()


def sami(turns: Talk) -> bytes:
    """SAMI captions."""
    lines = every_sentence(turns, lambda _, s: f"<SYNC Start={int(s.start * 1000)}><P Class=EN>{s.text}")
    return f"<SAMI><HEAD><TITLE>The Kiln</TITLE></HEAD><BODY>\n{lines}\n</BODY></SAMI>".encode()


def word(turns: Talk) -> bytes:
    """A Word file with bold labels."""
    return make.word(*(make.paragraph(make.bold(f"{turn.name}:"), f" {turn.text}") for turn in turns))


def open_document(turns: Talk) -> bytes:
    """An OpenDocument text with bold labels."""
    return make.open_document(
        "".join(
            f"<text:p><text:span text:style-name='B'>{turn.name}:</text:span> {turn.text}</text:p>"
            for turn in turns
        )
    )


def rtf(turns: Talk) -> bytes:
    """RTF with bold labels."""
    return b"{\\rtf1\\ansi\n" + each(turns, lambda t: f"{{\\b {t.name}:}} {t.text}\\par", "\n") + b"}"


def pdf(turns: Talk) -> bytes:
    """A PDF of lines of 90 characters, 45 a page."""
    rows: list[tuple[str, str]] = []
    for turn in turns:
        rows += [("B", f"{turn.name}:"), *(("R", line) for line in _wrapped(turn.text)), ("", "")]
    return make.pdf(
        [
            (60.0, 780.0 - 16 * row, font, 11, text)
            for row, (font, text) in enumerate(rows[start : start + 45])
            if font
        ]
        for start in range(0, len(rows), 45)
    )


def _wrapped(text: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if len(line) + len(word) > 89:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line


def mail(turns: Talk) -> bytes:
    """A mail with the talk as plain text."""
    head = b"From: a@example.org\nSubject: The Quiet Kiln\nMIME-Version: 1.0\n\n"
    return head + each(turns, lambda t: f"{t.name}: {t.text}")


WRITERS: dict[str, Callable[[Talk], bytes]] = {
    "timed-labels": lambda talk: each(talk, lambda t: f"[{short(t.start)}] {t.name}: {t.text}"),
    "named-turns": lambda talk: each(talk, lambda t: f"**{t.name}:** {t.text}"),
    "name-lines": lambda talk: each(talk, lambda t: f"{t.name}  {short(t.start)}\n{t.text}"),
    "time-lines": lambda talk: every_sentence(talk, lambda _, s: f"[{short(s.start)}] {s.text}").encode(),
    "dash-turns": lambda talk: each(talk, lambda t: f"– {t.text}"),
    "bold-labels": lambda talk: each(talk, lambda t: f"**{OFFICES[t.speaker]}:**\n\n{t.text}"),
    "prose": lambda talk: each(talk, lambda t: t.text),
    "feed-page": feed_page,
    "webvtt": lambda talk: b"WEBVTT\n\n" + every_sentence(talk, subtitle).encode(),
    "srt": srt,
    "sbv": lambda talk: every_sentence(
        talk, lambda _, s: f"{clock(s.start)[1:]},{clock(s.end)[1:]}\n{s.text}\n"
    ).encode(),
    "ass": ass,
    "lrc": lambda talk: every_sentence(talk, lambda _, s: f"[{lrc_time(s.start)}]{s.text}").encode(),
    "whisper-text": lambda talk: every_sentence(
        talk, lambda _, s: f"[{clock(s.start)} --> {clock(s.end)}]  {s.text}"
    ).encode(),
    "podcasting2-json": podcasting2,
    "whisper-json": whisper,
    "assemblyai": assemblyai,
    "deepgram": deepgram,
    "amazon-transcribe": amazon,
    "google-speech": google,
    "speechmatics": speechmatics,
    "ibm-watson": watson,
    "json-segments": lambda talk: as_json(
        [{"who": t.name, "from": s.start, "to": s.end, "text": s.text} for t, s in sentences(talk)]
    ),
    "csv-turns": lambda talk: (
        "speaker,start,text\n" + every_sentence(talk, lambda t, s: f'{t.name},{clock(s.start)},"{s.text}"')
    ).encode(),
    "feed": feed,
    "tei": tei,
    "akoma-ntoso": akoma_ntoso,
    "ttml": ttml,
    "transcriber": transcriber,
    "elan": elan,
    "exmaralda": exmaralda,
    "html-turns": lambda talk: each(
        talk, lambda t: f"<cite>{t.name}:</cite><time>{short(t.start)}</time><p>{escape(t.text)}</p>"
    ),
    "segments-xml": lambda talk: (
        "<transcript>"
        + every_sentence(
            talk, lambda t, s: f'<text start="{s.start}" dur="{s.end - s.start:.2f}">{s.text}</text>'
        )
        + "</transcript>"
    ).encode(),
    "chat": chat,
    "stm": lambda talk: every_sentence(
        talk, lambda t, s: f"talk 1 {t.name.replace(' ', '_')} {s.start} {s.end} <o,f0,unknown> {s.text}"
    ).encode(),
    "textgrid": text_grid,
    "sami": sami,
    "Word": word,
    "OpenDocument text": open_document,
    "RTF": rtf,
    "PDF": pdf,
    "mail": mail,
    "Word 97–2003": lambda talk: make.old_word("".join(f"{t.name}: {t.text}\r" for t in talk)),
}
