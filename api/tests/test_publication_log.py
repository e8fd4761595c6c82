"""Nothing the public sees changes without an entry in the publication log, whichever service does it.

The check is general: what the API shows of every thing, and every public transcript, is read before and
after a writing service; every difference must have its entry, of a kind that fits, and no entry may tell of
what did not come to pass. The services are walked: one that nobody has thought of fails.
"""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from annotations import listplaces, vocabularies
from annotations.models import (
    Claim,
    ClaimRelation,
    Correction,
    IdentityChange,
    Publication,
    Quote,
    QuoteVersion,
    ReportState,
    VocabularyChange,
)
from annotations.search import index
from annotations.selectors import identities as planned
from annotations.services import (
    acceptance,
    claims,
    correctionlog,
    episodes,
    errorreports,
    identities,
    quotes,
    review,
    topiccounts,
    topics,
    vocabulary,
)
from annotations.services.topicplans import Division, NewTopic
from annotations.tests import factories as make
from annotations.workflow import Action
from api.tests import replica, world
from api.v1.urls import RESOURCES
from transcripts.documents import ParsedEpisode, ParsedSection, SectionKind, TranscriptStatus
from transcripts.editing import Words
from transcripts.models import (
    Appearance,
    Company,
    Episode,
    Guest,
    Podcast,
    Revision,
    RevisionKind,
    Visibility,
)
from transcripts.services import appearances, corrections, documents, people, records, revisions
from transcripts.signals import RELATED
from transcripts.tests.storing import import_document

pytestmark = pytest.mark.django_db
SHOWN = ("published", "updated", "moved")
OVER = ("hidden", "withdrawn", "merged")
# What a thing shows of others: it follows from their entries, and is left out of the comparison.
OF_OTHERS = {
    "quotes": {"credit", "licence", "attribution", "audio_url", "end_ms"}
    | {"speaker_role", "speaker_title", "speaker_company"},
    "claims": {"support"},
    "corrections": {"about"},
}
Seen = dict[tuple[str, str], Any]


def seen() -> Seen:
    """What the public sees, by type and id."""
    found: Seen = {}
    for view in RESOURCES:
        for row in world.found(f"{view.resource}/", page_size=100):
            kept = {name: row[name] for name in row if name not in OF_OTHERS.get(view.resource, set())}
            for part in kept.get("evidence", []):  # who said it, and where, is the quote's
                del part["credit"], part["episode"]
            found[view.noun, row["id"]] = kept
    for episode in Episode.objects.with_public_transcript():
        text = Client().get(f"{episode.get_absolute_url()}transcript.txt").content.decode()
        found["episode", str(episode.public_id)]["transcript"] = text
    return found


def itself(value: Any, known: set[str]) -> Any:
    """A value with others named by their ids alone, and those left out that are not in both pictures."""
    if isinstance(value, list):
        kept = [one for one in (itself(each, known) for each in value) if one is not None]
        return sorted(kept) if all(isinstance(one, str) for one in kept) else kept
    if not isinstance(value, dict):
        return value
    if {"id", "display"} <= value.keys():
        return value["id"] if value["id"] in known else None
    return {name: itself(each, known) for name, each in value.items()}


def check(before: Seen, after: Seen, entries: list[Publication]) -> None:
    """Every difference has its entry, and every entry is true."""
    told: dict[tuple[str, str], list[str]] = {}
    for entry in entries:
        told.setdefault((entry.object_type, str(entry.object_id)), []).append(entry.kind)
    known = {id_ for _, id_ in before.keys() & after.keys()}
    for key in after.keys() - before.keys():
        assert "published" in told.get(key, []), ("appeared", key)
    for key in before.keys() - after.keys():
        assert told.get(key, [""])[-1] in OVER, ("vanished", key)
    for key in before.keys() & after.keys():
        if itself(before[key], known) != itself(after[key], known):
            assert told.get(key, [""])[-1] in SHOWN, ("changed", key, before[key], after[key])
    for key, kinds in told.items():
        assert (kinds[-1] in SHOWN) == (key in after), ("told", key, kinds)


# What is done, each beginning from the same world


def draft() -> QuoteVersion:
    """A quote with things of its own, on its way."""
    return make.approved(
        "Nobody paid for support.",
        turn=make.turn(Episode.objects.get(title="Open core years")),
        tags=[make.tag("support", make.tag("services"))],
        companies=[make.company("Envoy Works")],
        guests=[make.guest("Tam Okafor")],
    )


def published(words: str) -> QuoteVersion:
    """A public quote of the world by its words."""
    return QuoteVersion.objects.get(exact=words, state="published")


def moved_quote() -> QuoteVersion:
    return published("We moved the core to a new licence.")


def publish() -> None:
    review.move(draft(), action=Action.PUBLISH, by=make.reviewer())


def publish_a_change() -> None:
    pending = quotes.change(moved_quote().quote, tags=[make.tag("freedom")], by=make.editor())
    for action, by in (("submit", make.editor()), ("approve", make.reviewer()), ("publish", make.reviewer())):
        review.move(pending, action=Action(action), by=by)


def withdraw() -> None:
    review.move(moved_quote(), action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")


def withdraw_one_of_two_quotes_of_a_claim() -> None:
    claim = Claim.objects.get()
    quote = published("We changed the licence in March.").quote
    tied = claims.add_evidence(claim, quote=quote, stance="supports", by=make.editor())
    acceptance.accept(tied, by=make.reviewer())
    before = seen()
    entry = Publication.objects.last()
    withdraw()
    check(before, seen(), list(Publication.objects.filter(id__gt=entry.pk if entry else 0)))
    assert Claim.objects.published().exists()


def publish_a_claim() -> None:
    world.publish(
        make.claim(moved_quote(), "It paid.", company=make.company("Tollgate"), tags=[make.tag("pay")])
    )


def add_evidence_to_a_public_claim() -> None:
    changed = published("We changed the licence in March.").quote
    tied = claims.add_evidence(Claim.objects.get(), quote=changed, stance="disputes", by=make.editor())
    acceptance.accept(tied, by=make.reviewer())


def decline_evidence_of_a_public_claim() -> None:
    changed = published("We changed the licence in March.").quote
    tied = claims.add_evidence(Claim.objects.get(), quote=changed, stance="disputes", by=make.editor())
    acceptance.decline(tied, note="It says nothing of it.", by=make.reviewer())


def take_the_last_evidence_of_a_claim() -> None:
    claims.remove_evidence(Claim.objects.get().evidence.get(), reason="Misread", by=make.reviewer())


def relate_public_claims() -> ClaimRelation:
    other = world.publish(make.claim(moved_quote(), "It paid."))
    relation = claims.relate(
        Claim.objects.exclude(pk=other.pk).get(), kind="contradicts", target=other, by=ed()
    )
    acceptance.accept(relation, by=make.reviewer())
    return relation


def unrelate_public_claims() -> None:
    claims.unrelate(relate_public_claims(), reason="They do not", by=make.reviewer())


def withdraw_a_related_claim() -> None:
    claim = relate_public_claims().target
    review.move(claim, action=Action.WITHDRAW, by=make.reviewer(), note="Not so")


def restate_a_claim() -> None:
    world.publish(claims.restate(Claim.objects.get(), statement="Relicensing costs some.", by=make.editor()))


def rank_a_claim() -> None:
    claims.rank(Claim.objects.get(), rank="deprecated", reason="Counted twice", by=make.reviewer())


def withdraw_a_claim() -> None:
    review.move(Claim.objects.get(), action=Action.WITHDRAW, by=make.reviewer(), note="Not so")


def withdraw_an_episode() -> None:
    episodes.withdraw(moved_quote().quote.episode, reason="Asked to", by=make.reviewer())


def store_changed(thing: Any, **values: Any) -> None:
    """Store a record with other values, as the admin does."""
    for name, value in values.items():
        setattr(thing, name, value)
    assert records.save(thing, by=make.editor())


def hide_an_episode() -> None:
    store_changed(moved_quote().quote.episode, visibility=Visibility.HIDDEN)


def show_an_episode() -> None:
    hidden = Quote.objects.exclude(pk__in=Quote.objects.published()).get(episode__title="Hidden hour")
    store_changed(hidden.episode, visibility=Visibility.LISTED)


def hide_a_podcast() -> None:
    store_changed(Podcast.objects.get(title="Core Memory"), rights=Visibility.HIDDEN)


def open_a_transcript() -> None:
    store_changed(Podcast.objects.get(title="Core Memory"), rights=Visibility.TRANSCRIPT)
    store_changed(Episode.objects.get(title="Open core years"), visibility=Visibility.TRANSCRIPT)


def move_an_episode_to_a_hidden_podcast() -> None:
    shut = make.podcast("Shut", rights=Visibility.HIDDEN)
    store_changed(Episode.objects.get(title="Open core years"), podcast=shut)


def name_an_episode_anew() -> None:
    store_changed(Episode.objects.get(title="Open core years"), title="The open core years", number=8)


def name_a_podcast_anew() -> None:
    store_changed(Podcast.objects.get(title="Core Memory"), title="Core Memories", licence="CC0")


def name_a_person_anew() -> None:
    store_changed(Guest.objects.get(name="Bo Lindqvist"), name="Bo Lindqvist-Berg")


def name_a_hidden_person_anew() -> None:
    store_changed(make.guest("Nobody Known"), name="Nobody Unknown")


def say_what_a_company_is() -> None:
    store_changed(Company.objects.get(name="Tallowmere"), about="A maker of databases.")


def say_which_in_wikidata_they_are() -> None:
    store_changed(Company.objects.get(name="Tallowmere"), wikidata="Q42")
    store_changed(Guest.objects.get(name="Bo Lindqvist"), wikidata="Q43")


def former(name: str, before: str) -> dict[str, Any]:
    """The lines of something that was called otherwise until 2019."""
    now = {"text": name, "since": None, "until": None}
    return {"names": [now, {"text": before, "since": None, "until": "2019-01-31"}]}


def give_a_company_a_former_name() -> None:
    company = Company.objects.get(name="Tallowmere")
    records.set_lines(company, former("Tallowmere", "Tallow"), by=make.editor(), reason="")


def give_a_company_an_owner() -> None:
    company, owner = Company.objects.get(name="Tallowmere"), make.company("Quarrystone")
    line = {"owner_id": owner.pk, "since": None, "until": None}
    records.set_lines(company, {"owners": [line]}, by=make.editor(), reason="")


def give_a_person_a_former_name() -> None:
    guest = Guest.objects.get(name="Bo Lindqvist")
    records.set_lines(guest, former("Bo Lindqvist", "Bo Berg"), by=make.editor(), reason="")


def define_a_topic_anew() -> None:
    store_changed(make.tag("pricing"), definition="What things cost.")


def hang_a_topic_elsewhere() -> None:
    store_changed(make.tag("licensing-change"), parent=make.tag("upheavals"))


def import_a_vocabulary() -> None:
    pricing = make.tag("pricing")
    row = "slug,label,definition,belongs,does_not_belong,parent,synonyms\n"
    row += f"pricing,{pricing.label},{pricing.definition},,,,price list"
    planned = vocabulary.plan(vocabularies.read(row.encode()))
    assert vocabulary.apply(planned, by=make.editor())


def say_who_appears() -> None:
    episode = moved_quote().quote.episode
    with records.announced([episode], [RELATED], by=make.editor()):
        Appearance.objects.filter(episode=episode).update(company=make.company("Newcomer"), title="CTO")


def correct_the_text_around_a_quote() -> None:
    turn = moved_quote().turn
    edit = Words(turn.position, 0, len("Nobody paid"), "Nobody ever paid")
    corrections.correct(turn.revision.episode, base=turn.revision, edits=[edit], by=make.editor())


def correct_the_words_of_a_quote() -> None:
    version = moved_quote()
    start = version.start - version.turn.offset
    edit = Words(version.turn.position, start, start + len("We moved"), "They moved")
    corrections.correct(version.quote.episode, base=version.revision, edits=[edit], by=make.editor())


def take_a_correction_back() -> None:
    first = moved_quote().revision
    correct_the_text_around_a_quote()
    corrections.undo(Revision.objects.get(episode=first.episode, is_current=True, kind="transcript"), by=ed())
    corrections.go_back(first, by=ed())


def correct_a_public_transcript() -> None:
    open_a_transcript()
    correct_the_text_around_a_quote()


def proposed() -> Revision:
    """A text that a changed document brings, and that waits."""
    words = (f"{world.SECOND} Nobody left.", "And a turn more.")
    turns = tuple(make.parsed_turn(n, text, "Bo Lindqvist", False) for n, text in enumerate(words))
    section = ParsedSection(SectionKind.INTERVIEW, None, None, None, 0, 1)
    parsed = ParsedEpisode(turns=turns, sections=(section,), status=TranscriptStatus.COMPLETE)
    rows = revisions.speech(parsed, {"Bo Lindqvist": make.guest("Bo Lindqvist")})
    episode = Episode.objects.get(title="Open core years")
    source = make.document("a later one.txt")
    revisions.add_import(episode, kind=RevisionKind.TRANSCRIPT, turns=rows, document=source, by=None)
    return Revision.objects.proposed().get(episode=episode)


def adopt_a_new_text() -> None:
    corrections.adopt(proposed(), keep_corrections=False, by=make.editor())


def decline_a_new_text() -> None:
    corrections.decline(proposed(), reason="Worse than ours", by=make.editor())


def note_who_appears() -> None:
    row = Appearance.objects.select_related("episode", "guest").filter(title="").order_by("pk")[0]
    appearances.note(row.episode, row.guest, role=row.role, title="chair of the board", by=make.editor())


def change_who_appears() -> None:
    row = Appearance.objects.select_related("episode", "guest").order_by("pk")[0]
    row.title = "treasurer"
    appearances.change(row, by=make.editor(), reason="Her own site says so.")


def take_away_who_appears() -> None:
    row = Appearance.objects.select_related("episode").filter(guest__name="Hedda Holt")[0]
    with records.announced([row.episode], [RELATED], by=make.editor()):
        records.remove(row, by=make.editor(), reason="Somebody of the same name.")


def make_people_and_topics() -> None:
    people.make_company(name="Fresh Ltd", by=make.editor())
    people.make_guest(name="Fresh Person", by=make.editor())
    people.add_names(make.company(), ["Quarry"], by=make.editor())
    vocabulary.load(Path(settings.BASE_DIR) / "annotations" / "vocabulary" / "topics.json", by=None)


def import_a_document() -> None:
    sample = Path(settings.BASE_DIR) / "samples" / "second-product.txt"
    import_document(documents.receive(sample.read_bytes(), name=sample.name, by=make.editor()))


def add_episodes() -> None:
    where = Podcast.objects.get(title="Core Memory")
    new = [Episode(podcast=where, title=f"New {n}", slug=f"new-{n}") for n in range(3)]
    records.add([*new, Episode(podcast=where, title="Hush", slug="hush", visibility=0)], by=None)


def add_the_first_episode_of_a_podcast() -> None:
    records.add([Episode(podcast=make.podcast("Fresh"), title="One", slug="one")], by=None)


def change_many_episodes() -> None:
    rows = list(Episode.objects.all())
    for row in rows:
        row.duration_seconds = 61
    records.change(rows, {"duration_seconds"}, by=None)


def log_a_correction() -> None:
    world.correct(moved_quote().quote)


def reword_a_correction() -> None:
    entry = Correction.objects.first()
    assert entry
    correctionlog.reword(
        entry, wrong="It was.", changed="It is.", corrected_on=entry.corrected_on, by=make.editor()
    )


def withdraw_a_correction() -> None:
    entry = Correction.objects.first()
    assert entry
    correctionlog.withdraw(entry, reason="It was right.", by=make.editor())


def report_an_error() -> None:
    report = errorreports.receive(
        public_id=uuid4(), object_type="page", object_id=None, address="/", text="All of it is wrong."
    )
    errorreports.assign(report, to=make.editor(), by=make.editor())
    errorreports.settle(report, state=ReportState.REFUSED, answer="It is not.", by=make.editor())


def work_on_drafts() -> None:
    version = make.draft("Two contributors left us over it.", turn=make.turn(first_episode()))
    quotes.change(version.quote, note="Perhaps", tags=[make.tag("partings")], by=make.editor())
    quotes.change(moved_quote().quote, note="Hm", by=make.editor())
    made = claims.create(statement="They left.", kind="event", subject="founders", by=make.editor())
    evidence = claims.add_evidence(made, quote=version.quote, stance="supports", by=make.editor())
    claims.change(made, statement="Two left.", by=make.editor())
    claims.remove_evidence(evidence, by=make.editor())


def merge_people() -> IdentityChange:
    kept, other = Guest.objects.get(name="Ines Carvalho"), Guest.objects.get(name="Bo Lindqvist")
    sign = planned.merging(kept, other).sign
    return identities.merge(kept, other, seen=sign, reason="The same", by=make.chief())


def unmerge_people() -> None:
    identities.undo(merge_people(), by=make.chief())


def merge_companies() -> None:
    kept, other = Company.objects.get(name="Quarrystone"), Company.objects.get(name="Tallowmere")
    identities.merge(kept, other, seen=planned.merging(kept, other).sign, by=make.chief())


def split_a_person() -> None:
    one = Guest.objects.get(name="Bo Lindqvist")
    chosen = {"episodes": [Episode.objects.get(title="Open core years").pk]}
    sign = planned.splitting(one, name="Bo Berg", chosen=chosen).sign
    split = identities.split(one, name="Bo Berg", chosen=chosen, seen=sign, by=make.chief())
    identities.undo(split, by=make.chief())


def merge_topics() -> VocabularyChange:
    licensing = make.tag("licensing-change")
    return topics.merge(make.tag("pricing"), into=licensing, reason="One", by=make.chief())


def unmerge_topics() -> None:
    topics.undo(merge_topics(), reason="Two after all", by=make.chief())


def change_topics() -> None:
    tag, why = make.tag("licensing-change"), {"reason": "Clearer", "by": make.chief()}
    topics.rename(tag, label="Relicensing", slug="relicensing", **why)
    tag.refresh_from_db()
    topics.move(tag, parent=make.tag("upheavals"), **why)
    topics.set_status(make.tag("pricing"), status="deprecated", **why)


def split_a_topic() -> None:
    tag = make.tag("pricing")
    of_quotes = set(QuoteVersion.objects.filter(tags=tag).values_list("quote", flat=True))
    division = Division(dict.fromkeys(of_quotes, "both"), {})
    new = NewTopic("List prices", "list-prices", "What stands on a list.", "This.", "That.")
    topics.split(tag, new=new, division=division, reason="Two things", by=make.chief())


def first_episode() -> Episode:
    return Episode.objects.get(title="Closing the source")


def ed() -> Any:
    return make.editor()


STEPS = (
    publish,
    publish_a_change,
    withdraw,
    withdraw_one_of_two_quotes_of_a_claim,
    publish_a_claim,
    add_evidence_to_a_public_claim,
    decline_evidence_of_a_public_claim,
    take_the_last_evidence_of_a_claim,
    relate_public_claims,
    unrelate_public_claims,
    withdraw_a_related_claim,
    restate_a_claim,
    rank_a_claim,
    withdraw_a_claim,
    withdraw_an_episode,
    hide_an_episode,
    show_an_episode,
    hide_a_podcast,
    open_a_transcript,
    move_an_episode_to_a_hidden_podcast,
    name_an_episode_anew,
    name_a_podcast_anew,
    name_a_person_anew,
    name_a_hidden_person_anew,
    say_what_a_company_is,
    say_which_in_wikidata_they_are,
    give_a_company_a_former_name,
    give_a_company_an_owner,
    give_a_person_a_former_name,
    define_a_topic_anew,
    hang_a_topic_elsewhere,
    import_a_vocabulary,
    say_who_appears,
    note_who_appears,
    change_who_appears,
    take_away_who_appears,
    correct_the_text_around_a_quote,
    correct_the_words_of_a_quote,
    take_a_correction_back,
    correct_a_public_transcript,
    adopt_a_new_text,
    decline_a_new_text,
    make_people_and_topics,
    merge_people,
    unmerge_people,
    merge_companies,
    split_a_person,
    merge_topics,
    unmerge_topics,
    change_topics,
    split_a_topic,
    import_a_document,
    add_episodes,
    add_the_first_episode_of_a_podcast,
    change_many_episodes,
    log_a_correction,
    reword_a_correction,
    withdraw_a_correction,
    report_an_error,
    work_on_drafts,
)


class Begun(NamedTuple):
    """How it stood before a step: what the public saw, a partner’s copy, and the last entry of the log."""

    seen: Seen
    copy: replica.Copy
    last: int


@pytest.fixture(scope="module")
def begun(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Begun]:
    """The world each step begins from, made once: each step is taken back after its test. In it is an episode
    that is hidden though its quote was published."""
    with django_db_blocker.unblock(), transaction.atomic():
        world.build()
        hidden = make.episode(
            "Hidden hour", speaker=make.guest("Hedda Holt"), podcast=make.podcast("Hideaway")
        )
        make.published(turn=make.turn(hidden), tags=[make.tag("hiding")])
        store_changed(hidden, visibility=Visibility.HIDDEN)
        topiccounts.rebuild()
        yield Begun(seen(), replica.snapshot(), replica.follow({}))
        transaction.set_rollback(True)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
def test_every_public_change_has_its_entry(begun: Begun, step: Callable[[], None]) -> None:
    copy = dict(begun.copy)
    step()
    assert topiccounts.wrong() == (set(), set()), "Topics are counted otherwise than what is published"
    assert listplaces.wrong() == set(), "Quotes stand on other lists than those of what is published"
    check(begun.seen, seen(), list(Publication.objects.order_by("id")[begun.last :]))
    replica.follow(copy, after=begun.last)
    assert copy == replica.snapshot()
    assert index.compare().told == []


def test_without_the_log_the_check_fails(begun: Begun) -> None:
    Guest.objects.filter(name="Bo Lindqvist").update(name="Somebody else")
    with pytest.raises(AssertionError, match="changed"):
        check(begun.seen, seen(), list(Publication.objects.order_by("id")[begun.last :]))


# Services that write nothing the public sees, with why.
QUIET = {
    "annotations.services.agreement": "a blind coding is measured; topics change by quotes and review alone",
    "annotations.services.loading": "all in a file is entered through services that have steps here",
    "annotations.services.research": "passages marked elsewhere become drafts; review publishes them",
    "annotations.services.researchjobs": "an import that waits; what it brings are research’s drafts",
    "annotations.services.duedates": "when colleagues should be done",
    "annotations.services.anchors": "a place that a person decides is of a version that is not public",
    "annotations.services.checking": "an alarm is for those who work here",
    "annotations.services.comments": "nobody else reads comments",
    "annotations.services.digests": "a mail to those who work here",
    "annotations.services.notices": "what those who work here are told and have read",
    "annotations.services.restoring": "an earlier form becomes a draft; review publishes it",
    "annotations.services.presence": "who is at which desk",
    "annotations.services.reviewmarks": "up to where a reviewer has looked",
    "transcripts.services.batches": "a document that is brought is stored by importing",
    "annotations.services.publishing": "at its time a thing is published by review, as a step here does",
    "transcripts.services.duplicates": "who is not whom, for those who work here",
    "transcripts.services.searches": "a worker looks for likely duplicates",
    "transcripts.services.documents": "a document is not public",
    "transcripts.services.feeds": "a feed is not public; what it brings is stored through records",
    "transcripts.services.jobs": "an import that waits; storing is importing’s",
    "transcripts.services.labels": "how a podcast’s documents call its people",
    "transcripts.services.mishearings": "what is often misheard",
}


def doors() -> Iterator[tuple[str, Any]]:
    """Every function of the services that writes in somebody’s name, in a transaction of its own."""
    for package in ("annotations.services", "transcripts.services"):
        for found in pkgutil.iter_modules(importlib.import_module(package).__path__):
            module = importlib.import_module(f"{package}.{found.name}")
            for name, function in vars(module).items():
                inner = inspect.unwrap(function) if inspect.isfunction(function) else None
                if inner is None or inner is function or inner.__module__ != module.__name__:
                    continue
                if "by" in inspect.signature(inner).parameters:
                    yield f"{module.__name__}.{name}", inner


@pytest.mark.usefixtures("begun")
def test_every_service_is_walked_or_said_to_be_quiet() -> None:
    called: set[Any] = set()

    def watch(frame: Any, event: str, _: Any) -> None:
        if event == "call":
            called.add(frame.f_code)

    for step in STEPS:
        point = transaction.savepoint()
        sys.setprofile(watch)
        try:
            step()
        finally:
            sys.setprofile(None)
            transaction.savepoint_rollback(point)
    found = dict(doors())
    unwalked = {name for name, inner in found.items() if inner.__code__ not in called}
    forgotten = {name for name in unwalked if name.rpartition(".")[0] not in QUIET}
    assert not forgotten, f"Add a step that does this, or say why nothing public changes: {sorted(forgotten)}"
    assert len(found) > 40
