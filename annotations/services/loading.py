"""Load a file of annotations as two people would enter it: one drafts and submits, the other approves and
publishes, through the same services, workflow and gate as everybody.

What is there already is left as it is, so a load that was interrupted is simply started again. Names come
first, so that the import of the document binds its printed labels to the right people.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from annotations import annotationfiles, passages
from annotations.annotationfiles import AnnotationFile, ClaimEntry, CompanyEntry, PersonEntry, QuoteEntry
from annotations.models import Claim, Quote, QuoteVersion
from annotations.selectors import loaded, named
from annotations.services import claims, quotes, review
from annotations.workflow import Action, Refusal, State
from transcripts.models import Episode, Guest, Podcast, Turn
from transcripts.models.identity import fold_name
from transcripts.services import appearances, documents, importing, labels, people, readings, speakers

# What is still to be done from each state, and by whom.
EDITOR, REVIEWER = "editor", "reviewer"
STEPS = (
    (State.DRAFT, Action.SUBMIT, EDITOR),
    (State.CHANGES_REQUESTED, Action.SUBMIT, EDITOR),
    (State.IN_REVIEW, Action.APPROVE, REVIEWER),
    (State.APPROVED, Action.PUBLISH, REVIEWER),
)
UNKNOWN_TOPIC = "No topic of the vocabulary has the slug “{slug}”. Load the vocabulary first, or add it."
NO_EVIDENCE = "None of the words it rests on could be published."


@dataclass
class Load:
    """One file on its way into the database, and the two people who enter it.

    `step` is told after each quote and claim. `made` counts what was not there before; `refused` keeps the
    rule that kept a quote or claim out, by its words.
    """

    file: AnnotationFile
    editor: Any
    reviewer: Any
    step: Callable[[], None] = lambda: None
    podcast: Podcast | None = None
    made: dict[str, int] = field(default_factory=dict)
    refused: dict[str, Refusal] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)

    def count(self, noun: str) -> None:
        """One more of these was made."""
        self.made[noun] = self.made.get(noun, 0) + 1


def load(work: Load, raw: bytes) -> None:
    """Enter a file's names, document, quotes and claims; each quote and claim stands or falls by itself.

    Raises DocumentRefused where the document holds no episode.
    """
    for company in loaded.wanted_companies(work.file):
        name_company(work, company)
    for person in work.file.people:
        if person.appears:
            name_person(work, person)
    episodes = bring(work, raw)
    for person in work.file.people:
        if person.appears:
            place(work, person, episodes)
    bind(work, episodes)
    work.turns = named.turns(episodes)
    found: dict[str, Quote] = {}
    for entry in annotationfiles.passages(work.file):
        try_to(work, entry.exact, partial(keep_quote, work, entry, found))
    for claim in work.file.claims:
        try_to(work, claim.statement, partial(keep_claim, work, claim, found))


def try_to(work: Load, words: str, keep: Callable[[], None]) -> None:
    """Enter one thing as a whole, or keep the rule that refused it."""
    try:
        with transaction.atomic():
            keep()
    except Refusal as refusal:
        work.refused[words] = refusal
    except ValidationError as error:
        work.refused[words] = Refusal("value", " ".join(error.messages))
    work.step()


@transaction.atomic
def name_company(work: Load, entry: CompanyEntry) -> None:
    """A company that goes by this name, made where there is none, with its printed spellings."""
    company = named.company(entry.name)
    if company is None:
        company = people.make_company(name=entry.name, anyway=True, by=work.editor)
        work.count("companies")
    people.add_names(company, named.spellings(entry.name, entry.as_printed), by=work.editor)


@transaction.atomic
def name_person(work: Load, entry: PersonEntry) -> None:
    """The person who goes by this name, made where there is none, with their printed full names."""
    guest = named.person(entry)
    if guest is None:
        guest = people.make_guest(name=entry.name, anyway=True, by=work.editor)
        work.count("people")
    people.add_names(guest, named.full_names(entry), by=work.editor)


@transaction.atomic
def bring(work: Load, raw: bytes) -> list[Episode]:
    """The episodes of the document, imported where they are not there yet."""
    known = documents.imported(raw)
    if known is None:
        parsed = readings.reader_of_this_thread().read(raw, work.file.document, None).parsed
        if not parsed.episodes:
            raise importing.DocumentRefused(parsed)
        known = documents.keep(raw, name=work.file.document, by=work.editor)
        importing.store([importing.ReadDocument(known, parsed, work.podcast)], by=work.editor)
        work.count("documents")
    return documents.episodes_of(known)


@transaction.atomic
def place(work: Load, entry: PersonEntry, episodes: list[Episode]) -> None:
    """Note what somebody is in the episodes they are in."""
    guest = named.person(entry)
    company = named.company(entry.company) if entry.company else None
    for episode in episodes if guest else ():
        if guest and is_in(entry, guest, episode, alone=len(episodes) == 1):
            appearances.note(
                episode, guest, role=entry.role, title=entry.title or "", company=company, by=work.editor
            )


def is_in(entry: PersonEntry, guest: Guest, episode: Episode, *, alone: bool) -> bool:
    """Whether somebody is in an episode: the only one, the one of that number, or where an import found
    them."""
    if entry.episode is not None:
        return alone or episode.number == entry.episode
    return alone or episode.appearances.filter(guest=guest).exists()


def bind(work: Load, episodes: list[Episode]) -> None:
    """Credit the turns under printed labels that name nobody yet ("JM") to whom the file says they are, and
    keep that for the podcast's next documents."""
    known = printed(work.file)
    for episode in episodes:
        revisions = {turn.revision_id: turn.revision for turn in named.turns([episode])}
        for revision in revisions.values():
            unbound = revision.turns.filter(speaker=None).exclude(label="").order_by()
            said = {
                label: known[fold_name(label)]
                for label in unbound.values_list("label", flat=True).distinct()
                if known.get(fold_name(label))
            }
            if said:
                bind_labels(work, episode, revision, said)


@transaction.atomic
def bind_labels(work: Load, episode: Episode, revision: Any, said: dict[str, Guest]) -> None:
    """Credit the labels of one text."""
    speakers.bind(revision, speakers=said, by=work.editor)
    for label, guest in said.items():
        labels.remember(episode.podcast, label, guest, by=work.editor)
        work.count("labels")


def printed(file: AnnotationFile) -> dict[str, Guest]:
    """Whom each folded label of a document is, where it is one person's of those in it."""
    bearers: dict[str, set[Guest]] = {}
    for entry in file.people:
        guest = named.person(entry) if entry.appears else None
        for text in (entry.name, *entry.as_printed) if guest else ():
            bearers.setdefault(fold_name(text), set()).add(guest)  # type: ignore[arg-type]
    return {folded: next(iter(guests)) for folded, guests in bearers.items() if len(guests) == 1}


def keep_quote(work: Load, entry: QuoteEntry, found: dict[str, Quote]) -> None:
    """A published quote of these words; one that is there is taken on from where it stands."""
    place = passages.find(entry.exact, named.lines(work.turns), line=entry.line)
    if isinstance(place, passages.Rule):
        raise Refusal(place, WHY[place])
    turn = work.turns[place.turn]
    start, end = turn.offset + place.start, turn.offset + place.end
    version = loaded.standing(turn, start, end)
    if version is None:
        version = quotes.create(
            turn,
            start=start,
            end=end,
            tags=topics(entry.tags),
            companies=[company for name in entry.about if (company := named.company(name))],
            note=entry.note,
            by=work.editor,
        )
        work.count("quotes")
    take_on(work, version)
    found[entry.exact] = version.quote


WHY = {
    passages.Rule.NOWHERE: "These words stand nowhere in the document’s current text.",
    passages.Rule.TWO_TURNS: "These words span two turns, and a quote lies in one.",
    passages.Rule.SEVERAL_PLACES: "These words stand in several places. Give the line of the turn.",
}


def topics(slugs: list[str]) -> list[Any]:
    """The topics of these slugs. Raises Refusal for one that the vocabulary does not have."""
    tags = named.tags(slugs)
    for slug, tag in tags.items():
        if tag is None:
            raise Refusal("topic", UNKNOWN_TOPIC.format(slug=slug))
    return list(tags.values())


def take_on(work: Load, item: QuoteVersion | Claim) -> None:
    """Move what this editor wrote from where it stands to its publication, each step by the person whose it
    is; what others wrote is theirs to move."""
    if item.changed_by_id != work.editor.pk:  # somebody else is working on it
        return
    people = {EDITOR: work.editor, REVIEWER: work.reviewer}
    for source, action, who in STEPS:
        if item.state == source:
            review.move(item, action=action, by=people[who])


def keep_claim(work: Load, entry: ClaimEntry, found: dict[str, Quote]) -> None:
    """A published claim of this statement with its evidence; one that is there stays as it is."""
    claim = Claim.objects.filter(statement=entry.statement.strip()).order_by("pk").first()
    if claim is None:
        pieces = [piece for piece in entry.evidence if piece.exact in found]
        if not pieces:
            raise Refusal("evidence", NO_EVIDENCE)
        claim = claims.create(**values(entry), by=work.editor)
        for piece in pieces:
            claims.add_evidence(claim, quote=found[piece.exact], stance=piece.stance, by=work.editor)
        work.count("claims")
    take_on(work, claim)


def values(entry: ClaimEntry) -> dict[str, Any]:
    """What a claim says, as the service takes it."""
    return {
        "statement": entry.statement,
        "tags": topics(entry.tags),
        **loaded.fields(entry),
        **loaded.about(entry.subject),
    }
