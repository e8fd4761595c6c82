"""A zip of documents, as people upload it: its documents under plain safe names, however the zip was made.

Bounded in number, in total size and in how much a member may swell. Office files are zips, too, but
documents; a zip in a zip is not opened. Nothing is ever written to a disk.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import ZipFile, ZipInfo

from transcripts.documents import Problem, Severity
from transcripts.files import zipped
from transcripts.files.taken import Unreadable

MAX_DOCUMENTS = 2000
MAX_DOCUMENT = 25 * 1024 * 1024
MAX_TOTAL = 256 * 1024 * 1024
MAX_RATIO = 200
SMALL = 1024 * 1024
NAME_WIDTH = 120
OFFICE_MEMBERS = ("[Content_Types].xml", "mimetype", "META-INF/container.xml", "content.xml")
LITTER = frozenset((".ds_store", "thumbs.db", "desktop.ini", "ehthumbs.db"))
UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
REFUSED = {
    "encrypted-member": "“{name}” has a password and was left out; unpack the zip and add the file.",
    "broken-member": "“{name}” is damaged and was left out; make the zip again.",
    "too-large-member": "“{name}” unpacks to far more than a transcript and was left out.",
    "nested-zip": "“{name}” is a zip in the zip and was left out; unpack it and add its documents.",
    "broken-zip": "This zip is damaged or not a zip; make it again, or add its documents one by one.",
    "empty-zip": "This zip holds no documents.",
    "too-many-members": "This zip holds more than {documents} documents; add the rest in a second zip.",
    "too-large-zip": "This zip unpacks to more than {megabytes} MB; add the rest in a second zip.",
}
MEMBER_CODES = {
    "encrypted-file": "encrypted-member",
    "broken-file": "broken-member",
    "too-large": "too-large-member",
}


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a zip under a safe name, or (without `content`) why there is none."""

    name: str
    content: bytes | None
    problem: Problem | None = None


def is_archive(raw: bytes) -> bool:
    """Whether these bytes are a zip of documents and not an office file."""
    archive = zipped.opened(raw)
    if archive is None:
        return False
    names = archive.namelist()
    return not any(name in OFFICE_MEMBERS for name in names)


def documents_in(raw: bytes) -> Iterator[Member]:
    """The documents of a zip in its order, one at a time so that only one is in memory; never raises.

    What cannot be had comes as a Member without content; after one that says "the rest" nothing follows.
    """
    archive = zipped.opened(raw)
    members = [info for info in archive.infolist() if not _is_litter(info)] if archive else []
    if archive is None or not members:
        yield _refused("", "empty-zip" if archive else "broken-zip")
        return
    taken: set[str] = set()
    left = MAX_TOTAL
    for number, info in enumerate(members):
        if number == MAX_DOCUMENTS:
            yield _refused("", "too-many-members")
            return
        name = _unused(safe_name(info.filename), taken)
        taken.add(name.casefold())
        member = _member(archive, info, name, left)
        if member.content is None and left < MAX_DOCUMENT:
            yield _refused("", "too-large-zip")
            return
        left -= len(member.content or b"")
        yield member


def _member(archive: ZipFile, info: ZipInfo, name: str, left: int) -> Member:
    allowed = min(MAX_DOCUMENT, left, max(SMALL, MAX_RATIO * info.compress_size))
    try:
        content = zipped.read(archive, info, allowed)
    except Unreadable as refusal:
        return _refused(name, MEMBER_CODES[refusal.code])
    return _refused(name, "nested-zip") if is_archive(content) else Member(name, content)


def _refused(name: str, code: str) -> Member:
    limits = {"documents": MAX_DOCUMENTS, "megabytes": MAX_TOTAL // (1024 * 1024)}
    return Member(name, None, Problem(Severity.ERROR, code, REFUSED[code].format(name=name, **limits)))


def safe_name(name: str) -> str:
    """The last part of a path without anything that could lead somewhere or look like another name."""
    last = re.split(r"[/\\]", name.replace("\x00", ""))[-1]
    plain = " ".join(UNSAFE.sub(" ", last).split()).strip(". ")
    stem, dot, extension = plain.rpartition(".")
    if not dot or len(extension) > 10:
        return plain[:NAME_WIDTH] or "document"
    return f"{stem[: NAME_WIDTH - len(extension) - 1]}.{extension}"


def _unused(name: str, taken: set[str]) -> str:
    """The name, numbered where another member has it already."""
    stem, dot, extension = name.rpartition(".")
    stem, end = (stem, f".{extension}") if dot else (name, "")
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{stem} ({number}){end}"
    return free


def _is_litter(info: ZipInfo) -> bool:
    """Whether a member is a folder, or what systems leave in zips without anybody's wish."""
    parts = re.split(r"[/\\]", info.filename)
    last = parts[-1].casefold()
    return (
        info.is_dir()
        or not last
        or "__MACOSX" in parts
        or last in LITTER
        or last.startswith("._")
        or info.file_size == 0
    )
