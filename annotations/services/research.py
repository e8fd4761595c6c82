"""Bring passages marked in programs for research home as drafts, through the services everybody uses.

What a file comes to is looked at by doing it and taking it back: so what is shown is what will be done.
Nothing is ever published by it.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from annotations import emendations as editing
from annotations.models import Claim, Quote, Tag
from annotations.permissions import check_can_annotate
from annotations.research.passages import Code, Document, Name, Passage, ResearchFile, Statement
from annotations.research.placing import How, Place, Placer
from annotations.selectors import loaded, researchin
from annotations.services import claims, quotes, tagging, texts, vocabulary
from annotations.vocabularies import Entry, Read
from annotations.vocabularies.entries import slug_of
from annotations.workflow import Refusal
from transcripts.models import Company, Episode, Guest, Turn
from transcripts.models.identity import fold_name
from transcripts.reader import ReadingFailed
from transcripts.services import documents, importing, people, readings

NO_DOCUMENT = "osbiz has no document of that name. Import its transcript first, or say which episode it is."
THERE = "This quote is here already."
CLAIM_THERE = "This claim is here already."
NO_EVIDENCE = "None of the quotes that it rests on is here."
NO_VALUE = "{name}: “{text}” is no value that a claim can have. Mend the file, or make the claim here."
UNRELATED = "“{claim}” {kind} another claim: {why}"
CLAIM_PLACED = "It becomes a draft, with what it rests on."
FROM = "From {file}{by}."
MARKED_BY = ", marked by {author}"


@dataclass
class Fate:
    """What becomes of one passage: where it is placed, the topics it gets, and what is not known here."""

    passage: Passage
    document: str
    how: str
    why: str
    topics: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    quote: UUID | None = None

    @property
    def is_placed(self) -> bool:
        """Whether it becomes a draft."""
        return self.how in (How.EXACT, How.WORDS)


@dataclass
class ClaimFate:
    """What becomes of one claim."""

    statement: str
    how: str
    why: str


@dataclass
class Outcome:
    """What a file comes to: what becomes of each passage and claim, what else is made, what cannot come."""

    fates: list[Fate] = field(default_factory=list)
    claims: list[ClaimFate] = field(default_factory=list)
    made: dict[str, list[str]] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    @property
    def sign(self) -> str:
        """Names exactly this outcome, so that nobody brings in another than they saw."""
        told = [(f.passage, f.document, f.how, f.why, f.topics, f.unknown) for f in self.fates]
        said = (told, self.claims, self.made, self.left_out)
        return sha256(repr(said).encode()).hexdigest()[:32]

    def of(self, how: str) -> list[Fate]:
        """The passages of one fate."""
        return [fate for fate in self.fates if fate.how == how]

    @property
    def drafts(self) -> int:
        """How many drafts it makes."""
        return sum(fate.is_placed for fate in self.fates)

    def note(self, noun: str, name: str) -> None:
        """Something was made."""
        self.made.setdefault(noun, []).append(name)


@dataclass
class Bringing:
    """A file on its way in. `episode` is the one all its documents are of, where an editor says so; `missing`
    brings along the transcripts, topics, companies and people that the file has and osbiz has not."""

    file: ResearchFile
    name: str
    by: Any
    episode: Episode | None = None
    missing: bool = False
    step: Callable[[], None] = lambda: None
    outcome: Outcome = field(default_factory=Outcome)
    topics: dict[Code, Tag] = field(default_factory=dict)
    drafted: dict[str, Claim] = field(default_factory=dict)
    # What stands in the text at which it is, by where.
    there: dict[tuple[int, int], UUID] = field(default_factory=dict)


def look(work: Bringing) -> Outcome:
    """What a file would come to; nothing is left of it."""
    with transaction.atomic():
        outcome = bring(work)
        transaction.set_rollback(True)
    return outcome


@transaction.atomic
def bring(work: Bringing) -> Outcome:
    """Draft every passage that can be placed for certain; each stands or falls by itself."""
    check_can_annotate(work.by)
    work.outcome.left_out = list(work.file.left_out)
    codes = codes_of(work.file)
    if work.missing:
        bring_topics(work, codes)
    work.topics = researchin.topics(codes)
    marked: dict[str, list[Passage]] = defaultdict(list)
    for passage in work.file.passages:
        marked[passage.document].append(passage)
    for key, document in work.file.documents.items():
        if key in marked:
            bring_document(work, document, marked[key])
    for statement in work.file.statements:
        bring_claim(work, statement)
    relate(work)
    return work.outcome


def codes_of(file: ResearchFile) -> set[Code]:
    """Every code that something in the file has."""
    found = {code for passage in file.passages for code in passage.codes}
    for statement in file.statements:
        found |= {*statement.codes, *([statement.about] if statement.about else [])}
    return found


def bring_topics(work: Bringing, codes: set[Code]) -> None:
    """Make topics of the codes that are none yet, with what the codebook says of them and what stands over
    them there. A topic that is here already stays as it is, also one that is not in use; so does an address
    that one had, and the code stays unknown."""
    entries = {entry.slug: entry for entry in work.file.codebook}
    known = {slug for slug in entries if researchin.topic(Code(entries[slug].label, slug=slug))}
    plain = {code_slug(code): code for code in sorted(codes, key=lambda code: code.name, reverse=True)}
    wanted = sorted(plain, key=lambda slug: plain[slug].name)
    new: dict[str, Entry] = {}
    for slug in wanted:
        if slug and slug not in entries and not researchin.topic(plain[slug]):
            new[slug] = Entry(slug, plain[slug].name, definition=plain[slug].name)
        while slug in entries and slug not in known and slug not in new:
            new[slug] = entries[slug]
            slug = entries[slug].parent
    new = {slug: entry for slug, entry in new.items() if not researchin.is_taken(slug, entry.label)}
    if new:
        planned = vocabulary.plan(Read(list(new.values()), ()))
        try:
            vocabulary.apply(planned, by=work.by)
        except vocabulary.Faulty as error:
            raise ValidationError(str(error)) from error
        for entry in planned.new:
            work.outcome.note("topics", entry.label)


def code_slug(code: Code) -> str:
    """The address of a code."""
    return code.slug or slug_of(code.name)


def bring_document(work: Bringing, document: Document, marked: Sequence[Passage]) -> None:
    """Draft the passages of one document."""
    revision = researchin.text_of(document, work.episode)
    if revision is None and work.missing and document.transcript:
        bring_transcript(work, document)
        revision = researchin.text_of(document, work.episode)
    if revision is None:
        for passage in marked:
            tell(work, Fate(passage, document.name, How.REFUSED, NO_DOCUMENT))
        return
    tagging.share()
    texts.hold(revision.episode_id)
    work.there = loaded.standing_in(revision.pk)
    text = texts.read([revision.pk])[revision.pk]
    places = Placer(document, text.turns).place_all(marked)
    turns = Turn.objects.select_related("revision__episode", "speaker").in_bulk(text.keys)
    for passage, place in zip(marked, places, strict=True):
        fate = Fate(passage, str(revision.episode), place.how, place.why)
        if place.how is not How.REFUSED:
            draft(work, fate, place, turns[text.keys[place.turn]])
        tell(work, fate)


def tell(work: Bringing, fate: Fate) -> None:
    """Keep what became of a passage."""
    fate.unknown += [code.name for code in fate.passage.codes if code not in work.topics]
    fate.topics += [work.topics[code].label for code in fate.passage.codes if code in work.topics]
    work.outcome.fates.append(fate)
    work.step()


def bring_transcript(work: Bringing, document: Document) -> None:
    """Import the transcript that a file has of a document."""
    name = f"{document.name}.json"
    try:
        parsed = readings.reader_of_this_thread().read(document.transcript, name, None).parsed
    except ReadingFailed as error:
        raise ValidationError(f"{document.name}: {error}") from error
    if not parsed.episodes:
        return
    kept = documents.keep(document.transcript, name=name, by=work.by)
    importing.store([importing.ReadDocument(kept, parsed)], by=work.by)
    work.outcome.note("transcripts", document.name)


def draft(work: Bringing, fate: Fate, place: Place, turn: Turn) -> None:
    """Draft a quote there, unless it is there; the rule that refuses it is kept."""
    passage = fate.passage
    there = work.there.get((place.start, place.end))
    if there:
        fate.how, fate.why, fate.quote = "there", THERE, there
        return
    try:
        with transaction.atomic():
            version = quotes.create(
                turn,
                start=place.start,
                end=place.end,
                tags=list(dict.fromkeys(work.topics[c] for c in passage.codes if c in work.topics)),
                note=note_of(work, passage),
                emendations=[editing.Emendation(start=a, end=b, text=c) for a, b, c in passage.emendations],
                id=free_id(passage),
                by=work.by,
                **about(work, fate),
            )
    except (Refusal, ValidationError) as refusal:
        fate.how, fate.why = How.REFUSED, words_of(refusal)
    else:
        fate.quote = work.there[place.start, place.end] = version.quote.public_id


def free_id(passage: Passage) -> UUID | None:
    """The quote's own id, where this is an osbiz that has not given it away."""
    found = researchin.uid(passage.id)
    return None if found is None or Quote.objects.filter(public_id=found).exists() else found


def note_of(work: Bringing, passage: Passage) -> str:
    """What was noted beside a passage, and where it is from."""
    by = MARKED_BY.format(author=passage.author) if passage.author else ""
    return "\n\n".join(filter(None, (passage.note, FROM.format(file=work.name, by=by))))


def about(work: Bringing, fate: Fate) -> dict[str, list[Any]]:
    """The companies and people that a passage is about, those that are missing made where that is asked."""
    found: dict[str, list[Any]] = {"companies": [], "guests": []}
    for name in fate.passage.about:
        thing = researchin.meant(name) or (make(work, name) if work.missing else None)
        if thing is None:
            fate.unknown.append(name.text)
        else:
            found["companies" if isinstance(thing, Company) else "guests"].append(thing)
    return found


def bring_claim(work: Bringing, statement: Statement) -> None:
    """Draft a claim with what it rests on, as far as that is here; the rule that refuses it is kept."""
    fate = ClaimFate(str(statement.meaning.get("statement", "")), How.REFUSED, NO_EVIDENCE)
    work.outcome.claims.append(fate)
    placed = {one.passage.id: one.quote for one in work.outcome.fates if one.passage.id and one.quote}
    rests_on = [(placed[quote], stance) for quote, stance in statement.evidence if quote in placed]
    key = researchin.uid(statement.id)
    if key and Claim.objects.filter(public_id=key).exists():
        fate.how, fate.why = "there", CLAIM_THERE
    elif rests_on:
        try:
            with transaction.atomic():
                work.drafted[statement.id] = draft_claim(work, statement, key, rests_on)
        except (Refusal, ValidationError) as refusal:
            fate.why = words_of(refusal)
        else:
            fate.how, fate.why = How.EXACT, CLAIM_PLACED


def draft_claim(
    work: Bringing, statement: Statement, key: UUID | None, rests_on: Sequence[tuple[UUID, str]]
) -> Claim:
    """The draft of a claim."""
    meaning = {name: value_of(name, text) for name, text in statement.meaning.items()}
    for name, whom in (("company", statement.company), ("guest", statement.guest)):
        if whom:
            meaning[name] = researchin.meant(whom) or (make(work, whom) if work.missing else None)
    if statement.about:
        meaning["about"] = work.topics.get(statement.about)
    tags = [work.topics[code] for code in statement.codes if code in work.topics]
    claim = claims.create(
        tags=tags, public_id=key, reason=FROM.format(file=work.name, by=""), by=work.by, **meaning
    )
    for quote, stance in rests_on:
        claims.add_evidence(claim, quote=Quote.objects.get(public_id=quote), stance=stance, by=work.by)
    return claim


def value_of(name: str, text: str) -> Any:
    """A value of a claim as it is stored. Raises ValidationError, naming it, for what is none."""
    try:
        if name in ("low", "high"):
            return Decimal(text)
        return date.fromisoformat(text) if name in ("holds_from", "holds_until") else text
    except (ValueError, ArithmeticError):
        raise ValidationError(NO_VALUE.format(name=name, text=text[:40])) from None


def relate(work: Bringing) -> None:
    """Tie the drafted claims to each other as the file does; the rule that refuses it is kept."""
    for statement in work.file.statements:
        for kind, target in statement.relations:
            source, end = work.drafted.get(statement.id), work.drafted.get(target)
            if source is None or end is None:
                continue
            try:
                with transaction.atomic():
                    claims.relate(source, kind=kind, target=end, by=work.by)
            except (Refusal, ValidationError) as refusal:
                told = UNRELATED.format(kind=kind, claim=source, why=words_of(refusal))
                work.outcome.left_out.append(told)


def words_of(refusal: Refusal | ValidationError) -> str:
    """Why something was refused."""
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)


def make(work: Bringing, name: Name) -> Company | Guest | None:
    """A company or person of that name; None where several go by it."""
    if not fold_name(name.text):
        return None
    work.outcome.note("companies" if name.kind == "company" else "people", name.text)
    if name.kind == "company":
        return people.make_company(name=name.text, anyway=True, by=work.by)
    return people.make_guest(name=name.text, anyway=True, by=work.by)
