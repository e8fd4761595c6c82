"""Speaker labels as printed: what looks like one, and which of those in a document are."""

import re
from collections import Counter

from transcripts.labelroles import is_unmistakable, role_of
from transcripts.names import CAPITALISED, NOT_NAMES, PARTICLES, word_set

LABEL = rf"{CAPITALISED}(?:[ ](?:{PARTICLES}|{CAPITALISED}|off|\d{{1,3}}|&)){{0,4}}"
NAMED_LABEL = re.compile(
    rf"^(?:[#>\s]+)?[*_]{{0,3}}(?P<label>{LABEL})[ ]?(?:\((?P<aside>[^()]{{1,40}})\))?"
    r"[*_]{0,3}[ ]?[:：][*_]{0,3}(?:\s+|$)"
)
MOST_SPEAKERS = 50
# Words that stand before a colon in notes and prose far more often than a person does.
NOT_LABELS = NOT_NAMES | word_set(
    """
    address advice also answer author bio bonus book books caution category chapter chapters conclusion
    cons contact contents copyright credits date definition description details disclaimer discord
    download duration edit editor email episode example examples facebook facts fact figure follow
    format github guests headline highlights hosts http https image important ingredients instagram job
    keywords language length license licence linkedin links link listen location mastodon mention
    mentioned method music name note notes number overview phone picks price pros product production
    published question quote recorded references related resources result reviews role rss section show
    site slides source speakers sponsor sponsors step steps story subject subscribe summary support tags
    themes time timestamps tip tips title tools topic topics transcript transcription translation type
    update url version video warning website what youtube problem solution reason results goal goals
    rule rules option options benefit benefits
    """
)


def named_label(line: str) -> tuple[str, str | None, str] | None:
    """The label a line begins with, the time in brackets behind it, and the rest; None for other lines."""
    match = NAMED_LABEL.match(line[:120])
    if match is None or len(match["label"]) > 45 or match["label"].endswith("."):
        return None
    rest = line[match.end() :]
    if rest.startswith(("http", "//", "www.", "@")):
        return None
    aside = match["aside"] or ""
    return match["label"], aside if aside[:1].isdigit() else None, rest


def accepted(counts: Counter[str], text: str) -> frozenset[str]:
    """Of the words printed before colons in a document, those that are speakers.

    Repetition makes a speaker; once is enough for a role, a full name among other speakers, or a first name
    that `text` gives in full.
    """
    stated = {label for label in counts if role_of(label) and (counts[label] > 2 or is_unmistakable(label))}
    names = {label for label in counts if label not in stated and _is_name(label)}
    sure = stated | {label for label in names if counts[label] > 1}
    frequent = [label for label, _ in counts.most_common(MOST_SPEAKERS) if label in names]
    if len(sure) < 2 and sum(counts[label] for label in sure) < 2:
        sure = stated | {
            label for label in frequent if re.search(rf"\b{re.escape(label)} {CAPITALISED}", text)
        }
    once = {label for label in names - sure if sure and (" " in label or _is_part_of(label, sure))}
    return frozenset(sure | once)


def _is_name(label: str) -> bool:
    return not any(word.strip(".").casefold() in NOT_LABELS for word in label.split())


def _is_part_of(label: str, labels: set[str]) -> bool:
    return any(label in other.split() for other in labels)
