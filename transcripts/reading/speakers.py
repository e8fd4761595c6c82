"""Labels to people: which printed label stands for whom, and who is host and who guest.

A label is bound to a person only where the document names exactly one who fits; otherwise it stays as
printed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from transcripts.documents import SpeakerRole
from transcripts.reading.identities import MOST_PEOPLE, Identity, Known, identities
from transcripts.reading.labelroles import is_one_voice, role_of
from transcripts.reading.names import people_in, unique
from transcripts.reading.phrases import phrases
from transcripts.reading.speech import Speech

EDGE_TURNS = 4
EDGE_CHARACTERS = 2500

HOST_SAYS = phrases(
    "welcome|your host|guest|join|episode|listening|thank|today i|willkommen|mein gast|meine gäst|bienven|"
    "invité|merci d|invitad|gracias por|benvenut|bem-vind|welkom",
    r"\bwelcome(?: back)?(?:,? everyone,?)? to\b",
    r", welcome\b",
    r"\bi(?:'m| am) your host\b",
    r"\b(?:my|our) guests?\b",
    r"\bjoin(?:s|ing)? (?:me|us|the show)\b",
    r"\bin (?:this|today's) episode\b",
    r"\bthanks for listening\b",
    r"\bthank(?:s|\s?you)?(?: you)?(?: so much| very much)?,?(?: \w+,?)? for "
    r"(?:coming|joining|sharing|taking)\b",
    r"\bthank(?:s| you)(?: so much| very much)? for being (?:on|here|with)\b",
    r"\btoday i(?:'m| am) (?:\w+ )?(?:with|chatting|talking|speaking|joined|here)\b",
    r"\bi(?:'m| am) (?:\w+ )?joined by\b",
    r"\bwillkommen (?:zu|bei|im|in|zur|zum)\b",
    r"\b(?:mein|unser) (?:heutiger )?gast\b|\b(?:meine|unsere) (?:heutige )?gästin\b",
    r"\b(?:schön|danke), dass (?:du|sie) (?:da|hier|dabei|gekommen|mitgemacht)\b",
    r"\bbienvenue (?:à|dans|sur|au)\b|\b(?:mon|notre|mes|nos) invitée?s?\b",
    r"\bmerci d'(?:être|avoir accepté|avoir pris)\b",
    r"\bbienvenid[oa]s? (?:a|al)\b|\b(?:mi|nuestr[oa]) invitad[oa]\b",
    r"\bgracias por (?:acompañarnos|estar con nosotros|estar aquí|venir|escuchar)",
    r"\bbenvenut[oaie] (?:a|al|alla|su)\b|\bbem-vind[oa]s? (?:a|ao|à)\b|\bwelkom bij\b",
)
GUEST_SAYS = phrases(
    "having|inviting|to be |einladung|dass ich|freu|invit|recevoir|ravi|content|encantad|tenerme|convid",
    r"\bfor (?:having|inviting) (?:me|us)\b",
    r"\b(?:happy|glad|pleasure|great|good|excited|thrilled|honou?red|nice) to be (?:here|on|back|with you)\b",
    r"\bfür die einladung\b|\bdass ich (?:da|hier|dabei) sein\b|\bfreu(?:e|t)? mich,? (?:hier|da|dabei)\b",
    r"\bmerci (?:de m'avoir|de m'|pour (?:l'|cette |votre |ton )?)(?:invit|recevoir|accueil)\w*",
    r"\b(?:ravie?|contente?|heureux|heureuse) d'être (?:là|ici|avec)\b",
    r"\bgracias por (?:invitarme|la invitación|tenerme|recibirme)\b|\bencantad[oa] de estar\b",
    r"\bgrazie per l'invito\b|\bobrigad[oa] pelo convite\b",
)
INTRODUCES = re.compile(r"\bguests?\b|\bjoin(?:ed|s|ing)?\b|\bwelcome\b|\b(?:with|to)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Speaker:
    """The person behind a label, None where the document does not tell, what they do, and the person whom it
    probably is where that is not certain.
    """

    name: str | None
    role: SpeakerRole
    proposed: str | None = None


def resolve(
    turns: Sequence[Speech],
    title: str,
    notes: Iterable[str],
    hosts: frozenset[str] = frozenset(),
    guests: Sequence[str] = (),
) -> dict[str, Speaker]:
    """A speaker for each label, in the order in which they first speak.

    `hosts` are known hosts of the podcast, `guests` people listed as guests outside the talk.
    """
    counts = Counter(turn.label for turn in turns if turn.label)
    known = people_named(turns, title, notes, hosts, guests)
    edges = _edges(turns)
    leanings = {label: _leaning(edges[label]) for label in counts if _has_voice(label)}
    hostly = [label for label, leaning in leanings.items() if leaning > 0]
    found = identities(counts, known, [(turn.label, turn.text) for turn in turns], hostly)
    roles = _roles(turns, found, title, known, leanings)
    return {label: Speaker(found[label].name, roles[label], found[label].proposed) for label in counts}


def people_named(
    turns: Sequence[Speech],
    title: str,
    notes: Iterable[str],
    hosts: Iterable[str] = (),
    guests: Iterable[str] = (),
) -> Known:
    """People whom title, notes and the edges of the talk certainly name, and those listed elsewhere."""
    edges = [*turns[:EDGE_TURNS], *turns[EDGE_TURNS:][-EDGE_TURNS:]]
    texts = [title, *notes, *(turn.text[:EDGE_CHARACTERS] for turn in edges)]
    named = [mention for text in texts for mention in people_in(text) if mention.sure or mention.presented]
    return Known(
        unique(mention.name for mention in named if mention.presented)[:MOST_PEOPLE],
        unique(mention.name for mention in named if not mention.presented)[:MOST_PEOPLE],
        tuple(sorted(hosts)),
        unique(guests),
    )


def _has_voice(label: str) -> bool:
    """Whether a label may be one person's, whose words tell what they do."""
    return role_of(label) is None or (is_one_voice(label) and role_of(label) is SpeakerRole.UNKNOWN)


def _edges(turns: Sequence[Speech]) -> dict[str, list[str]]:
    """The first and last turns of each label."""
    texts: dict[str, list[str]] = {}
    for turn in turns:
        texts.setdefault(turn.label, []).append(turn.text)
    return {label: said[:EDGE_TURNS] + said[EDGE_TURNS:][-EDGE_TURNS:] for label, said in texts.items()}


def _roles(
    turns: Sequence[Speech],
    found: Mapping[str, Identity],
    title: str,
    known: Known,
    leanings: Mapping[str, int],
) -> dict[str, SpeakerRole]:
    named = {label: identity.name for label, identity in found.items()}
    roles = {label: role_of(label) or SpeakerRole.UNKNOWN for label in named}
    meant = {label: identity.name or identity.proposed for label, identity in found.items()}
    open_labels = list(leanings)
    is_host_known = not {*known.hosts}.isdisjoint(name for name in named.values() if name)
    for label in open_labels:
        leaning = leanings[label]
        if meant[label] in known.hosts:
            roles[label] = SpeakerRole.HOST
        elif meant[label] in known.guests or leaning < 0:
            roles[label] = SpeakerRole.GUEST
        elif leaning and not is_host_known:
            roles[label] = SpeakerRole.HOST
    _one_host_at_least(open_labels, roles, turns)
    _guests_of(open_labels, roles, named, turns, title)
    return roles


def _leaning(edges: Sequence[str]) -> int:
    """Above zero where somebody speaks as hosts do at the edges of the talk, below where as guests do."""
    texts = [text[:EDGE_CHARACTERS].lower() for text in edges]
    return sum(bool(HOST_SAYS.search(text, text)) - 2 * bool(GUEST_SAYS.search(text, text)) for text in texts)


def _one_host_at_least(labels: Sequence[str], roles: dict[str, SpeakerRole], turns: Sequence[Speech]) -> None:
    """Without any words that give a host away, the one who asks most of the questions is it."""
    if len(labels) < 2 or SpeakerRole.HOST in (roles[label] for label in labels):
        return
    asked = Counter(turn.label for turn in turns if turn.text.endswith("?"))
    ranked = sorted(labels, key=lambda label: -asked[label])
    if asked[ranked[0]] >= 3 and asked[ranked[0]] > 2 * asked[ranked[1]]:
        roles[ranked[0]] = SpeakerRole.HOST


def _guests_of(
    labels: Sequence[str],
    roles: dict[str, SpeakerRole],
    named: Mapping[str, str | None],
    turns: Sequence[Speech],
    title: str,
) -> None:
    """Beside the only host, the only other speaker is the guest; of several, those who are introduced."""
    hosts = [label for label in labels if roles[label] is SpeakerRole.HOST]
    unknown = [label for label in labels if roles[label] is SpeakerRole.UNKNOWN]
    introduction = " ".join(turn.text[:EDGE_CHARACTERS] for turn in turns[:EDGE_TURNS] if turn.label in hosts)
    sentences = [s for s in re.split(r"(?<=[.?!])\s", introduction) if INTRODUCES.search(s)]
    if len(unknown) > MOST_PEOPLE:
        return
    for label in unknown:
        persons = {
            name
            for other, name in named.items()
            if name and name == named[label] and roles[other] is not SpeakerRole.UNKNOWN
        }
        first = (named[label] or label).split()[0]
        introduced = any(re.search(rf"\b{re.escape(first)}\b", s) for s in (title, *sentences))
        if hosts and (persons or introduced or len({named[x] or x for x in labels}) == 2):
            same = next(
                (roles[o] for o in named if o != label and named[label] and named[o] == named[label]), None
            )
            roles[label] = same if same and same is not SpeakerRole.UNKNOWN else SpeakerRole.GUEST


WITH = re.compile(r"\b(?:with|feat\.?|featuring|mit|avec|con|med|met)\s+(?:guests?\s+)?")
DESCRIBES_GUEST = re.compile(
    r"\b(?:hear from|words? from|t(?:alk|alked|alks|alking) (?:with|to)|spe(?:ak|aks|aking) (?:with|to)|"
    r"spoke (?:with|"
    r"to)|chat(?:s|ted|ting)? with|sat down with|"
    r"interview(?:s|ed)?|joined by|guests?(?: today)?(?: is| are|,|:)?|featuring|conversation with|"
    r"sit down with|welcomes?)\s+"
)


def guests_described(title: str, notes: Iterable[str]) -> tuple[str, ...]:
    """Guests whom the title names after "with", else the first sentence of the notes that names one."""
    match = WITH.search(title)
    if match and (found := _people_at(title[match.end() :], len(title))):
        return found
    for note in notes:
        for match in DESCRIBES_GUEST.finditer(note):
            if found := _people_at(note[match.end() : match.end() + 120], 40):
                return found
    return ()


def _people_at(text: str, reach: int) -> tuple[str, ...]:
    """The people a text begins with: "Ada Byron and Charles Babbage, who ..." gives two."""
    found: list[str] = []
    rest = text
    for part in re.split(r"\s(?:and|&|und|et|y|og)\s|,\s", rest[: reach + 80])[:4]:
        names = [mention.name for mention in people_in(part) if part.startswith(mention.name)]
        if not names:
            break
        found.append(names[0])
    return unique(found)
