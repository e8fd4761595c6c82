"""The publication log: an entry for everything that becomes, changes or ceases to be public, written in the
transaction that does it. Feeds, webhooks and the feed of changes read it.

Who publishes, merges or withdraws a thing writes that entry (`write`). What follows from it is found by
looking at what is public before and after (`following`): a quote makes its speaker, companies and topics
public, a hidden episode takes its quotes along, a claim loses evidence or a relation.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Subquery

from annotations.graph.parts import Kind
from annotations.models import (
    Claim,
    ClaimRelation,
    Correction,
    Evidence,
    Publication,
    PublicationKind,
    Quote,
    QuoteVersion,
    Tag,
)
from annotations.querysets import PUBLIC
from annotations.search import index
from annotations.selectors import public
from annotations.services import tagging, topiccounts
from transcripts.models import (
    Appearance,
    AudioFile,
    Company,
    CompanyOwner,
    Episode,
    Guest,
    Podcast,
    Revision,
    RevisionKind,
)
from transcripts.models.identity import PublicId
from transcripts.prepared import MARKS, Statement, prepared
from transcripts.signals import RELATED

# A thing, by its model's name and public id; and what is compared of it: its version, a claim's evidence
# and relations, how the speaker of a quote is introduced, whether an episode has its transcript. What else a
# thing shows of others follows from their own entries.
Key = tuple[str, UUID]
Public = Mapping[Key, tuple[int, frozenset]]
# Around a single thing there are few others: they are looked up first, and named by their keys.
Scope = Mapping[str, QuerySet | list[int]]

# Its own fields that readers see, of what has no workflow.
SHOWN_FIELDS: Mapping[type[Model], frozenset[str]] = {
    Podcast: frozenset({"slug", "title", "website", "language", "licence", "attribution", "dynamic_ads"}),
    Episode: frozenset(
        {"slug", "title", "number", "published_on", "duration_seconds", "language", "audio_url", "page_url"}
        | {"podcast", "document", RELATED}
    ),
    Guest: frozenset({"slug", "name", "about", "website", "wikidata", RELATED}),
    Company: frozenset({"slug", "name", "about", "website", "wikidata", RELATED}),
    Tag: frozenset(
        {"slug", "label", "definition", "belongs", "does_not_belong", "parent", "status", RELATED}
    ),
    AudioFile: frozenset({"episode", "url", "timing", "document", "is_linked", RELATED}),
}
# What decides whether others are shown.
REACHES_FAR: Mapping[type[Model], frozenset[str]] = {
    Podcast: frozenset({"rights"}),
    Episode: frozenset({"podcast", "visibility", "withdrawn_at", RELATED}),
}
STAYS = (PublicationKind.PUBLISHED, PublicationKind.UPDATED, PublicationKind.MOVED)

# What has been written while somebody looks at what follows: nothing is told twice.
_told: ContextVar[tuple[dict[Key, str], ...]] = ContextVar("told", default=())


@transaction.atomic
def write(
    thing: PublicId,
    kind: PublicationKind,
    *,
    by: Any,
    reason: str = "",
    version: int = 1,
    into: UUID | None = None,
) -> Publication:
    """Write what happened to the public view of one thing; `into` is what it was merged into."""
    noun = thing._meta.model_name or ""
    note_told([((noun, thing.public_id), kind)])
    entry = Publication(
        kind=kind,
        object_type=noun,
        object_id=thing.public_id,
        version=version,
        reason=reason.strip(),
        merged_into=into,
        by=by,
    )
    entry.save()
    index.refresh([(noun, thing.public_id)])
    return entry


def write_many(things: Mapping[PublicId, int], kind: PublicationKind, *, by: Any, reason: str) -> None:
    """Write the same of many things of one kind, each with the number of its version, in few statements."""
    named = {thing: (thing._meta.model_name or "", thing.public_id) for thing in things}
    note_told((key, kind) for key in named.values())
    store(
        Publication(
            kind=kind,
            object_type=named[thing][0],
            object_id=thing.public_id,
            version=version,
            reason=reason.strip(),
            by=by,
        )
        for thing, version in things.items()
    )


def store(entries: Iterable[Publication]) -> None:
    """Store entries in few statements, and have what they are about found as it is now."""
    stored = Publication.objects.bulk_create(entries, batch_size=500)
    index.refresh((entry.object_type, entry.object_id) for entry in stored)


def note_told(entries: Iterable[tuple[Key, str]]) -> None:
    """Remember what was written."""
    for key, kind in entries:
        for told in _told.get():
            told[key] = kind


@contextmanager
def following(scope: Callable[[], Scope], *, by: Any, changed: Collection[Key] = ()) -> Iterator[None]:
    """Write what becomes public, changes or ceases to be within `scope` while something is done; `changed`
    are things whose own words change, should they be public."""
    told: dict[Key, str] = {}
    with transaction.atomic(savepoint=False):
        before = public_of(scope())
        token = _told.set((*_told.get(), told))
        try:
            yield
        finally:
            _told.reset(token)
        after = public_of(scope())
        after = {**after, **still_public(before.keys() - after.keys(), before)}
        known = (told, *_told.get())
        turned = before.keys() ^ after.keys()
        all_of_them = (
            *differences(before, after, changed),
            *corrections_about(before, after),
            *naming(turned),
        )
        found = [one for one in all_of_them if not is_told(known, one[0], one[1])]
        note_told((key, kind) for key, kind, _ in found)
        store(
            Publication(kind=kind, object_type=noun, object_id=public_id, version=version, by=by)
            for (noun, public_id), kind, version in found
        )
        recount((*told, *(key for key, *_ in found), *changed))


def recount(keys: Iterable[Key]) -> None:
    """Count under their topics what of these are quotes, and the quotes of episodes among them: they may be
    dated otherwise."""
    ids = by_noun(keys)
    changed = Q(public_id__in=ids.get("quote", ())) | Q(episode__public_id__in=ids.get("episode", ()))
    if "quote" not in ids and "episode" not in ids:
        return
    if quotes := list(Quote.objects.filter(changed).order_by().values_list("pk", flat=True)):
        topiccounts.recount(quotes)


@contextmanager
def left_to_the_doer(keys: Iterable[Key]) -> Iterator[None]:
    """Write nothing of what follows for these things: whoever does it writes one entry for each, with why."""
    named = list(keys)
    shown = dict.fromkeys(named, PublicationKind.UPDATED.value)
    gone = dict.fromkeys(named, PublicationKind.HIDDEN.value)
    token = _told.set((*_told.get(), shown, gone))
    try:
        yield
    finally:
        _told.reset(token)


def differences(
    before: Public, after: Public, changed: Collection[Key]
) -> Iterator[tuple[Key, PublicationKind, int]]:
    """What became of each thing, and its version."""
    for key in sorted(after.keys() - before.keys()):
        yield key, PublicationKind.PUBLISHED, after[key][0]
    for key in sorted(after.keys() & before.keys()):
        if after[key] != before[key] or key in changed:
            yield key, PublicationKind.UPDATED, after[key][0]
    for key in sorted(before.keys() - after.keys()):
        yield key, PublicationKind.HIDDEN, before[key][0]


def corrections_about(before: Public, after: Public) -> Iterator[tuple[Key, PublicationKind, int]]:
    """The entries of the log of corrections that came or went with what they are about."""
    about = Q(pk__in=[])
    for noun, ids in by_noun(before.keys() ^ after.keys()).items():
        about |= Q(object_type=noun, object_id__in=ids)
    entries = Correction.objects.filter(about, withdrawn_at=None).order_by("pk")
    rows = list(entries.values_list("pk", "public_id", "object_type", "object_id"))
    if not rows:  # as nearly always: what may be read of the log is no cheap question
        return
    readable = Correction.objects.published().filter(pk__in=[pk for pk, *_ in rows])
    shown = set(readable.values_list("pk", flat=True))
    for pk, public_id, *subject in rows:
        came = tuple(subject) in after
        kind = PublicationKind.PUBLISHED if came else PublicationKind.HIDDEN
        if came == (pk in shown):
            yield ("correction", public_id), kind, 1


def naming(turned: Collection[Key]) -> Iterator[tuple[Key, PublicationKind, int]]:
    """What names public people, companies and topics alone, and so changes with those that came or went:
    episodes by who is in them, companies by their owners, topics by their parents."""
    ids = by_noun(turned)
    guests = Guest.objects.filter(public_id__in=ids.get("guest", ())).order_by()
    companies = Company.objects.filter(public_id__in=ids.get("company", ())).order_by()
    tags = Tag.objects.filter(public_id__in=ids.get("tag", ())).order_by()
    holders: dict[str, QuerySet] = {}
    if "guest" in ids or "company" in ids:
        there = Appearance.objects.filter(Q(guest__in=guests) | Q(company__in=companies)).order_by()
        of = Episode.companies.through.objects.filter(company__in=companies).order_by()
        holders["episode"] = PUBLIC["episode"]().filter(
            Q(pk__in=there.values("episode")) | Q(pk__in=of.values("episode"))
        )
        owned = CompanyOwner.objects.filter(owner__in=companies).order_by()
        holders["company"] = PUBLIC["company"]().filter(pk__in=owned.values("company"))
    if "tag" in ids:
        holders["tag"] = PUBLIC["tag"]().filter(parent__in=tags)
    for noun, rows in holders.items():
        for public_id in rows.order_by("pk").values_list("public_id", flat=True):
            if (noun, public_id) not in turned:
                yield (noun, public_id), PublicationKind.UPDATED, 1


def by_noun(keys: Iterable[Key]) -> dict[str, list[UUID]]:
    """Ids by what they are ids of."""
    found: dict[str, list[UUID]] = {}
    for noun, public_id in keys:
        found.setdefault(noun, []).append(public_id)
    return found


def is_told(known: Iterable[Mapping[Key, str]], key: Key, kind: str) -> bool:
    """Whether that a thing is shown, or is not any more, has been written already."""
    return any(key in told and (told[key] in STAYS) == (kind in STAYS) for told in known)


def public_of(scope: Scope) -> Public:
    """What readers see within a scope: a query for each kind of thing."""
    found: dict[Key, tuple[int, frozenset]] = {}
    for noun, rows in scope.items():
        if isinstance(rows, list):
            found |= public_among(noun, rows)
            continue
        keys = rows.order_by().values("pk")
        if noun == "quote":
            found |= quotes_of(shown_quotes(keys))
        elif noun == "claim":
            found |= claims_of(shown_evidence(keys), shown_relations(keys))
        elif noun == "episode":
            found |= episodes_of(rows)
        else:
            shown = PUBLIC[noun]().filter(pk__in=keys).order_by()
            found |= others_of(noun, shown.values_list("public_id"))
    return found


def public_among(noun: str, keys: list[int]) -> dict[Key, tuple[int, frozenset]]:
    """What readers see of a few things of one kind, by statements that are kept."""
    if noun == "quote":
        return quotes_of(_statement(shown_quotes).rows(keys))
    if noun == "claim":
        return claims_of(_statement(shown_evidence).rows(keys), _statement(shown_relations).rows(keys))
    return others_of(noun, _others(Kind(noun)).rows(keys))


@cache
def _statement(shown: Callable[[Any, datetime], QuerySet]) -> Statement:
    return prepared(shown(MARKS[:1], public.NOW), planned=True)


@cache
def _others(kind: Kind) -> Statement:
    return prepared(public.of(kind).filter(pk__in=MARKS[:1]).values_list("public_id"), planned=True)


def others_of(noun: str, rows: Iterable[Any]) -> dict[Key, tuple[int, frozenset]]:
    """Public things of which no more is compared."""
    return {(noun, public_id): (1, frozenset()) for (public_id,) in rows}


def shown_quotes(keys: Any, at: datetime | None = None) -> QuerySet:
    """The public quotes among these, and for whom and as what their speakers speak."""
    said = Appearance.objects.filter(episode=OuterRef("quote__episode"), guest=OuterRef("speaker"))
    versions = QuoteVersion.objects.published(at).filter(quote__in=keys)
    introduced = {f"speaker_{name}": Subquery(said.values(name)) for name in ("role", "company", "title")}
    told = versions.annotate(**introduced).order_by()
    return told.values_list("quote__public_id", "number", *introduced)


def quotes_of(rows: Iterable[Any]) -> dict[Key, tuple[int, frozenset]]:
    """The quotes that rows tell of."""
    return {("quote", public_id): (number, frozenset(enumerate(words))) for public_id, number, *words in rows}


def episodes_of(rows: QuerySet) -> dict[Key, tuple[int, frozenset]]:
    """The public episodes among these, and which show their whole transcript."""
    opened = Exists(Episode.objects.with_public_transcript().filter(pk=OuterRef("pk")))
    shown = PUBLIC["episode"]().filter(pk__in=rows.order_by().values("pk")).annotate(opened=opened)
    return {
        ("episode", public_id): (1, frozenset({"transcript"} if is_opened else ()))
        for public_id, is_opened in shown.order_by().values_list("public_id", "opened")
    }


def shown_evidence(keys: Any, at: datetime | None = None) -> QuerySet:
    """The public evidence of these claims."""
    evidence = Evidence.objects.published(at).filter(claim__in=keys).order_by()
    return evidence.values_list("claim__public_id", "quote__public_id", "stance")


def shown_relations(keys: Any, at: datetime | None = None) -> QuerySet:
    """The public relations of these claims."""
    relations = ClaimRelation.objects.published(at).filter(Q(source__in=keys) | Q(target__in=keys))
    return relations.order_by().values_list("source__public_id", "kind", "target__public_id")


def claims_of(evidence: Iterable[Any], relations: Iterable[Any]) -> dict[Key, tuple[int, frozenset]]:
    """The claims that have public evidence, each with it and with its relations."""
    found: dict[Key, set] = {}
    for claim, *tie in evidence:
        found.setdefault(("claim", claim), set()).add(tuple(tie))
    for source, kind, target in relations:
        for end in (("claim", source), ("claim", target)):
            if end in found:
                found[end].add((source, kind, target))
    return {key: (1, frozenset(ties)) for key, ties in found.items()}


def still_public(missing: Collection[Key], before: Public) -> dict[Key, tuple[int, frozenset]]:
    """Those that are only out of the scope, and public all the same."""
    found: dict[Key, tuple[int, frozenset]] = {}
    for noun, some in by_noun(missing).items():
        shown = PUBLIC[noun]().filter(public_id__in=some).order_by().values_list("public_id", flat=True)
        found |= {(noun, public_id): before[noun, public_id] for public_id in shown}
    return found


# How far a change reaches


def around(*, quotes: QuerySet[Quote], claims: QuerySet[Claim] | None = None) -> dict[str, QuerySet]:
    """Quotes (and claims), with all that may be public through them."""
    versions = QuoteVersion.objects.filter(quote__in=quotes.order_by()).order_by()
    resting = Q(pk__in=Evidence.objects.filter(quote__in=quotes.order_by()).order_by().values("claim"))
    stated = Claim.objects.filter(resting | Q(pk__in=claims.order_by()) if claims is not None else resting)
    known = stated.order_by()
    related = ClaimRelation.objects.filter(
        Q(source__in=known.values("pk")) | Q(target__in=known.values("pk"))
    )
    appearing = Appearance.objects.filter(episode__in=quotes.order_by().values("episode")).order_by()
    tagged = Q(pk__in=QuoteVersion.tags.through.objects.filter(quoteversion__in=versions).values("tag"))
    tagged |= Q(pk__in=Claim.tags.through.objects.filter(claim__in=known).values("tag"))
    tagged |= Q(pk__in=known.values("about"))
    about = QuoteVersion.guests.through.objects.filter(quoteversion__in=versions).values("guest")
    of = QuoteVersion.companies.through.objects.filter(quoteversion__in=versions).values("company")
    return {
        "quote": quotes,
        "claim": Claim.objects.filter(
            Q(pk__in=known.values("pk"))
            | Q(pk__in=related.order_by().values("source"))
            | Q(pk__in=related.order_by().values("target"))
        ),
        "guest": Guest.objects.filter(
            Q(pk__in=versions.values("speaker")) | Q(pk__in=about) | Q(pk__in=known.values("guest"))
        ),
        "company": Company.objects.filter(
            Q(pk__in=of) | Q(pk__in=known.values("company")) | Q(pk__in=appearing.values("company"))
        ),
        "tag": Tag.objects.filter(tagged | Q(pk__in=Tag.objects.filter(tagged).order_by().values("parent"))),
    }


def around_item(item: QuoteVersion | Claim) -> dict[str, list[int]]:
    """A quote or a claim, with all that may be public through it: by keys, as there are few, and what is
    public of them is found sooner than within the question which they are."""
    key, reached = (item.quote_id, _of_quote()) if isinstance(item, QuoteVersion) else (item.pk, _of_claim())
    found = {noun: [pk for (pk,) in statement.rows([key])] for noun, statement in reached.items()}
    return {noun: keys for noun, keys in found.items() if keys}


@cache
def _of_quote() -> dict[str, Statement]:
    return {noun: _keys(rows) for noun, rows in around(quotes=Quote.objects.filter(pk__in=MARKS[:1])).items()}


@cache
def _of_claim() -> dict[str, Statement]:
    scope = around_claims(Claim.objects.filter(pk__in=MARKS[:1]))
    return {noun: _keys(rows) for noun, rows in scope.items() if not rows.query.is_empty()}


def _keys(rows: QuerySet) -> Statement:
    return prepared(rows.order_by().values_list("pk"), planned=True)


def around_claims(claims: QuerySet[Claim]) -> dict[str, QuerySet]:
    """Claims, with all that may be public through them."""
    return around(quotes=Quote.objects.none(), claims=claims)


def around_episodes(episodes: QuerySet[Episode]) -> dict[str, QuerySet]:
    """Episodes, with all that may be public through them."""
    return {
        **around(quotes=Quote.objects.filter(episode__in=episodes.order_by())),
        "episode": episodes,
        "podcast": Podcast.objects.filter(pk__in=episodes.order_by().values("podcast")),
    }


# What other services store


def follow_records(
    sender: type[Model], *, records: Sequence[Any], fields: Collection[str], by: Any, **kwargs: Any
) -> AbstractContextManager[None] | None:
    """Receives transcripts.signals.records_changing: follows what readers may see of the records."""
    shown = SHOWN_FIELDS.get(sender, frozenset()) & {*fields}
    far = bool(REACHES_FAR.get(sender, frozenset()) & {*fields})
    is_new = records[0]._state.adding
    if not (shown or far) or (is_new and sender not in (Episode, AudioFile)):
        return None
    things = [row.episode for row in records] if sender is AudioFile else records
    noun = things[0]._meta.model_name
    changed = {(noun, thing.public_id) for thing in things} if shown else set()
    if far and sender is Episode:  # without a quote nothing is public through it but its podcast
        far = not is_new and Quote.objects.filter(episode__in=things).exists()
    follows = following(partial(scope_of, things, far=far), by=by, changed=changed)
    return counting(things, follows) if sender is Tag and "parent" in fields and not is_new else follows


@contextmanager
def counting(tags: Sequence[Tag], follows: AbstractContextManager[None]) -> Iterator[None]:
    """Count the quotes of topics anew that stand under another one afterwards."""
    with transaction.atomic(savepoint=False):
        tagging.hold()
        with follows:
            yield
        topiccounts.recount(topiccounts.carrying([tag.pk for tag in tags]))


def scope_of(things: Sequence[Any], *, far: bool) -> dict[str, QuerySet]:
    """What a change of these reaches; asked before and after, as new ones have no key before."""
    model, keys = type(things[0]), [thing.pk for thing in things if thing.pk]
    rows = model._default_manager.filter(pk__in=keys)
    if model is Podcast:
        episodes = Episode.objects.filter(podcast__in=keys)
        return {**(around_episodes(episodes) if far else {}), "podcast": rows}
    if model is Episode:
        podcasts = {thing.podcast_id for thing in things}
        of = Podcast.objects.filter(Q(pk__in=podcasts) | Q(pk__in=rows.order_by().values("podcast")))
        return {**(around_episodes(rows) if far else {"episode": rows}), "podcast": of}
    if model is Tag:
        above = {thing.parent_id for thing in things if thing.parent_id}
        wider = Q(pk__in=above) | Q(pk__in=rows.order_by().values("parent"))
        return {"tag": Tag.objects.filter(Q(pk__in=keys) | wider)}
    return {str(model._meta.model_name): rows}


def tell_of_text(*, revision: Revision, by: Any, **kwargs: Any) -> None:
    """Receives transcripts.signals.text_adopted, once the quotes have moved: they stand in another text now,
    with another context and time, and the transcript is another one where readers see all of it."""
    versions = QuoteVersion.objects.published().filter(quote__episode=revision.episode_id, kind=revision.kind)
    rows = list(versions.order_by("pk").values_list("quote__public_id", "number"))
    note_told((("quote", public_id), PublicationKind.MOVED) for public_id, _ in rows)
    store(
        Publication(
            kind=PublicationKind.MOVED, object_type="quote", object_id=public_id, version=number, by=by
        )
        for public_id, number in rows
    )
    shown = Episode.objects.with_public_transcript().filter(pk=revision.episode_id)
    if revision.kind == RevisionKind.TRANSCRIPT and (episode := shown.first()):
        write(episode, PublicationKind.UPDATED, by=by)
