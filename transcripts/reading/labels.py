"""Speaker labels as printed: what looks like one, and which of those in a document are."""

import re
from collections import Counter

from transcripts.reading.labelroles import is_unmistakable, role_of
from transcripts.reading.names import CAPITALISED, NOT_NAMES, PARTICLES, word_set

NICKNAME = rf"(?:\([^()\d:\n]{{1,20}}\)(?=[ ]{CAPITALISED})|[\"“‘][^\"”’\n]{{1,20}}[\"”’])"
LABEL = (
    rf"(?:(?:{PARTICLES}[ ]){{1,2}}(?=[^\W\d_a-zß-öø-ÿ])|[dl]['’](?=[^\W\d_a-zß-öø-ÿ]))?{CAPITALISED}"
    rf"(?:[ ](?:{PARTICLES}|{CAPITALISED}|{NICKNAME}|"
    rf"off|speaker|member|présidente?|and|und|et|#?\d{{1,4}}(?!\d|[:.,]\d)|&)){{0,5}}"
)
NAMED_LABEL = re.compile(
    rf"^(?:[#>\s]+)?[*_]{{0,3}}(?P<label>{LABEL})[ ]?(?:\((?P<aside>[^()]{{1,40}})\))?"
    r"[*_]{0,3}[ ]?[:：][*_]{0,3}(?:\s+|$)"
)
MOST_SPEAKERS = 50
LABEL_WIDTH = 60
# Initials that come back more often than this are a speaker's, even if they spell a word ("IS", "AI").
MOST_BY_CHANCE = 5
TITLES = word_set("dr. mr. mrs. ms. prof. sr. jr. st. rev. hon. sen. rep. gov. gen. capt. lt. mme. hr. fr.")
# Words that stand before a colon in notes and prose far more often than a person does.
NOT_LABELS = NOT_NAMES | word_set(
    """
    address advice also answer author bcc bio bonus book books bridge caution category cc chapter chapters
    chorus conclusion cons contact contents copyright credits date debug definition description details
    disclaimer discord download duration edit editor email episode error example examples facebook facts
    fact fatal figure fixme follow format from github guests headline highlights hosts http https image
    important info ingredients instagram job keywords language length license licence linkedin links link
    listen location mastodon mention mentioned message method music name note notes number overview phone
    picks price pros product production published question quote recorded references refrain related
    resources result reviews role rss section sent serves show site slides source speakers sponsor sponsors
    step steps story subject subscribe summary support tags themes time timestamps tip tips title todo tools
    topic topics trace transcript transcription translation type update updated url usage verse version
    video warn warning website what youtube problem solution reason results goal goals rule rules option
    options benefit benefits remarque achtung hinweis
    """
)
# Words of the list above that are given names as well; they need to be printed again and again.
ALSO_NAMES = word_set("april art august book copper guy job link may mark page story will")
# What a transcript prints in a label's place where nobody speaks.
SOUNDS = word_set(
    """
    music musik musique música musica break jingle jingles applause applaus laughter silence pause noise
    intro-music outro-music theme-music theme-song sound-effect sound-effects sfx foreign beep werbung
    ad-break
    """
)
DOTTED_INITIALS = re.compile(r"(?:[^\W\d_]\.){1,4}")


def is_sound(label: str) -> bool:
    """Whether a label names a sound or a break, which is speech only where words stand under it."""
    return "-".join(label.casefold().split()) in SOUNDS


def named_label(line: str) -> tuple[str, str | None, str] | None:
    """The label a line begins with, the time in brackets behind it, and the rest; None for other lines."""
    match = NAMED_LABEL.match(line[:120])
    if match is None or not is_plausible(match["label"]):
        return None
    rest = line[match.end() :]
    if rest.startswith(("http", "//", "www.", "@")):
        return None
    aside = match["aside"] or ""
    return match["label"], aside if aside[:1].isdigit() else None, rest


def is_plausible(label: str) -> bool:
    """Whether words have the shape of a label: few, a capital first, no end of a sentence."""
    is_lower = label[0].islower() and not any(map(str.isupper, label)) and role_of(label) is None
    if len(label) > LABEL_WIDTH or is_lower:
        return False
    if "." not in label and label[-1] not in "'’-":
        return True
    if DOTTED_INITIALS.fullmatch(label):
        return True
    words = label.split()
    whole = all(
        len(word) < 4 or word[-1] != "." or word.lower() in TITLES or DOTTED_INITIALS.fullmatch(word)
        for word in words[:-1]
    )
    return whole and (label[-1] not in ".'’-" or len(words[-1]) == 2 or words[-1].lower() in TITLES)


def accepted(counts: Counter[str], text: str) -> frozenset[str]:
    """Of the words printed before colons in a document, those that are speakers.

    Repetition makes a speaker; once is enough for a role, a full name among other speakers, or a first name
    that `text` gives in full.
    """
    stated = {label for label in counts if role_of(label) and (counts[label] > 2 or is_unmistakable(label))}
    names = {label for label in counts if label not in stated and is_name(label, counts[label])}
    sure = stated | {label for label in names if counts[label] > 1}
    frequent = [label for label, _ in counts.most_common(MOST_SPEAKERS) if label in names]
    if len(sure) < 2 and sum(counts[label] for label in sure) < 2:
        sure = stated | {
            label for label in frequent if re.search(rf"\b{re.escape(label)} {CAPITALISED}", text)
        }
    if not sure:
        full = {label for label in names if " " in label}
        shorter = (names - full) & _words_of(full)
        sure = shorter if len(shorter) > 1 else sure
    if sure:
        sure |= {label for label in names if " " in label}
    return frozenset(sure | ((names - sure) & _words_of(sure)))


def is_name(label: str, count: int = 1) -> bool:
    """Whether a label printed `count` times can be a person's name and not a word of notes and prose."""
    if len(label) == 1:
        return label.isupper() and count > 1
    if label.isupper() and len(label) < 4 and count > MOST_BY_CHANCE:
        return True
    words = [word.strip(".").casefold() for word in label.split()]
    strange = [word for word in words if word in NOT_LABELS]
    if not strange:
        return True
    return count > 2 and all(word in ALSO_NAMES or len(words) > len(strange) for word in strange)


def _words_of(labels: set[str]) -> set[str]:
    return {word for label in labels for word in label.split()}
