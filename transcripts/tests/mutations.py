"""Strange documents from good ones: what fuzzing and the property tests feed to the parser.

Everything follows from a number: the same seed makes the same bytes as long as the golden documents stay.
"""

from collections.abc import Callable, Sequence
from io import BytesIO
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

from transcripts.files import zipped
from transcripts.tests import hard_documents
from transcripts.tests.reading import documents

Mutation = Callable[[bytes, Random], bytes]

# Pieces of which labels, times, markup and data of all formats are made.
FRAGMENTS = [
    "[0:01:02] AB: ", "[040:07.2] CD: ", "**[0:03] AB**: ", "Ada Byron: ", "Bob: ", "Ada Byron (0:12): ",
    "Ada Byron  0:12\n", "0:12 Ada Byron\n", "**Ada Byron:**\n", "<v Ada>", "[Speaker 1] [00:03]\n", "– ",
    "- ", ">> ", "00:00:01,000 --> 00:00:02,500\n", "1\n", "WEBVTT\n\n", "NOTE ", "{\\an8}", "<c.yellow>",
    "<00:00:01.000>", "[00:01.00]", "[Events]\n", "Dialogue: 0,0:00:01.00,0:00:02.00,Ada,,0,0,0,,",
    "start\tend\ttext\n", "0\t1000\tHi.\n", '{"segments":[',
    '{"start":1.5,"end":2,"text":"Hi.","speaker":"A"},', '"words":[', '{"', '":', "]}", "[[", "{}", "1e999",
    "<p>", "</p>", "<b>", "<div class='turn'>", "<cite>Ada:</cite>", "<time>0:01</time>", "<!--", "-->",
    "<![CDATA[", "&#x0;", "<u who='#a'>", "<tt xmlns='http://www.w3.org/ns/ttml'>", "<rss><channel><item>",
    "<Turn speaker='s1'>", "<?xml version='1.0'?>", "---\ntitle: x\n---\n", "speaker,time,text\n",
    '"Ada","0:01","Hi."\n', ";", "\t", ",", '"', "|", "| --- |\n", "[SPONSOR MESSAGE]", "[END]", "# ",
    "## ", "\\$", "**", "*", "_", "[x](y)", "![", "](", "&amp;", "&lt;", "`", "~~~\n", "Transcript\n",
    "Transcript coming soon", "Episode 3: A Title\n", "31 Jul 202444min", "Speaker 1", "Q. ", "A. ", "Q: ",
    "A: ", "so it went ", "Thanks for having me. ", "this week on The Quiet Hour ", "sponsored by Acme ",
    "go to a.com/b ", "\n", "\n\n", "\r\n", "\u2028", "\x85", "\u200b", "\ufeff", "😀", "é", "ß", "\u0130",
    "\u01c6", "\ufdfd", "\u0301", "日本", "\x00", "\x0c", " ", "  ", "(", ")", "[", "]", "<", ">", ":", "::",
    "...", "…", "—", "“", "a", "A", "0", "9:9", "99:99:99", "a.b@c.d", "http://", "{\\rtf1 ", "\\par ",
    "\\'e9", "\\u8212?", "{\\b ", "}", "From: a@b.c\nSubject: x\nMIME-Version: 1.0\n\n", "=C3=A9", "=\n",
    "BT /R 11 Tf 72 700 Td (Hi.) Tj ET\n", "endstream", "endobj", "1 0 R", "<<", ">>",
]  # fmt: skip
FLIPS = 30
ENCODINGS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "cp037", "utf-7")


def golden() -> list[bytes]:
    """The golden documents of all formats and files."""
    return [path.read_bytes() for path in documents()]


def strange(seed: int, samples: Sequence[bytes], largest: int) -> bytes:
    """The document of this seed: a mutated golden one, fragments over and over, or a hard one; of at most
    `largest` bytes.
    """
    random = Random(seed)
    if seed % 30 == 1:
        kind, size = random.choice(list(hard_documents.PARTS)), random.randint(1, largest)
        return hard_documents.hard(kind, size)[:largest]
    if seed % 3 == 0:
        return repeated(random, largest)
    raw = random.choice(samples)
    for _ in range(random.choice((1, 1, 2, 3, 5))):
        raw = (
            _inside(raw, random, samples)
            if raw.startswith(b"PK") and random.random() < 0.8
            else mutated(raw, random, samples)
        )
    return raw[:largest]


def repeated(random: Random, largest: int) -> bytes:
    """A few fragments over and over: what makes careless patterns slow."""
    pattern = "".join(random.choices(FRAGMENTS, k=random.choice((1, 1, 2, 2, 3, 4, 6))))
    size = random.choice((1_000, 20_000, 200_000, largest))
    start = random.choice(
        ("", "", "Ada Byron: Hello.\n\nBob Stone: Hi.\n\n", "<html><body>", "[0:01] AB: ", '{"a":')
    )
    end = random.choice(("", "\n", "!", "\nAda Byron: Bye.\n", "</p>"))
    raw = pattern.encode("utf-8", "replace")
    return start.encode() + raw * (min(size, largest) // len(raw)) + end.encode()


def mutated(raw: bytes, random: Random, samples: Sequence[bytes]) -> bytes:
    """The document changed in one way."""
    if random.random() < 0.1:
        other = random.choice(samples)
        return raw[: random.randint(0, len(raw))] + other[random.randint(0, len(other)) :]
    return random.choice(MUTATIONS)(raw, random)


def _inside(raw: bytes, random: Random, samples: Sequence[bytes]) -> bytes:
    """An office file with one of its parts changed, so that the zip around it is whole."""
    try:
        with ZipFile(BytesIO(raw)) as old:
            parts = [(info.filename, old.read(info)) for info in old.infolist()]
    except zipped.BROKEN:
        return mutated(raw, random, samples)
    buffer = BytesIO()
    changed = random.randrange(len(parts)) if parts else 0
    with ZipFile(buffer, "w", ZIP_DEFLATED) as new:
        for place, (name, content) in enumerate(parts):
            new.writestr(name, mutated(content, random, samples) if place == changed else content)
    return buffer.getvalue()


def _stretch(raw: bytes, random: Random) -> tuple[int, int]:
    start = random.randint(0, len(raw))
    return start, min(len(raw), start + random.choice((1, 3, 20, 200, 2000)))


def _cut(raw: bytes, random: Random) -> bytes:
    return raw[: random.randint(0, len(raw))]


def _drop(raw: bytes, random: Random) -> bytes:
    start, end = _stretch(raw, random)
    return raw[:start] + raw[end:]


def _double(raw: bytes, random: Random) -> bytes:
    start, end = _stretch(raw, random)
    return raw[:end] + raw[start:end] * random.choice((1, 2, 10, 200)) + raw[end:]


def _whole_twice(raw: bytes, random: Random) -> bytes:
    return raw * random.choice((2, 3, 20))


def _flip(raw: bytes, random: Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(random.randint(1, FLIPS) if changed else 0):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed)


def _insert(raw: bytes, random: Random) -> bytes:
    for _ in range(random.choice((1, 3, 30))):
        place = random.randint(0, len(raw))
        fragment = random.choice(FRAGMENTS).encode() * random.choice((1, 1, 1, 50))
        raw = raw[:place] + fragment + raw[place:]
    return raw


def _shuffle(raw: bytes, random: Random) -> bytes:
    lines = raw.split(b"\n")
    random.shuffle(lines)
    return b"\n".join(lines)


def _swap_lines(raw: bytes, random: Random) -> bytes:
    lines = raw.split(b"\n")
    for _ in range(5):
        one, other = random.randrange(len(lines)), random.randrange(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return b"\n".join(lines)


def _one_line(raw: bytes, random: Random) -> bytes:
    return raw.replace(b"\n", random.choice((b" ", b"", b"\r", b"\r\n", b"\n\n")))


def _digits(raw: bytes, random: Random) -> bytes:
    return bytes(
        random.choice(b"0123456789") if 48 <= byte < 58 and random.random() < 0.2 else byte for byte in raw
    )


def _recoded(raw: bytes, random: Random) -> bytes:
    return raw.decode("utf-8", "replace").encode(random.choice(ENCODINGS), "replace")


def _without(raw: bytes, random: Random) -> bytes:
    return raw.replace(
        random.choice((b":", b"\n", b" ", b'"', b"<", b">", b"{", b"]", b"-->", b"[", b".")), b""
    )


def _nested(raw: bytes, random: Random) -> bytes:
    opening, closing = random.choice(
        ((b"[", b"]"), (b'{"a":', b"}"), (b"<div>", b"</div>"), (b"<a>", b"</a>"), (b"(", b")"))
    )
    depth = random.choice((1, 50, 3000, 100_000))
    return opening * depth + raw + closing * random.choice((0, depth))


def _case(raw: bytes, random: Random) -> bytes:
    return raw.upper() if random.random() < 0.5 else raw.lower()


MUTATIONS: tuple[Mutation, ...] = (
    _cut, _drop, _double, _whole_twice, _flip, _insert, _shuffle, _swap_lines, _one_line, _digits, _recoded,
    _without, _nested, _case,
)  # fmt: skip
