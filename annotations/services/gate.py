"""The gate: what stands in the way of publication, rule by rule, with the remedy. Every road leads here."""

from collections.abc import Iterator

from annotations import emendations
from annotations.models import Claim, Quote, QuoteVersion, Tag
from annotations.services import rights
from annotations.workflow import Refusal, State
from transcripts.documents import SectionKind
from transcripts.models import RevisionKind

VERBATIM = "Its words are not what stands at its place in the transcript. Select the passage again."
SPONSOR = "It stands in a sponsor read, which is nobody’s view. Choose a passage of the interview."
ANCHOR = "The text has changed since. {why} Confirm its place in the current text, or select the words again."
REVISION = "It stands on revision {number}, which is not the current text. Move it to the current one first."
NOBODY = "Nobody is credited: say who “{label}” is in this episode, then submit it again."
OTHER = "It credits {credited}, but {speaker} speaks this turn. Return it and submit it again."
NOTES = "Show notes are nobody’s speech, so no person can be credited."
TOPIC = "It has no topic. Choose at least one."
EMENDED = "What is left out of it or put into it is not as it must be. {why}"
EVIDENCE = "A claim needs published evidence. Publish a quote that supports or disputes it first."
SUBJECT = "It does not say what it is about. Choose a company, a person or a topic, or say it in words."


def check(item: QuoteVersion | Claim) -> None:
    """Raise the first violation as a Refusal."""
    for refusal in violations(item):
        raise refusal


def violations(item: QuoteVersion | Claim) -> list[Refusal]:
    """Everything that stands in the way; empty where it may be published."""
    rules = claim_rules(item) if isinstance(item, Claim) else quote_rules(item)
    return [Refusal(rule, message) for rule, message in rules]


def claim_rules(claim: Claim) -> Iterator[tuple[str, str]]:
    """The rules a claim breaks. Its approval accepts what is tied to it; from then on only that counts."""
    if not claim.told_subject:
        yield "subject", SUBJECT
    tied = claim.evidence.accepted() if claim.state == State.APPROVED else claim.evidence.all()
    if not Quote.objects.published().filter(evidence__in=tied.order_by()).exists():
        yield "evidence", EVIDENCE


def quote_rules(version: QuoteVersion) -> Iterator[tuple[str, str]]:
    """The rules a quote breaks."""
    turn, revision = version.turn, version.revision
    begin = version.start - turn.offset
    placed = (
        turn.revision_id == revision.pk and begin >= 0 and version.end - version.start == len(version.exact)
    )
    if not placed or turn.text[begin : begin + len(version.exact)] != version.exact:
        yield "verbatim", VERBATIM
    if version.is_uncertain:
        yield "anchor", ANCHOR.format(why=version.anchor_sentence)
    elif not revision.is_current:
        yield "revision", REVISION.format(number=revision.number)
    fault = next(emendations.faults(version.exact, version.emendations), None)
    if fault:
        yield "emendations", EMENDED.format(why=fault)
    if turn.section == SectionKind.SPONSOR:
        yield "sponsor", SPONSOR
    yield from attribution_rules(version)
    if not has_topic(version):
        yield "topic", TOPIC
    yield from rights.rules(version)


def has_topic(version: QuoteVersion) -> bool:
    """Whether it has a topic: of many versions at once, topics are looked up with them."""
    known: list[Tag] | None = getattr(version, "its_tags", None)
    return version.tags.exists() if known is None else bool(known)


def attribution_rules(version: QuoteVersion) -> Iterator[tuple[str, str]]:
    """Who is credited must be who speaks: the turn's person, or for notes nobody."""
    if version.kind == RevisionKind.NOTES:
        if version.speaker_id is not None:
            yield "attribution", NOTES
        return
    if version.turn.speaker_id is None or version.speaker_id is None:
        yield "attribution", NOBODY.format(label=version.turn.label)
    elif version.speaker_id != version.turn.speaker_id:
        yield "attribution", OTHER.format(credited=version.speaker, speaker=version.turn.speaker)
