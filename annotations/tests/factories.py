"""Small worlds for tests, built through the application's own services."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Group, User
from django.db import models
from django.test import Client

from annotations.models import Claim, ClaimKind, QuoteVersion, Stance, Tag
from annotations.services import claims, quotes, review
from annotations.workflow import Action
from transcripts.documents import ParsedEpisode, ParsedSection, ParsedTurn, SectionKind, TranscriptStatus
from transcripts.models import (
    Appearance,
    Company,
    Episode,
    Guest,
    Podcast,
    RevisionKind,
    SourceDocument,
    Turn,
)
from transcripts.services import documents, people, revisions

WORDS = "We changed the licence in March. Revenue doubled within a year. Two contributors left us over it."


def person(name: str, *roles: str) -> User:
    """A user with these roles (names of groups), found again by name."""
    user, _ = User.objects.get_or_create(username=name, defaults={"is_staff": bool(roles)})
    user.groups.set(Group.objects.filter(name__in=roles))
    return User.objects.get(pk=user.pk)


def editor() -> User:
    """Ed, who drafts."""
    return person("ed", "editor")


def reviewer() -> User:
    """Rae, who reviews."""
    return person("rae", "reviewer")


def contributor(name: str = "con") -> User:
    """Con, who sees and changes their own drafts alone."""
    return person(name, "contributor")


def chief() -> User:
    """Chi, who answers for the whole."""
    return person("chi", "chief editor")


def administrator() -> User:
    """Adi, who has every role, found again."""
    user, _ = User.objects.get_or_create(username="adi", defaults={"is_staff": True, "is_superuser": True})
    return User.objects.get(pk=user.pk)


def signed_in(user: User) -> Client:
    """A browser of theirs."""
    client = Client()
    client.force_login(user, "osbiz.accounts.Accounts")
    return client


def podcast(title: str = "Ledger and Licence", **values: Any) -> Podcast:
    """A podcast, found again by title."""
    return Podcast.objects.get_or_create(
        title=title, defaults={"slug": title.lower().replace(" ", "-"), **values}
    )[0]


def guest(name: str = "Ines Carvalho") -> Guest:
    """A person, found again by name."""
    found = people.find_or_make_guests([name], by=None)[name]
    assert isinstance(found, Guest), found
    return found


def company(name: str = "Quarrystone") -> Company:
    """A company, found again by name."""
    return people.find_or_make_companies([name], by=None)[name]


def tag(slug: str = "licensing-change", parent: Tag | None = None) -> Tag:
    """A topic, found again by slug."""
    label = slug.replace("-", " ").capitalize()
    return Tag.objects.get_or_create(
        slug=slug, defaults={"label": label, "definition": f"About {label.lower()}.", "parent": parent}
    )[0]


def document(name: str = "one.txt") -> SourceDocument:
    """A kept document."""
    return documents.receive(name.encode(), name=name, by=None)


def episode(
    title: str = "Closing the source",
    *,
    texts: Sequence[str] = (WORDS,),
    speaker: Guest | None = None,
    notes: Sequence[str] = (),
    sponsor: Sequence[int] = (),
    **values: Any,
) -> Episode:
    """An episode with one turn a text, all by one person (Ines), those numbered in `sponsor` being reads."""
    spoken_by = speaker or guest()
    where = values.pop("podcast", None) or podcast()
    slug = title.lower().replace(" ", "-")
    made = Episode.objects.create(podcast=where, title=title, slug=slug, **values)
    parsed = ParsedEpisode(
        turns=tuple(parsed_turn(n, text, spoken_by.name, n in sponsor) for n, text in enumerate(texts)),
        sections=tuple(
            ParsedSection(
                SectionKind.SPONSOR if n in sponsor else SectionKind.INTERVIEW, None, None, None, n, n
            )
            for n in range(len(texts))
        ),
        status=TranscriptStatus.COMPLETE,
    )
    source = document(f"{slug}.txt")
    rows = revisions.speech(parsed, {spoken_by.name: spoken_by})
    if rows:
        revisions.add_import(made, kind=RevisionKind.TRANSCRIPT, turns=rows, document=source, by=None)
        Appearance.objects.create(episode=made, guest=spoken_by, role="guest", company=company())
    if notes:
        revisions.add_import(
            made, kind=RevisionKind.NOTES, turns=revisions.notes(notes), document=source, by=None
        )
    return made


def parsed_turn(number: int, text: str, name: str, sponsor: bool) -> ParsedTurn:
    """A turn of a minute's length."""
    section = SectionKind.SPONSOR if sponsor else SectionKind.INTERVIEW
    begin = number * 60_000
    return ParsedTurn(number, name, name, section, begin, begin + 60_000, text, number + 1)


def turn(of: Episode, position: int = 0, kind: str = "transcript") -> Turn:
    """A turn of the episode's current text."""
    return Turn.objects.select_related("revision").get(
        revision__episode=of, revision__kind=kind, revision__is_current=True, position=position
    )


def draft(words: str = "Revenue doubled within a year.", **values: Any) -> QuoteVersion:
    """A draft quote of these words, from an episode made for it unless `turn` is given."""
    place = values.pop("turn", None) or turn(Episode.objects.first() or episode())
    start = place.offset + place.text.index(words)
    values.setdefault("tags", [tag()])
    values.setdefault("by", editor())
    return quotes.create(place, start=start, end=start + len(words), **values)


def in_review(*args: Any, **values: Any) -> QuoteVersion:
    """A submitted quote."""
    version = draft(*args, **values)
    review.move(version, action=Action.SUBMIT, by=editor())
    return version


def approved(*args: Any, **values: Any) -> QuoteVersion:
    """An approved quote."""
    version = in_review(*args, **values)
    review.move(version, action=Action.APPROVE, by=reviewer())
    return version


def published(*args: Any, **values: Any) -> QuoteVersion:
    """A quote the public sees."""
    version = approved(*args, **values)
    review.move(version, action=Action.PUBLISH, by=reviewer())
    return version


def claim(quote: QuoteVersion, statement: str = "Relicensing costs contributors.", **values: Any) -> Claim:
    """A draft claim that rests on a quote."""
    made = claims.create(
        statement=statement, kind=ClaimKind.EVENT, by=editor(), **{"subject": "founders", **values}
    )
    claims.add_evidence(made, quote=quote.quote, stance=Stance.SUPPORTS, by=editor())
    made.refresh_from_db()
    return made


def strip(version: QuoteVersion) -> None:
    """Take its topics away past the services, as a repair by hand would that is sent back to work first: the
    database lets nobody take them from what is approved."""
    state, rows = version.state, QuoteVersion.objects.filter(pk=version.pk)
    models.QuerySet.update(rows, state="draft")
    version.tags.clear()
    models.QuerySet.update(rows, state=state)
