"""Zips of documents, as people make them and as nobody should."""

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from transcripts import archives
from transcripts.tests.reading import DOCUMENTS

TALK = b"Ada Byron: Hello.\n\nBob Stone: Hi there.\n"


def zip_of(*members: tuple[str, bytes]) -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return buffer.getvalue()


def names(raw: bytes) -> list[str]:
    return [member.name for member in archives.documents_in(raw) if member.content is not None]


def codes(raw: bytes) -> list[str]:
    return [member.problem.code for member in archives.documents_in(raw) if member.problem]


def test_documents_come_with_their_bytes_in_the_order_of_the_zip() -> None:
    members = list(archives.documents_in(zip_of(("b.txt", TALK), ("a.srt", b"1\n"))))
    assert [(member.name, member.content) for member in members] == [("b.txt", TALK), ("a.srt", b"1\n")]


def test_folders_and_what_systems_leave_behind_are_no_documents() -> None:
    litter = ("__MACOSX/._a.txt", "x/.DS_Store", "Thumbs.db", "._b.txt", "folder/", "empty.txt")
    assert names(zip_of(*((name, b"" if name.endswith(("/", "y.txt")) else b"x") for name in litter))) == []
    assert codes(zip_of(("folder/", b""))) == ["empty-zip"]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("/absolute/talk.txt", "talk.txt"),
        ("C:\\talks\\one.txt", "one.txt"),
        ("C:one.txt", "C one.txt"),
        ("..", "document"),
        ("a\x1b[31m<b>.txt", "a [31m b .txt"),
        ("\u202etxt.exe", "txt.exe"),
        ("x" * 5000 + ".vtt", "x" * 116 + ".vtt"),
        ("Épisode 3 – Ça va.txt", "Épisode 3 – Ça va.txt"),
    ],
)
def test_any_path_becomes_a_plain_name(path: str, name: str) -> None:
    assert archives.safe_name(path) == name


def test_a_zero_byte_in_a_name_ends_nothing_and_equal_names_are_numbered() -> None:
    assert archives.safe_name("a.txt\x00.exe") == "a.txt.exe"
    assert names(zip_of(("a/t.txt", TALK), ("b/T.txt", TALK), ("t.txt", TALK))) == [
        "t.txt",
        "T (2).txt",
        "t (3).txt",
    ]


def test_office_files_are_documents_and_zips_in_zips_are_left_out() -> None:
    word = next((DOCUMENTS / "docx").glob("*.docx")).read_bytes()
    raw = zip_of(("talk.docx", word), ("more.zip", zip_of(("t.txt", TALK))))
    assert (names(raw), codes(raw)) == (["talk.docx"], ["nested-zip"])
    assert archives.is_archive(raw) and not archives.is_archive(word)


def test_a_bomb_is_left_out_and_the_documents_beside_it_stay() -> None:
    raw = zip_of(("bomb.txt", bytes(30 * 1024 * 1024)), ("talk.txt", TALK))
    assert (names(raw), codes(raw)) == (["talk.txt"], ["too-large-member"])


def test_sizes_in_the_directory_are_not_believed() -> None:
    raw = bytearray(zip_of(("bomb.txt", bytes(30 * 1024 * 1024))))
    place = raw.rfind(b"PK\x01\x02")
    raw[place + 24 : place + 28] = struct.pack("<L", 10)
    assert names(bytes(raw)) == []


def test_encrypted_and_damaged_members_are_told_apart() -> None:
    raw = bytearray(zip_of(("a.txt", TALK), ("b.txt", TALK * 3)))
    second = raw.rfind(b"PK\x01\x02")
    raw[second + 8] |= 1
    assert (names(bytes(raw)), codes(bytes(raw))) == (["a.txt"], ["encrypted-member"])
    assert zlib.crc32(TALK)
    damaged = zip_of(("a.txt", TALK)).replace(struct.pack("<L", zlib.crc32(TALK)), b"0000")
    assert codes(damaged) == ["broken-member"]


def test_number_and_total_size_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_DOCUMENTS", 3)
    raw = zip_of(*((f"{number}.txt", TALK) for number in range(9)))
    assert (len(names(raw)), codes(raw)) == (3, ["too-many-members"])
    monkeypatch.setattr(archives, "MAX_TOTAL", len(TALK) * 2)
    assert (len(names(raw)), codes(raw)) == (2, ["too-large-zip"])


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"PK\x03\x04" + bytes(100), zip_of(("a", TALK))[:-30]])
def test_what_is_no_whole_zip_says_so(raw: bytes) -> None:
    assert codes(raw) == ["broken-zip"]


def test_a_directory_of_half_a_million_members_is_refused_at_once() -> None:
    raw = bytearray(zip_of(("a.txt", TALK)))
    place = raw.rfind(b"PK\x05\x06")
    raw[place + 12 : place + 16] = struct.pack("<L", 40_000_000)
    assert codes(bytes(raw)) == ["broken-zip"]
