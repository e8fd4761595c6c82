"""PDF files: pages of lines become paragraphs, and those that cannot say why."""

import re
import time
import zlib

import pytest

from transcripts import files
from transcripts.files import pdf
from transcripts.files.pages import Line, paragraphs
from transcripts.tests import make_files as make


def refusal(raw: bytes) -> tuple[str, str]:
    taken = files.text_of(raw)
    assert taken is not None and taken.text is None
    (problem,) = taken.problems
    return problem.code, problem.message


def read(*texts: str, x: float = 72, step: float = 14) -> list[str]:
    """The paragraphs of one page with these lines; an empty one is a gap."""
    placed = [Line(0, x, 700 - row * step, 11, [(text, False)]) for row, text in enumerate(texts) if text]
    return [paragraph.text.strip() for paragraph in paragraphs(placed)]


LONG = "and so it went on for as long as the harbour was open to the ships of the north and"


def test_lines_are_joined_and_gaps_part_paragraphs() -> None:
    assert read(LONG, LONG, "the south.", "", "And then it closed.") == [
        f"{LONG} {LONG} the south.",
        "And then it closed.",
    ]


def test_a_hyphen_at_the_end_of_a_line_goes_unless_the_word_has_one_elsewhere() -> None:
    assert read(
        f"{LONG} har-", f"bour. A well-built house is {LONG[:40]}", LONG, f"{LONG} well-", "built."
    ) == [f"{LONG} harbour. A well-built house is {LONG[:40]} {LONG} {LONG} well-built."]


def test_labels_and_times_begin_paragraphs_without_a_gap() -> None:
    assert len(read(f"Ada: {LONG}", f"Bob: {LONG}", f"[0:01:02] {LONG}", f"Q. {LONG}", f"– {LONG}")) == 5


def test_a_short_line_ends_its_paragraph() -> None:
    assert read("Ada Byron", f"That is what I said {LONG}", LONG) == [
        "Ada Byron",
        f"That is what I said {LONG} {LONG}",
    ]


def test_indented_first_lines_begin_paragraphs() -> None:
    lines = [Line(0, 90 if row in (0, 2) else 72, 700 - row * 14, 11, [(LONG, False)]) for row in range(9)]
    assert [paragraph.text.count("harbour") for paragraph in paragraphs(lines)] == [2, 7]


def test_headers_footers_and_page_numbers_go_and_sentences_run_over_pages() -> None:
    lines = []
    for page in range(4):
        head = ["The Clay Hour – Transcript"] if page else []
        body = [
            f"{LONG} {word} {'abcd'[page]}"
            for word in ("first", "second", "third", "fourth", "fifth", "sixth")
        ]
        for row, text in enumerate([*head, *body, str(page + 1)]):
            lines.append(Line(page, 72, 760 - (row + (not head)) * 14, 11, [(text, False)]))
    (joined,) = paragraphs(lines)
    assert "Clay" not in joined.text and not any(sign.isdigit() for sign in joined.text)
    assert len(re.findall("sixth [abc] and so it went", joined.text)) == 3


def test_labels_that_stand_on_top_of_many_pages_stay() -> None:
    text = (files.text_of(make.interview_pdf()) or pytest.fail("no text")).text or ""
    assert text.count("**Maren Tveit:**") == 3 and "Cold Stores – Transcript" not in text


def test_numbers_of_lines_go_and_those_in_the_talk_stay() -> None:
    lines = [f"{row + 1}  {LONG}" for row in range(9)]
    lines[4] = "5  1944 was the year in which it began."
    text = " ".join(read(*lines))
    assert "1944" in text and not any(f"{number} and" in text for number in range(2, 9))


def test_ligatures_are_undone() -> None:
    assert "ﬁ".translate(pdf.pages.LIGATURES) == "fi"


def test_scans_protected_and_damaged_files_each_say_what_to_do() -> None:
    assert "OCR" in refusal(make.pdf([[], []]))[1]
    assert refusal(make.pdf([[]])[:200])[0] in ("broken-file", "no-text-layer")
    assert refusal(b"%PDF-1.7\nnothing")[0] == "broken-file"


def test_protected_files_say_so() -> None:
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(make.interview_pdf())))
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = BytesIO()
    writer.write(buffer)
    assert refusal(buffer.getvalue())[0] == "encrypted-file"


def object_file(*objects: bytes) -> bytes:
    body = b"".join(
        b"%d 0 obj\n%s\nendobj\n" % (number, content) for number, content in enumerate(objects, 1)
    )
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 9>>\n%%EOF"


FONT = b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>"


def stream(content: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<</Filter/FlateDecode/Length %d%s>>stream\n%s\nendstream" % (len(packed), extra, packed)


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
HOSTILE = {
    "pages that are their own parents": object_file(CATALOG, b"<</Type/Pages/Count 2/Kids[2 0 R 2 0 R]>>"),
    "a million kids that are one page": object_file(
        CATALOG,
        b"<</Type/Pages/Count 90000/Kids[%s]>>" % (b"3 0 R " * 90000),
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources" + FONT + b">>>>",
        stream(b"BT /F 12 Tf 72 700 Td (Ada: Hello there.) Tj ET"),
    ),
    "a stream that unpacks to half a gigabyte": object_file(
        CATALOG,
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources" + FONT + b">>>>",
        stream(bytes(60_000_000)),
    ),
    "a page of a million operators": object_file(
        CATALOG,
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources" + FONT + b">>>>",
        stream(b"BT /F 12 Tf " + b"1 0 Td (a) Tj " * 400_000 + b"ET"),
    ),
    "a form that draws itself": object_file(
        CATALOG,
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>",
        stream(b"/X Do /X Do"),
        stream(b"/X Do /X Do", b"/Type/XObject/Subtype/Form/Resources<</XObject<</X 5 0 R>>>>"),
    ),
    "brackets without an end": b"%PDF-1.4\n1 0 obj\n" + b"[" * 100_000,
    "dictionaries without an end": b"%PDF-1.4\n1 0 obj\n" + b"<<" * 100_000 + b"\ntrailer<</Root 1 0 R>>",
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_files_that_loop_or_swell_end_in_time(raw: bytes) -> None:
    began = time.process_time()
    files.text_of(raw)
    assert time.process_time() - began < 12 * max(1, len(raw) / 1_000_000)
