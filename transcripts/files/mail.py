"""Mails (.eml) and web archives (.mht): the talk in them, without what mail programs put around it.

Plain text comes with broken lines joined, quoted replies and signature left out, subject and date on top; a
page is handed on as HTML, for the formats that read pages. Attachments are named, not read.
"""

import re
from collections.abc import Sequence
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parsedate_to_datetime
from html import escape

from transcripts import decoding
from transcripts.documents import Problem, Severity
from transcripts.files import pages
from transcripts.files.pages import Line
from transcripts.files.prose import written
from transcripts.files.taken import Taken, Unreadable

CONTAINER = "mail"
HEADER = re.compile(
    rb"(?:From [^\n]{1,300}\n)?"
    rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]{0,1000}\n(?:[ \t][^\n]{0,1000}\n){0,200}){2,200}"
)
NAMES = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,60}):", re.MULTILINE)
OF_MAIL = frozenset(
    (b"mime-version", b"message-id", b"received", b"return-path", b"delivered-to", b"x-mailer")
)
ADDRESSED = frozenset((b"from", b"date", b"subject"))
MAX_BOUNDARIES = 100
MAX_PARTS = 300
REPLY = re.compile(
    r"(?:on|am|le|el|il|op|den)\b.{5,200}\b(?:wrote|schrieb|écrit|escribió|scritto|schreef|skrev)\s?:",
    re.IGNORECASE,
)
FORWARDED = re.compile(
    r"-{2,}\s*(?:forwarded message|original message|weitergeleitete nachricht|ursprüngliche nachricht|"
    r"message transféré|message d'origine|mensaje reenviado)\s*-{2,}|begin forwarded message:",
    re.IGNORECASE,
)
FORWARDED_HEADER = re.compile(
    r"\*?(?:from|to|cc|date|sent|subject|reply-to|von|an|datum|betreff|gesendet)\s?:\*?\s", re.IGNORECASE
)
PREFIX = re.compile(r"^(?:(?:re|fwd?|aw|wg|tr|rv|sv|vs)\s?:\s*)+", re.IGNORECASE)
WRAPPED = range(55, 100)
NO_TEXT = "This mail holds no text of its own. Save its attachments and add them as documents."
BROKEN = "This mail is damaged or nested too deeply. Copy its text into a document and add that."


def recognises(raw: bytes) -> bool:
    """Whether this begins with the header of a mail, and not with the facts of a transcript."""
    match = HEADER.match(raw.removeprefix(b"\xef\xbb\xbf").lstrip()[:8192])
    if match is None:
        return False
    names = {name.lower() for name in NAMES.findall(match.group())}
    return bool(names & OF_MAIL and names & (ADDRESSED | {b"content-type"})) or (
        names >= ADDRESSED and b"@" in match.group()
    )


def take(raw: bytes) -> Taken:
    """The text of a mail or the page of a web archive."""
    if raw.lower().count(b"boundary=") > MAX_BOUNDARIES:
        raise Unreadable("broken-file", BROKEN)
    try:
        message = message_from_bytes(raw.removeprefix(b"\xef\xbb\xbf").lstrip())
        parts = [part for _, part in zip(range(MAX_PARTS), message.walk(), strict=False)]
    except (MessageError, RecursionError, ValueError, LookupError, AttributeError, TypeError) as error:
        raise Unreadable("broken-file", BROKEN) from error
    plain = "\n".join(_body(part) for part in parts if _is_body(part, "text/plain"))
    html = next((text for part in parts if _is_body(part, "text/html") and (text := _body(part))), "")
    if not plain.strip() and not html.strip():
        raise Unreadable("no-text", NO_TEXT)
    front = _front(message)
    if html and len(plain) < len(html) / 20:
        return Taken(_page(html, front), CONTAINER, _attachments(parts))
    flowed = (message.get_param("format") or "") == "flowed"
    text = "\n\n".join((*front, _spoken(plain, flowed)))
    return Taken(text, CONTAINER, _attachments(parts))


def _is_body(part: Message, kind: str) -> bool:
    return part.get_content_type() == kind and not _file_name(part)


def _body(part: Message) -> str:
    """The text of a part, by the encoding it names if there is such a one."""
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return ""
    charset = part.get_content_charset("")
    try:
        return _with_line_ends(payload.decode(charset, "replace"))
    except (LookupError, ValueError):
        return decoding.decode(payload).text or ""


def _with_line_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\xa0", " ")


def _front(message: Message) -> list[str]:
    """Subject and date, as a title and a date are printed on top of a transcript."""
    subject = PREFIX.sub("", " ".join(_header(message, "Subject").split()))[:300]
    try:
        day = f"{parsedate_to_datetime(_header(message, 'Date')):%Y-%m-%d}"
    except (ValueError, TypeError, IndexError, OverflowError):
        day = ""
    return [line for line in (subject, day) if line]


def _header(message: Message, name: str) -> str:
    value = str(message.get(name, ""))[:2000]
    try:
        pieces = decode_header(value)
        return "".join(
            piece.decode(charset or "utf-8", "replace") if isinstance(piece, bytes) else piece
            for piece, charset in pieces
        )
    except (MessageError, LookupError, ValueError):
        return value


def _page(html: str, front: Sequence[str]) -> str:
    """The page, with the mail's subject for a title where it has none."""
    if "<title" in html[:5000].lower() or not front:
        return html.lstrip()
    return f"<!DOCTYPE html><title>{escape(front[0])}</title>{html.lstrip()}"


def _attachments(parts: Sequence[Message]) -> tuple[Problem, ...]:
    names = [name for part in parts if (name := _file_name(part)) and not part.get("Content-ID")]
    if not names:
        return ()
    listed = ", ".join(f"“{name[:80]}”" for name in names[:10])
    message = f"This mail has attachments that were not read: {listed}. Add those that are transcripts."
    return (Problem(Severity.INFO, "attachments-not-read", message),)


def _file_name(part: Message) -> str:
    try:
        return " ".join((part.get_filename() or "").split())
    except (MessageError, LookupError, ValueError, TypeError):
        return "attachment"


def _spoken(text: str, flowed: bool) -> str:
    """The text without replies and signature, with lines joined that only the mail program broke."""
    lines = _own([line.rstrip("\n") for line in text.split("\n")])
    if flowed:
        return "\n".join(_unflowed(lines))
    widths = sorted(len(line.rstrip()) for line in lines if line.strip())
    if len(widths) < 8 or widths[-1] not in WRAPPED or widths[len(widths) // 2] < WRAPPED[0] / 2:
        return "\n".join(line.rstrip() for line in lines)
    printed = [
        Line(0, (len(line) - len(line.lstrip())) * 5.0, -12.0 * place, 10.0, [(line.strip(), False)])
        for place, line in enumerate(lines)
    ]
    return written(pages.paragraphs(printed))


def _own(lines: Sequence[str]) -> list[str]:
    """The lines that are the mail's own or most of it: forwarded talk stays, quoted replies go."""
    lines = _greater_part(lines)
    for place, line in enumerate(lines):
        if line.rstrip("\r") in ("-- ", "--") and place > len(lines) / 2:
            lines = lines[:place]
            break
    quoted = sum(line.startswith(">") for line in lines)
    if quoted > 0.5 * sum(bool(line.strip()) for line in lines):
        return [re.sub(r"^(?:>\s?)+", "", line) for line in lines]
    return [line for line in lines if not line.startswith(">") and not REPLY.fullmatch(line.strip()[:300])]


def _greater_part(lines: Sequence[str]) -> list[str]:
    """Of what stands above and below a line that says "forwarded" the longer part."""
    place = next((i for i, line in enumerate(lines) if FORWARDED.fullmatch(line.strip("> \t\r")[:80])), None)
    if place is None:
        return list(lines)
    above, below = list(lines[:place]), list(lines[place + 1 :])
    while below and (not below[0].strip("> ") or FORWARDED_HEADER.match(below[0].strip("> "))):
        below.pop(0)
    return above if sum(map(len, above)) > sum(map(len, below)) else below


def _unflowed(lines: Sequence[str]) -> list[str]:
    """Lines of the kind "flowed": one that ends in a space goes on in the next."""
    joined: list[str] = []
    going = False
    for line in lines:
        if going and line.strip():
            joined[-1] += line.removeprefix(" ").rstrip()
        else:
            joined.append(line.rstrip())
        going = line.endswith(" ") and line != "-- "
        if going:
            joined[-1] += " "
    return joined
