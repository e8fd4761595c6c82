"""Members of a zip that somebody else made, within limits: office files and archives are such zips.

What a zip says of itself is never believed: not the sizes, not the number of members, not the names.
"""

import zlib
from io import BytesIO
from struct import unpack_from
from zipfile import BadZipFile, ZipFile, ZipInfo

from transcripts.files.taken import Unreadable

SIGNATURE = b"PK\x03\x04"
END = b"PK\x05\x06"
ZIP64_LOCATOR = b"PK\x06\x07"
END_BYTES = 22
LOCATOR_BYTES = 20
MAX_COMMENT = 65535
MAX_DIRECTORY = 1024 * 1024
CHUNK = 64 * 1024
ENCRYPTED = 0x1
BROKEN = (BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError, zlib.error, KeyError)


def opened(raw: bytes) -> ZipFile | None:
    """The zip in these bytes, None where there is none or its list of members is beyond any honest one's."""
    place = raw.rfind(END, -END_BYTES - MAX_COMMENT)
    if not raw.startswith(SIGNATURE) or place < 0 or len(raw) < place + END_BYTES:
        return None
    directory = unpack_from("<L", raw, place + 12)[0]
    if directory > MAX_DIRECTORY or ZIP64_LOCATOR in raw[max(0, place - LOCATOR_BYTES) : place]:
        return None
    try:
        return ZipFile(BytesIO(raw))
    except BROKEN:
        return None


def read(archive: ZipFile, member: str | ZipInfo, limit: int) -> bytes:
    """The bytes of a member; Unreadable if it is encrypted, broken or larger than `limit` bytes."""
    try:
        info = archive.getinfo(member) if isinstance(member, str) else member
        if info.flag_bits & ENCRYPTED:
            raise Unreadable(
                "encrypted-file", "This file is protected by a password; save it without one and try again."
            )
        chunks, size = [], 0
        with archive.open(info) as stream:
            while chunk := stream.read(CHUNK):
                chunks.append(chunk)
                size += len(chunk)
                if size > limit:
                    raise Unreadable(
                        "too-large",
                        f"This file unpacks to more than {limit // (1024 * 1024)} MB, far more than a "
                        "transcript; choose the text alone, without pictures and attachments.",
                    )
    except BROKEN as error:
        raise Unreadable(
            "broken-file", "This file is damaged; open it in the program that made it and save it again."
        ) from error
    return b"".join(chunks)
