"""Word, OpenDocument, RTF and old Word files: what of them is talk, and what a bad one says."""

import time
import zipfile
from io import BytesIO

import pytest

from transcripts import files
from transcripts.files import docx, officexml, rtf
from transcripts.tests import make_files as make
from transcripts.tests.make_files import bold, paragraph, run, table, word


def text_of(raw: bytes) -> str:
    taken = files.text_of(raw)
    assert taken is not None
    return (taken.text or "").strip()


def refusal(raw: bytes) -> tuple[str, str]:
    taken = files.text_of(raw)
    assert taken is not None and taken.text is None
    (problem,) = taken.problems
    assert problem.severity == "error"
    return problem.code, problem.message


def test_inserted_text_is_in_and_deleted_text_is_out() -> None:
    raw = word(paragraph("We ", make.deleted("never "), make.inserted("always "), "meet."))
    assert text_of(raw) == "We always meet."


def test_text_in_content_controls_links_and_boxes_is_read_once() -> None:
    control = "<w:sdt><w:sdtContent>" + paragraph("Ada: In a control.") + "</w:sdtContent></w:sdt>"
    link = "<w:p><w:hyperlink>" + run("In a link.") + "</w:hyperlink></w:p>"
    box = "<w:txbxContent>" + paragraph("In a box.") + "</w:txbxContent>"
    shape = f"<w:p><w:r><mc:AlternateContent xmlns:mc='m'><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}"
    raw = word(control, link, shape + "</mc:Fallback></mc:AlternateContent></w:r></w:p>")
    assert text_of(raw) == "Ada: In a control.\n\nIn a link.\n\nIn a box."


def test_bold_is_known_from_runs_styles_and_defaults() -> None:
    plain = run("not this.", "<w:b w:val='0'/>")
    raw = word(paragraph(bold("Ada:"), " One."), paragraph(run("Bold, "), plain, style="Member"))
    assert text_of(raw) == "**Ada:** One.\n\n**Bold,** not this."


def test_bold_pieces_with_spaces_between_them_are_one() -> None:
    assert text_of(word(paragraph(bold("Ada"), " ", bold("Byron:"), " Yes."))) == "**Ada Byron:** Yes."


def test_hidden_text_field_codes_and_notes_are_no_talk() -> None:
    field = "<w:r><w:instrText>HYPERLINK x</w:instrText></w:r>"
    assert text_of(word(paragraph("Seen", run("hidden", "<w:vanish/>"), field, "."))) == "Seen."


def test_tabs_and_line_breaks_stay() -> None:
    assert text_of(word(paragraph(bold("Ada Byron"), "   0:03\nHello."))) == "**Ada Byron**   0:03\nHello."


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (
            [("Speaker", "Text"), ("Ada", "Good morning to all."), ("Bob", "And to you, my friend.")],
            ["Ada: Good morning to all.", "Bob: And to you, my friend."],
        ),
        (
            [
                ("1", "00:00:01 - 00:00:03", "Ada", "Good morning."),
                ("2", "00:00:04 - 00:00:09", "Bob", "And to you."),
            ],
            ["[00:00:01] Ada: Good morning.", "[00:00:04] Bob: And to you."],
        ),
        (
            [("Good morning, it is a fine day.", "0:01"), ("It is, and it will last.", "0:05")],
            ["[0:01] Good morning, it is a fine day.", "[0:05] It is, and it will last."],
        ),
        ([("Ada: Hello.",), ("Bob: Hi.",)], ["Ada: Hello.", "Bob: Hi."]),
    ],
)
def test_tables_of_turns_become_labelled_lines(rows: list[tuple[str, ...]], lines: list[str]) -> None:
    assert text_of(word(table(*rows))).split("\n\n") == lines


def test_speakers_in_a_style_of_their_own_get_a_colon_and_headings_do_not() -> None:
    lines = text_of(make.council_docx()).split("\n\n")
    assert "**Ansgar Vole:**" in lines and "# The ferry to the islands" in lines


def test_python_docx_files_are_read() -> None:
    """The main part may have another name, and parts may be missing."""
    raw = make.interview_docx()
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(buffer, "w") as new:
        new.writestr("word/document2.xml", old.read("word/document.xml"))
    assert "Welcome to the Clay Hour" in text_of(buffer.getvalue())


ENTITIES = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"


@pytest.mark.parametrize(
    "xml",
    [
        f"{ENTITIES}<w:document xmlns:w='w'><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>",
        "<w:document xmlns:w='w'>" + "<w:tbl><w:tr><w:tc>" * 500,
        "<w:p>" * 5000,
        "<w:document>",
        "",
        "\x00",
    ],
)
def test_hostile_xml_is_refused(xml: str) -> None:
    code, message = refusal(make.zipped([("word/document.xml", xml)]))
    assert code == "broken-file" and "save it again" in message


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officexml, "MAX_PART", 100_000)
    assert refusal(make.zipped([("word/document.xml", " " * 200_000)]))[0] == "too-large"


def test_more_text_than_any_talk_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(officexml, "MAX_TEXT", 1000)
    assert refusal(word(*(paragraph("Word " * 50) for _ in range(9))))[0] == "too-large"


def test_five_million_empty_paragraphs_end_in_time() -> None:
    began = time.process_time()
    assert refusal(word("<w:p/>" * 5_000_000))[0] == "too-large"
    assert time.process_time() - began < 20


def test_styles_that_are_based_on_each_other_end() -> None:
    styles = docx._Styles()
    officexml.walk(
        b"<s><style styleId='A'><basedOn val='B'/></style><style styleId='B'><basedOn val='A'/></style></s>",
        styles,
    )
    assert styles.bold("A") is None


def test_a_cut_office_file_says_that_it_is_damaged() -> None:
    for raw in (make.interview_docx(), make.interview_odt()):
        assert refusal(raw[: len(raw) // 2])[0] == "broken-file"


def test_spreadsheets_and_other_zips_are_told_what_they_are() -> None:
    assert "Excel" in refusal(make.zipped([("[Content_Types].xml", "x"), ("xl/workbook.xml", "x")]))[1]
    assert "import page" in refusal(make.zipped([("talk.txt", "Ada: Hello.")]))[1]


def test_open_document_tables_and_spaces() -> None:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows = "".join(
        f"<table:table-row>{cell.format(name)}{cell.format(words)}</table:table-row>"
        for name, words in (("Ada", "Good<text:s text:c='3'/>morning to all."), ("Bob", "And to you, Ada."))
    )
    assert text_of(make.open_document(f"<table:table>{rows}</table:table>")).split("\n\n") == [
        "Ada: Good   morning to all.",
        "Bob: And to you, Ada.",
    ]


def test_old_word_files_need_no_converter() -> None:
    text = text_of(make.interview_doc())
    assert "Haugsrud:\tI was, in the pilot’s house. It is on the map still." in text
    assert "footnote" not in text and "HYPERLINK" not in text


def test_old_office_files_of_other_kinds_are_named() -> None:
    assert "Excel" in refusal(make.compound({"Workbook": b"x"}))[1]
    assert "password" in refusal(make.compound({"EncryptedPackage": b"x"}))[1]
    assert refusal(make.old_word("Ada: Hello.\rBob: Hi.\r", encrypted=True))[0] == "encrypted-file"
    assert "save it as .docx" in refusal(make.interview_doc()[:3000])[1]


def test_rtf_keeps_bold_signs_and_tables() -> None:
    raw = rb"{\rtf1\ansi{\b Ada:} caf\'e9 \u8212? \{x\}\par\trowd\intbl Bob\cell Hi, all of you.\cell\row"
    raw += rb"\trowd\intbl Eve\cell Good day to you.\cell\row\pard End.\par}"
    assert text_of(raw).split("\n\n") == [
        "**Ada:** café — {x}",
        "Bob: Hi, all of you.",
        "Eve: Good day to you.",
        "End.",
    ]


def test_rtf_in_double_byte_code_pages_and_in_utf_16() -> None:
    raw = rb"{\rtf1\ansi\ansicpg932{\fonttbl{\f0\fcharset128 MS Mincho;}}\f0\'93\'fa\'96\'7b: yes\par}"
    assert text_of(raw) == "日本: yes"
    assert text_of(b"\xff\xfe" + r"{\rtf1 Ada: Yes.\par}".encode("utf-16-le")) == "Ada: Yes."


def test_rtf_with_more_groups_than_any_document_ends() -> None:
    assert refusal(rb"{\rtf1 " + b"{" * 200_000)[0] == "broken-file"
    assert text_of(rb"{\rtf1 " + b"}" * 200_000) == ""
    assert rtf.recognises(b"\xef\xbb\xbf{\\rtf1 x}")
