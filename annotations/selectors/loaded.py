"""What differs between a file of annotations and the database, and by which rule. What no rule explains is a
fault of ours or a change that nobody foresaw, and is told as that."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from annotations import annotationfiles, passages
from annotations.annotationfiles import (
    AnnotationFile,
    ClaimEntry,
    CompanyEntry,
    EvidenceEntry,
    PersonEntry,
    QuoteEntry,
)
from annotations.models import Claim, Evidence, QuoteVersion
from annotations.selectors import named
from annotations.workflow import Refusal, State
from transcripts.models import Appearance, Episode, RevisionKind, Turn
from transcripts.models.identity import fold_name

UNEXPLAINED = "unexplained"
RULES = {
    "spaces": "Other blanks stand between the words in the document, and a quote is verbatim.",
    "nowhere": "The words stand nowhere in the document’s current text.",
    "two-turns": "The words span two turns, and a quote lies in one.",
    "several-places": "The words stand in several places, and no line says which is meant.",
    "refused": "The gate refused it.",
    "decided-here": "It is not published here: people decided so.",
    "changed-here": "It was changed here since, and what stands here stays.",
    "evidence-is-quote": "Evidence that is not among the quotes became a quote.",
    "made-here": "The file does not have it: it was made here.",
    "notes-credit-nobody": "Show notes are nobody’s speech, so nobody is credited.",
    "speaker-of-turn": "The file names no speaker; whoever speaks the turn is credited.",
    "other-name": "They go by another name here, and that stays.",
    "topic-changed": "The topic goes by another slug here, or was merged into another.",
    "sponsor-read-only": "Only a sponsor read names it, which is nobody’s view.",
    "ordinary-words": "A spelling in ordinary words was mis-heard; it is not kept as a name.",
    "spelling-taken": "The spelling is another company’s name already. Merge them if they are one.",
    "short-name": "A first name or initials are many people’s: kept for this podcast’s labels alone.",
    "only-mentioned": "Somebody who is only mentioned has no record until something is said about them.",
    "appearance-kept": "An editor wrote what they are in this episode, and that stays.",
    "appears-nowhere": "No episode of the document has them, and the file does not say which.",
    "unit-without-value": "A unit is of a value, and there is none.",
    "subject-in-words": "No company, person or topic has the subject’s name: it is kept in words.",
    UNEXPLAINED: "No rule explains it.",
}
# Only what the file says of the value; the rest of a claim's fields follow from it.
FIELDS = ("kind", "metric", "low", "high", "unit", "currency", "holds_from", "holds_until", "precision")


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: of what noun, by which rule, in which words of the file, and how."""

    noun: str
    rule: str
    words: str
    how: str = ""


@dataclass(frozen=True)
class Loaded:
    """A file, the document's episodes, who entered it and what was refused on the way, by its words."""

    file: AnnotationFile
    episodes: Sequence[Episode]
    editor: Any
    refused: Mapping[str, Refusal]

    def differences(self) -> list[Difference]:
        """All of them, in the order of the file."""
        return [
            *(one for entry in self.file.companies for one in company(entry, self.file)),
            *(one for entry in self.file.people for one in person(entry, self.episodes)),
            *self.quotes(),
            *(one for entry in self.file.claims for one in self.claim(entry)),
        ]

    @cached_property
    def turns(self) -> list[Turn]:
        """The current texts of the document."""
        return named.turns(self.episodes)

    @cached_property
    def lines(self) -> list[passages.Line]:
        """The same as they are looked through."""
        return named.lines(self.turns)

    def standing(self, entry: QuoteEntry | EvidenceEntry) -> tuple[QuoteVersion | None, passages.Rule | None]:
        """The quote of these words, if there is one, and the rule by which they differ or stand nowhere."""
        place = passages.find(entry.exact, self.lines, line=entry.line)
        if isinstance(place, passages.Rule):
            return None, place
        turn = self.turns[place.turn]
        return standing(turn, turn.offset + place.start, turn.offset + place.end), place.rule

    def quotes(self) -> Iterator[Difference]:
        """Of the quotes, and of those that stand here beside them."""
        seen: set[int] = set()
        listed = {entry.exact for entry in self.file.quotes}
        for entry in annotationfiles.passages(self.file):
            version, rule = self.standing(entry)
            seen |= {version.pk} if version else set()
            if version and entry.exact not in listed:
                yield Difference("quote", "evidence-is-quote", entry.exact)
            yield from self.quote(entry, version, rule)
        newest = QuoteVersion.objects.newest().filter(quote__episode__in=self.episodes)
        for exact in newest.exclude(pk__in=seen).order_by("pk").values_list("exact", flat=True):
            yield Difference("quote", "made-here", exact)

    def quote(
        self, entry: QuoteEntry, version: QuoteVersion | None, rule: str | None
    ) -> Iterator[Difference]:
        """Of one quote."""
        if version is None or entry.exact in self.refused:
            yield Difference("quote", rule, entry.exact) if rule else self.left_out("quote", entry.exact)
            return
        if rule:
            yield Difference("quote", rule, entry.exact, version.exact)
        if version.state != State.PUBLISHED:
            yield Difference("quote", "decided-here", entry.exact, str(version.state))
        yield from credit(entry, version)
        why = self.rule_of(version, changed=version.number > 1)
        yield from links(entry.exact, "topics", topics(entry.tags), version.tags.all(), why)
        about = [thing for name in entry.about if (thing := named.company(name))]
        yield from links(entry.exact, "companies", about, version.companies.all(), why)

    def left_out(self, noun: str, words: str) -> Difference:
        """Why something is not here."""
        refusal = self.refused.get(words)
        return Difference(
            noun, "refused" if refusal else UNEXPLAINED, words, str(refusal or "It is missing.")
        )

    def rule_of(self, item: QuoteVersion | Claim, *, changed: bool) -> str:
        """What explains that something is otherwise than in the file: somebody else's work, or nothing."""
        return "changed-here" if changed or item.changed_by_id != self.editor.pk else UNEXPLAINED

    def claim(self, entry: ClaimEntry) -> Iterator[Difference]:
        """Of one claim and its evidence."""
        claim = Claim.objects.filter(statement=entry.statement.strip()).order_by("pk").first()
        if claim is None or entry.statement in self.refused:
            yield self.left_out("claim", entry.statement)
            return
        rule = self.rule_of(claim, changed=False)
        if claim.state != State.PUBLISHED:
            yield Difference("claim", "decided-here", entry.statement, str(claim.state))
        wanted = fields(entry)
        for name in FIELDS:
            if wanted[name] != getattr(claim, name):
                how = f"{name}: {wanted[name]} in the file, {getattr(claim, name)} here"
                yield Difference("claim", rule, entry.statement, how)
        if entry.unit and entry.value is None:
            yield Difference("claim", "unit-without-value", entry.statement, entry.unit)
        yield from subject(entry, claim, rule)
        yield from links(entry.statement, "topics", topics(entry.tags), claim.tags.all(), rule)
        yield from self.evidence(entry, claim)

    def evidence(self, entry: ClaimEntry, claim: Claim) -> Iterator[Difference]:
        """Of what a claim rests on."""
        rows = Evidence.objects.published().filter(claim=claim).values_list("quote", "stance")
        there = dict(rows)
        for piece in entry.evidence:
            version, place = self.standing(piece)
            if version is None or there.pop(version.quote_id, None) != piece.stance:
                refused = version is None and (place or piece.exact in self.refused)
                rule = "refused" if refused else self.rule_of(claim, changed=False)
                yield Difference("evidence", rule, piece.exact, entry.statement)
        for _ in there:
            yield Difference("evidence", "made-here", entry.statement)


def standing(turn: Turn, start: int, end: int) -> QuoteVersion | None:
    """The newest version of the quote that stands exactly there."""
    there = QuoteVersion.objects.newest().filter(revision=turn.revision_id, start=start, end=end)
    return there.select_related("quote", "speaker").order_by("pk").first()


def standing_in(revision: int) -> dict[tuple[int, int], UUID]:
    """The quotes of a text by where the newest version of each stands."""
    there = QuoteVersion.objects.newest().filter(revision=revision).order_by("-pk")
    return {(start, end): id for start, end, id in there.values_list("start", "end", "quote__public_id")}


def topics(slugs: Sequence[str]) -> list[Any]:
    """The topics the vocabulary has for these slugs."""
    return [tag for tag in named.tags(slugs).values() if tag]


def credit(entry: QuoteEntry, version: QuoteVersion) -> Iterator[Difference]:
    """Whom the file and the database credit."""
    name = version.speaker.name if version.speaker else None
    if name == entry.speaker:
        return
    if version.kind == RevisionKind.NOTES:
        rule = "notes-credit-nobody"
    elif entry.speaker is None:
        rule = "speaker-of-turn"
    else:
        rule = "other-name" if named.guest(entry.speaker) == version.speaker else UNEXPLAINED
    yield Difference("quote", rule, entry.exact, f"{entry.speaker} in the file, {name} here")


def links(words: str, what: str, wanted: Iterable[Any], there: Iterable[Any], rule: str) -> list[Difference]:
    """What a quote or claim is about, in the file and here."""
    missing, more = set(wanted) - set(there), set(there) - set(wanted)
    if not missing and not more:
        return []
    told = [f"without {thing}" for thing in missing] + [f"with {thing}" for thing in more]
    return [Difference("quote", rule, words, f"{what}: {', '.join(sorted(told))}")]


def fields(entry: ClaimEntry) -> dict[str, Any]:
    """A claim's kind, value and time as the database keeps them."""
    has_value = entry.value is not None
    is_money = bool(entry.unit and len(entry.unit) == 3 and entry.unit.isupper())
    first, last, precision = annotationfiles.period(entry.as_of) if entry.as_of else (None, None, "")
    return {
        "kind": entry.kind,
        "metric": entry.metric or "",
        "low": entry.value,
        "high": entry.value_high,
        "unit": entry.unit or "" if has_value and not is_money else "",
        "currency": entry.unit or "" if has_value and is_money else "",
        "holds_from": first,
        "holds_until": last,
        "precision": precision,
    }


def subject(entry: ClaimEntry, claim: Claim, rule: str) -> Iterator[Difference]:
    """Whom or what a claim is about."""
    wanted = about(entry.subject)
    there = {"company": claim.company, "guest": claim.guest, "about": claim.about, "subject": claim.subject}
    told = {name: thing for name, thing in there.items() if thing}
    if told != wanted:
        yield Difference("claim", rule, entry.statement, f"subject: {entry.subject} in the file, {told} here")
    elif "subject" in wanted:
        yield Difference("claim", "subject-in-words", entry.statement, entry.subject)
    elif str(next(iter(wanted.values()))) != entry.subject:
        yield Difference("claim", "other-name", entry.statement, entry.subject)


def about(name: str) -> dict[str, Any]:
    """What a claim's subject is: the company, else the person, else the topic of that name, else words."""
    if company := named.company(name):
        return {"company": company}
    if guest := named.guest(name):
        return {"guest": guest}
    tag = named.topic(name)
    return {"about": tag} if tag else {"subject": name}


def company(entry: CompanyEntry, file: AnnotationFile) -> Iterator[Difference]:
    """Of a company's name and spellings."""
    found = named.company(entry.name)
    if found is None:
        rule = "sponsor-read-only" if entry.sponsor_read_only else UNEXPLAINED
        yield Difference("company", rule, entry.name)
        return
    if found.name != entry.name:
        yield Difference("company", "other-name", entry.name, found.name)
    if entry not in wanted_companies(file):
        return
    kept = named.spellings(entry.name, entry.as_printed)
    for text in entry.as_printed:
        bearer = named.company(text)
        if text not in kept:
            yield Difference("company", "ordinary-words", entry.name, text)
        elif bearer != found:
            rule = "spelling-taken" if bearer else UNEXPLAINED
            yield Difference("company", rule, entry.name, f"{text}: {bearer}")


def wanted_companies(file: AnnotationFile) -> list[CompanyEntry]:
    """The companies something is said about; one that only a sponsor read names is nobody's view."""
    used = {name for entry in file.quotes for name in entry.about}
    used |= {claim.subject for claim in file.claims}
    return [entry for entry in file.companies if not entry.sponsor_read_only or entry.name in used]


def person(entry: PersonEntry, episodes: Sequence[Episode]) -> Iterator[Difference]:
    """Of a person's names and appearances."""
    if not entry.appears:
        yield Difference("person", "only-mentioned", entry.name)
        return
    guest = named.person(entry)
    if guest is None:
        yield Difference("person", UNEXPLAINED, entry.name, "Nobody, or several, go by that name.")
        return
    if guest.name != entry.name:
        yield Difference("person", "other-name", entry.name, guest.name)
    names = set(guest.names.values_list("folded", flat=True))
    for text in entry.as_printed:
        if fold_name(text) not in names:
            rule = UNEXPLAINED if text in named.full_names(entry) else "short-name"
            yield Difference("person", rule, entry.name, text)
    rows = list(Appearance.objects.filter(guest=guest, episode__in=episodes).select_related("company"))
    if not rows:
        yield Difference("person", "appears-nowhere", entry.name)
    if entry.episode is not None:
        rows = [row for row in rows if row.episode.number == entry.episode] or rows
    company = named.company(entry.company) if entry.company else None
    for row in rows:
        same = row.role == entry.role and row.title == (entry.title or "")
        if not same or (company and row.company != company):
            rule = "appearance-kept" if row.title and row.title != entry.title else UNEXPLAINED
            yield Difference("person", rule, entry.name, f"{row.role}, {row.title}, {row.company}")
