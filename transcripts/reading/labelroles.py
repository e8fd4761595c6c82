"""What a label says by itself: a role in place of a name ("Host"), a number, several people at once."""

import re
from functools import lru_cache

from transcripts.documents import SpeakerRole
from transcripts.reading.names import word_set

ANNOUNCERS = word_set(
    """
    announcer narrator voiceover voice-over voix-off jingle jingles music musik musique música musica
    station-id station-ident ident station intro outro trailer teaser clip soundbite audio video recording
    tape voicemail speech-synthesis ad ads advert advertisement commercial sponsor promo sprecher
    ansager erzähler narrateur narratrice narrador narradora narratore locutor locutora
    """
)
HOSTS = word_set(
    """
    host hosts co-host cohost interviewer moderator moderatorin presenter anchor q question questioner
    moderation animateur animatrice présentateur présentatrice présentation intervieweur intervieweuse
    interviewerin presentador presentadora entrevistador entrevistadora conduttore conduttrice
    intervistatore moderador moderadora apresentador apresentadora presentator ведущий ведущая
    """
)
GUESTS = word_set(
    """
    guest guests interviewee a answer answerer respondent narrator-guest gast gästin gäste invité invitée
    invités invitado invitada entrevistado entrevistada ospite convidado convidada гость гостья
    """
)
UNKNOWNS = word_set(
    """
    unknown unknown-speaker unidentified unidentified-speaker unknown-male unknown-female male female
    male-speaker female-speaker male-voice female-voice speaker speakers new-speaker voice audience
    audience-member audience-question participant panelist caller listener member student man woman
    inaudible crosstalk other others someone unk spk unbekannt publikum zuhörer intervenant intervenante
    inconnu inconnue orateur hablante desconocido público pubblico sconosciuto
    """
)
TOGETHER = word_set(
    "both all everyone everybody together group multiple-speakers multiple-voices several-speakers "
    "beide alle tous ensemble todos ambos tutti"
)
ROLES = {
    **{word.replace("-", " "): SpeakerRole.ANNOUNCER for word in ANNOUNCERS},
    **{word.replace("-", " "): SpeakerRole.HOST for word in HOSTS},
    **{word.replace("-", " "): SpeakerRole.GUEST for word in GUESTS},
    **{word.replace("-", " "): SpeakerRole.UNKNOWN for word in UNKNOWNS | TOGETHER},
}
# Labels that say a role even where they stand once; the others are also ordinary words before colons.
UNMISTAKABLE = word_set(
    """
    announcer narrator voiceover voice-over voix-off jingle sprecher interviewer moderator interviewee
    unknown unknown-speaker speaker new-speaker audience audience-member
    """
)
NUMBERED = re.compile(
    r"(?P<word>speaker|spk|spkr|guest|host|voice|participant|person|caller|panelist|interviewer|interviewee|"
    r"audience member|male|female|man|woman|sprecher|sprecherin|locuteur|intervenant|hablante|orador|"
    r"ведущий|спикер|話者|发言人|講者)(?:[ _\-#.]{0,2}\d{1,3}|[ _\-#.]{1,2}[A-Z])",
    re.IGNORECASE,
)
ANY_NUMBER = re.compile(r"(?:s|spk|ch|channel)?[ _\-]?\d{1,3}", re.IGNORECASE)
JOINED = re.compile(r"\s?[/+&]\s?|\s(?:and|und|et|og|och|en|with)\s", re.IGNORECASE)
# These join people in some languages and the two surnames of one person in the same ones.
JOINED_OR_SURNAMES = re.compile(r"\s(?:y|e|i)\s")
WORDS = re.compile(r"[\s_\-]+")


@lru_cache(maxsize=2000)
def role_of(label: str) -> SpeakerRole | None:
    """The role that a label states by itself ("Announcer"), None where it is a name or initials."""
    words = WORDS.sub(" ", label.casefold()).strip(" .:[]()")
    role = ROLES.get(words)
    if role is not None:
        return role
    if numbered := NUMBERED.fullmatch(label.strip()):
        stated = ROLES.get(numbered["word"].casefold(), SpeakerRole.UNKNOWN)
        return stated if stated in (SpeakerRole.HOST, SpeakerRole.GUEST) else SpeakerRole.UNKNOWN
    if ANY_NUMBER.fullmatch(label.strip()) or is_joint(label):
        return SpeakerRole.UNKNOWN
    return None


def is_unmistakable(label: str) -> bool:
    """Whether a role label is no word that notes and prose print before colons as well ("Music: ...")."""
    return WORDS.sub("-", label.casefold()) in UNMISTAKABLE or NUMBERED.fullmatch(label.strip()) is not None


def is_one_voice(label: str) -> bool:
    """Whether a label without a name is always the same person ("Speaker 1"), unlike "Unknown speaker"."""
    bare = label.strip()
    if NUMBERED.fullmatch(bare) or ANY_NUMBER.fullmatch(bare):
        return True
    return ROLES.get(bare.casefold()) in (SpeakerRole.HOST, SpeakerRole.GUEST)


def people_of(label: str) -> tuple[str, ...]:
    """The names in a label that names several people ("Ada and Bob"); empty for one person's label."""
    if len(label) < 4 or len(label) > 120:
        return ()
    parts = [part.strip() for part in JOINED.split(label)]
    if len(parts) == 1 and len({part.count(" ") for part in JOINED_OR_SURNAMES.split(label)}) == 1:
        parts = JOINED_OR_SURNAMES.split(label)
    names = [part for part in parts if part[:1].isupper() and part.casefold() not in ROLES]
    return tuple(names) if len(names) > 1 and len(names) == len(parts) else ()


def is_joint(label: str) -> bool:
    """Whether a label stands for more than one person at once, so for nobody."""
    return bool(people_of(label)) or label.casefold().strip(" .") in TOGETHER
