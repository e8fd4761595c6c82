"""Lines that are no speech: section markers in brackets, headings, beginnings and ends of transcripts, page
chrome.
"""

import re

from transcripts.documents import SectionKind
from transcripts.reading.markup import undecorated
from transcripts.reading.names import word_set

BRACKETED = re.compile(r"(?:\[|\\\[)([A-Z][A-Z0-9 '’&:/\-]{1,60}?)\\?\]")
KINDS = (
    (re.compile(r"\bEND OF (?:THE )?(?:INTRO|SPONSOR|AD\b|MESSAGE)"), None),
    (
        re.compile(r"\bSPONSOR|\bADVERT|\bAD(?:S| BREAK| READ)?$|\bCOMMERCIAL|^MESSAGE\b|\bPROMO"),
        SectionKind.SPONSOR,
    ),
    (re.compile(r"\bINTRO"), SectionKind.INTRO),
    (
        re.compile(
            r"^END OF (?:THE )?(?:INTERVIEW|CONVERSATION|DISCUSSION|EPISODE)|\bOUTRO|\bCLOSING|\bCONCLUSION"
        ),
        SectionKind.OUTRO,
    ),
    (re.compile(r"\bANNOUNCEMENT"), SectionKind.ANNOUNCEMENT),
    (re.compile(r"\bHIGHLIGHT|\bTEASER|\bPREVIEW|\bCOLD OPEN"), SectionKind.HIGHLIGHTS),
    (
        re.compile(r"\bINTERVIEW|\bDISCUSSION|\bCONVERSATION|^CONTINUED$|\bEPISODE CONTINUE"),
        SectionKind.INTERVIEW,
    ),
)
END = re.compile(r"^(?:THE )?END(?: OF (?:THE )?(?:TRANSCRIPT|RECORDING|AUDIO))?$")
TRANSCRIPT_HEADING = re.compile(
    r"(?:full |episode |the )?transcri(?:pt|ption)(?: of (?:the|this) episode)?\s*:?", re.IGNORECASE
)
PENDING = re.compile(
    r"\btranscri(?:pt|ption)s?\b.{0,40}\b(?:coming|available|posted|added|follow|appear|"
    r"up)\b.{0,20}\b(?:soon|shortly|later)\b|"
    r"\btranscript (?:is )?(?:pending|to follow|not yet available)\b",
    re.IGNORECASE,
)
CHROME = re.compile(
    r"(?:about|related|share|comments?|leave a|subscribe|recent|latest|more|previous|next|older|newer|tags?|"
    r"categor|copyright|©|"
    r"newsletter|sign up|follow us|all episodes|you (?:may|might) also|read next|powered by|listen on|"
    r"download|reply|privacy|archives?)\b",
    re.IGNORECASE,
)
OTHER_EPISODES = re.compile(
    r"(?:related|recent|latest|more|other|all|previous|next|older|newer|you (?:may|might) also)\b.{0,20}"
    r"\b(?:episodes?|posts?|shows?|podcasts?|like)\b",
    re.IGNORECASE,
)
SOUND = re.compile(
    r"\s*\\?[\[(♪*_]{1,2}[^()\[\]\n]{0,60}"
    r"(?:music|musik|musique|música|musica|jingle|♪|sound ?bite|archived recording|"
    r"theme song|virgule|pause musicale|sound effect|intro plays|commercial break|ad break)"
    r"[^()\[\]\n]{0,60}[)\]♪*_]{1,2}\\?\s*",
    re.IGNORECASE,
)
# What a site's generator fills in: "{{< player >}}", "{% endtranscript %}".
SHORTCODE = re.compile(r"\{\{[<%][^\n]{0,500}[>%]\}\}|\{%[^\n]{0,500}%\}")
TRANSCRIBED = re.compile(
    r"(?:this )?(?:transcript(?:ion)?|transcribed|captions?|subtitles?|(?:automatically |machine )?generated)"
    r"\b.{0,30}"
    r"\b(?:by|with|using|at|from)\b.{0,80}",
    re.IGNORECASE,
)
COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©\s*)?\d{4}\b.{0,60}|.{0,60}©\s*\d{4}\b.{0,40}", re.IGNORECASE
)
# What programs, sites and minutes print behind the last words, in sentences of their own.
IMPRINT = re.compile(
    r"(?:copyright|©)\s*(?:©\s*)?\d{4}\b.{0,80}\ball rights reserved\b.*|"
    r"(?:this|the|an?|our|\w{2,12})?\s?(?:\w{1,20} ){0,3}(?:transcripts?|transcription|captions) "
    r"(?:was|were|is|are|has been|have been|may|might|can|could)\b.{0,40}"
    r"\b(?:exported|generated|created|produced|provided|computer|automatic\w*|machine|contain|transcribed|"
    r"edited|auto|rush|reviewed|checked)\b.*|"
    r".{0,80}\b(?:automated|automatic|automatically|ai|free|accurate|best|easy)\b.{0,60}"
    r"\btranscription\b.{0,40}\b(?:software|platform|service|tool|app|solution)\b.*|"
    r"\W{0,4}(?:meeting|call|recording|stream|broadcast|session|transcription|proceedings|hearing|committee|"
    r"sitting|house)\s(?:was |is )?(?:has )?"
    r"(?:ended|stopped|suspended|adjourned|concluded|closed|rose|resumed)\b.{0,80}|"
    r"(?:thanks|thank you) for reading\b.*|this post is public\b.*|"
    r"(?:meeting|call|session|episode|interview|audio|video) (?:was )?(?:recorded|transcribed|captioned) "
    r"(?:with|by|using|on|in)\b.{0,60}|never miss an? (?:episode|show|post|update)\b.{0,40}|"
    r"(?:enter|type) your e-?mail\b.{0,40}",
    re.IGNORECASE,
)
IMPRINT_WIDTH = 500
PAGE_NUMBER = re.compile(r"(?:page\s+)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
SMALL_WORDS = word_set(
    """
    a an and as at but by de en et for from in into is it of on or the to v. vs vs. via with und y
    """
)
HEADING_WIDTH = 90


def section_kind(marker: str) -> SectionKind | None:
    """What kind of section a marker such as SPONSOR MESSAGE opens, None where it opens none."""
    upper = marker.upper().strip()
    return next((kind for pattern, kind in KINDS if pattern.search(upper)), None)


def is_marker(words: str) -> bool:
    """Whether the words in brackets mark a section or the end; [LAUGHTER] and the like stay in the speech."""
    upper = words.upper().strip()
    return END.match(upper) is not None or any(pattern.search(upper) for pattern, _ in KINDS)


def is_bracketed(line: str) -> bool:
    """Whether a line is a section marker and nothing else."""
    match = BRACKETED.fullmatch(line)
    return match is not None and is_marker(match[1])


def split_at_markers(line: str) -> list[tuple[bool, str]]:
    """The pieces of a line, each with whether it is a section marker (printed in capitals in brackets)."""
    if "[" not in line:
        return [(False, line)]
    pieces: list[tuple[bool, str]] = []
    start = 0
    for match in BRACKETED.finditer(line):
        if is_marker(match[1]):
            pieces += [(False, line[start : match.start()]), (True, match[1].strip())]
            start = match.end()
    pieces.append((False, line[start:]))
    return [(marked, piece) for marked, piece in pieces if marked or undecorated(piece)]


def is_sound(text: str) -> bool:
    """Whether a line holds nothing but a piece of music or the like, in brackets."""
    return len(text) < 130 and text[:1] in "[(♪*_\\" and SOUND.fullmatch(text) is not None


def is_shortcode(line: str) -> bool:
    """Whether a line is a command to the generator of a site."""
    return line[:1] == "{" and len(line) < 500 and SHORTCODE.fullmatch(line) is not None


def is_heading(text: str) -> bool:
    """Whether a line between two turns reads like a title and not like the end of what was said."""
    words = text.split()
    if not words or len(text) > HEADING_WIDTH or not (text[0].isupper() or text[0].isdigit()):
        return False
    if text[-1] == "?":
        return len(words) > 2 and is_title_case(words)
    if text[-1] in ".,;:!…—–-\"”’')]":
        return False
    return len(words) <= 16


def is_title_case(words: list[str]) -> bool:
    """Whether every word that matters begins with a capital, a digit or a sign."""
    return all(not word[0].islower() or word.lower() in SMALL_WORDS for word in words)


def is_imprint(text: str) -> bool:
    """Whether a paragraph speaks of the document and is not part of the talk, when it stands behind it."""
    return len(text) < IMPRINT_WIDTH and IMPRINT.fullmatch(text) is not None


def is_page_furniture(text: str) -> bool:
    """Page numbers and copyright lines that a page break left between two paragraphs."""
    return len(text) < 120 and bool(PAGE_NUMBER.fullmatch(text) or COPYRIGHT.fullmatch(text))
