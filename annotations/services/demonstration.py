"""Fill an empty site with what two people would make of the sample documents, through the same services."""

import json
from datetime import date as day
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import OutputWrapper
from django.db import transaction

from annotations.models import ClaimKind, Quote, QuoteVersion, Tag
from annotations.services import claims, quotes, review
from annotations.workflow import Action
from transcripts.models import Company, Episode, Podcast, Turn, Visibility
from transcripts.services import people, records

SAMPLES = settings.BASE_DIR / "samples"
TO_PUBLISH = (Action.SUBMIT, Action.APPROVE, Action.PUBLISH)
STEPS = {"draft": (), "in_review": (Action.SUBMIT,), "published": TO_PUBLISH}


@transaction.atomic
def prepare(stdout: OutputWrapper) -> None:
    """Annotate the samples as the accounts “editor” and “reviewer”, once."""
    if Quote.objects.exists():
        return
    stdout.write("Annotating the samples as editor and reviewer would")
    plan = json.loads((SAMPLES / "annotations.json").read_text(encoding="utf-8"))
    editor, reviewer = (User.objects.get(username=name) for name in ("editor", "reviewer"))
    for entry in plan["episodes"]:
        date(entry, editor)
    for title in plan["open_podcasts"]:
        open_up(Podcast.objects.get(title=title), editor)
    made = {entry["exact"]: annotate(entry, editor, reviewer) for entry in plan["quotes"]}
    for entry in plan["claims"]:
        claim(entry, made, editor, reviewer)


def date(entry: dict[str, Any], editor: User) -> None:
    """Give an episode the date that its document does not tell, as an editor who knows it would."""
    episode = Episode.objects.get(document__name=entry["document"], position=entry["position"])
    episode.published_on = day.fromisoformat(entry["published_on"])
    records.save(episode, by=editor, reason="The date of the demonstration")


def open_up(podcast: Podcast, editor: User) -> None:
    """Show a podcast's whole transcripts: the samples are in the public domain."""
    podcast.rights, podcast.licence = Visibility.TRANSCRIPT, "CC0 1.0"
    records.save(podcast, by=editor, reason="The samples are in the public domain")
    for episode in podcast.episodes.all():
        episode.visibility = Visibility.TRANSCRIPT
        records.save(episode, by=editor, reason="The samples are in the public domain")


def annotate(entry: dict[str, Any], editor: User, reviewer: User) -> QuoteVersion:
    """Draft one quote and take it as far as its state says."""
    turn = find(entry["document"], entry["exact"])
    start = turn.offset + turn.text.index(entry["exact"])
    version = quotes.create(
        turn,
        start=start,
        end=start + len(entry["exact"]),
        tags=list(Tag.objects.filter(slug__in=entry["tags"])),
        companies=list(people.find_or_make_companies(entry["companies"], by=editor).values()),
        note=entry.get("note", ""),
        by=editor,
    )
    walk(version, entry.get("state", "published"), editor, reviewer)
    return version


def find(document: str, exact: str) -> Turn:
    """The one turn that holds these words; raises ValueError, naming them, where that is not so."""
    name = Path(document).name
    current = Turn.objects.filter(revision__document__name=name, revision__is_current=True)
    turns = list(current.filter(text__contains=exact)[:2])
    if len(turns) != 1:
        raise ValueError(f"samples/annotations.json: {len(turns)} turns of {name} hold “{exact[:60]}”.")
    return turns[0]


def walk(item: Any, state: str, editor: User, reviewer: User) -> None:
    """Move something through the workflow, each step by the person whose it is."""
    for action in STEPS[state]:
        review.move(item, action=action, by=editor if action == Action.SUBMIT else reviewer)


def claim(entry: dict[str, Any], made: dict[str, QuoteVersion], editor: User, reviewer: User) -> None:
    """Draft one claim, tie its evidence to it and publish it."""
    company: Company | None = None
    if entry.get("company"):
        (company,) = people.find_or_make_companies([entry["company"]], by=editor).values()
    drafted = claims.create(
        statement=entry["statement"],
        kind=ClaimKind(entry["kind"]),
        company=company,
        tags=list(Tag.objects.filter(slug__in=entry["tags"])),
        by=editor,
    )
    for piece in entry["evidence"]:
        claims.add_evidence(drafted, quote=made[piece["exact"]].quote, stance=piece["stance"], by=editor)
    walk(drafted, entry.get("state", "published"), editor, reviewer)
