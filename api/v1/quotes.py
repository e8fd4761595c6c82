"""Quotes: the published version of each, with who said it, where and when."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters import FilterSet
from rest_framework import serializers

from annotations import emendations
from annotations.models import AnchorStatus, Quote, QuoteVersion, Stance
from annotations.search import narrowing as search
from annotations.selectors import public
from api import values
from api.addresses import Addresses
from api.filters import narrowed
from api.pagination import Key, Way, moments
from api.parameters import Ids, Plain, Single
from api.v1 import narrowing, quotelists, related
from api.v1.resource import Resource, Row
from api.v1.serializers import EXCEPTION, EpisodeReference, Reference, RevisionReference, Thing
from transcripts.models import Appearance, AppearanceRole, RevisionKind
from transcripts.models.transcript import time_at
from transcripts.selectors.audio import FACTS, Fact
from transcripts.timelines import Timeline

RESERVED = "All rights reserved"
NOBODY = {"speaker_role": None, "speaker_title": "", "speaker_company": None, "speaker_company_name": ""}


class EmendationSerializer(serializers.Serializer):
    """Words an editor left out, replaced or put in."""

    start = serializers.IntegerField(help_text="In code points of `exact`, from 0.")
    end = serializers.IntegerField(help_text="End exclusive; the same as `start` where words are put in.")
    text = serializers.CharField(
        allow_blank=True, help_text="What stands there in brackets; empty where words are left out."
    )


class QuoteSerializer(Thing):
    """A published quote."""

    exact = serializers.CharField(help_text="The words, verbatim as they stand in the text.")
    text = serializers.CharField(
        help_text="The words as they are to be shown: what an editor left out is `[...]`, what was put in or "
        "replaced stands in brackets. The same as `exact` where nothing was."
    )
    emendations = EmendationSerializer(many=True, help_text="What makes `text` of `exact`, in its order.")
    prefix = serializers.CharField(help_text="What stands right before them.")
    suffix = serializers.CharField(help_text="What stands right after them.")
    kind = serializers.ChoiceField(RevisionKind.choices, help_text="Speech, or words of the show notes.")
    verified_revision = RevisionReference(
        help_text="The numbered text of the episode in which these very words were last found for certain."
    )
    anchor_status = serializers.ChoiceField(
        AnchorStatus.choices,
        help_text="How the words stand in the episode’s current text: there (`exact`, `moved`), or uncertain "
        "since that was changed (`confirm`, `lost`). Uncertain ones are as last approved.",
    )
    credit = serializers.CharField(help_text="Whom to credit: the speaker, or “Show notes”.")
    speaker = Reference(allow_null=True, help_text="The guest who said it; null for show notes.")
    speaker_role = serializers.ChoiceField(AppearanceRole.choices, allow_null=True)
    speaker_title = serializers.CharField(help_text="At the time; empty where unknown.")
    speaker_company = Reference(allow_null=True, help_text="Whom the speaker spoke for at the time.")
    speaker_company_name = serializers.CharField(
        help_text="What it was called at the time; empty where there is none."
    )
    episode = EpisodeReference()
    companies = Reference(many=True, help_text="What it is about.")
    guests = Reference(many=True, help_text="Whom it is about.")
    tags = Reference(many=True, help_text="Its topics.")
    start_ms = serializers.IntegerField(
        allow_null=True,
        help_text="When its words begin, or the last time known before them in their turn: milliseconds of "
        "the transcript’s own time, which need not be the audio’s.",
    )
    end_ms = serializers.IntegerField(allow_null=True, help_text="When that turn ends.")
    published_at = serializers.DateTimeField(help_text="When the public first saw it.")
    updated_at = serializers.DateTimeField(help_text="When the public first saw it in this form.")
    version = serializers.IntegerField(help_text="Rises with each new form.")
    approved_at = serializers.DateTimeField(help_text="When this form was approved.")
    is_exception = serializers.BooleanField(help_text=EXCEPTION)
    licence = serializers.CharField(help_text="Of the transcript it is from.")
    attribution = serializers.CharField(help_text="Whom to name as the source.")
    permalink = serializers.URLField(help_text="The readers’ page.")
    audio_url = serializers.URLField(
        allow_null=True,
        help_text="The audio from that second on; null where its place in it is not known for certain.",
    )


def said_for(rows: QuerySet, companies: list[int]) -> QuerySet:
    """The quotes whose speaker spoke for one of the companies in that episode."""
    return rows.filter(Exists(spoken_as(company__in=companies)))


def spoken_as(**conditions: Any) -> QuerySet:
    """The appearance of a quote's speaker in its episode, where something holds of it."""
    return Appearance.objects.filter(
        guest=OuterRef("speaker"), episode=OuterRef("quote__episode"), **conditions
    )


def about_guests(rows: QuerySet, guests: list[int]) -> QuerySet:
    """The quotes about one of the people."""
    links = QuoteVersion.guests.through.objects.filter(guest__in=guests)
    return rows.filter(pk__in=links.values("quoteversion"))


def said_by(rows: QuerySet, guests: list[int]) -> QuerySet:
    """The quotes of one of the people."""
    return rows.filter(speaker__in=guests)


class QuoteFilters(FilterSet):
    """How quotes are filtered."""

    id__in = Ids("quote__public_id")
    q = narrowing.words(search.quotes_with, about="By its words.")
    tag = narrowing.tag_all(narrowing.tagged)
    tag__any = narrowing.tag_any(narrowing.tagged)
    company = narrowing.company(
        lambda rows, pks: rows.filter(pk__in=narrowing.about(pks)), about="About this company."
    )
    speaker_company = narrowing.company(said_for, about="Said by somebody who spoke for this company.")
    speaker = narrowing.guest(said_by, about="Said by this guest.")
    guest = narrowing.guest(said_by, about="The same as `speaker`.")
    about_guest = narrowing.guest(about_guests, about="About this person.")
    episode = narrowing.episode(
        lambda rows, pks: rows.filter(quote__episode__in=pks), about="From this episode."
    )
    podcast = narrowing.podcast(
        lambda rows, pks: rows.filter(quote__episode__podcast__in=pks), about="From this podcast."
    )
    claim = narrowing.claim(
        lambda rows, pks: rows.filter(quote__in=narrowing.quotes_tied(pks)),
        about="Supporting, disputing or updating this claim.",
    )
    stance = Single(
        lambda rows, stance: rows.filter(quote__in=narrowing.evidence("quote", stance=stance)),
        values.one_of(Stance.values),
        about="Doing this to any published claim.",
        schema={"type": "string", "enum": Stance.values},
        example="disputes",
    )
    kind = narrowing.choice("kind", RevisionKind.values, about="Speech, or show notes.")
    anchor_status = narrowing.choice(
        "anchor_status", AnchorStatus.values, about="How the words stand in the episode’s current text."
    )
    speaker_role = Single(
        lambda rows, role: rows.filter(Exists(spoken_as(role=role))),
        values.one_of(AppearanceRole.values),
        about="Said by a host, or by a guest.",
        schema={"type": "string", "enum": AppearanceRole.values},
        example="guest",
    )
    language = Plain(
        "quote__episode__podcast__language",
        values.text,
        about="From a podcast in this language.",
        schema=narrowing.TEXT,
        example="en",
    )
    licence = Plain(
        "quote__episode__podcast__licence",
        values.text,
        about="From a podcast under exactly this licence.",
        schema=narrowing.TEXT,
        example="CC BY 4.0",
    )
    version = Plain("number", values.number, about="Its version.", schema=narrowing.NUMBER, example=1)
    version__gte = narrowing.least("number", "Its version is this", 2)
    is_exception = narrowing.holding(
        lambda: Q(override__isnull=False), about="Approved as an exception of four eyes."
    )
    is_emended = narrowing.holding(
        lambda: ~Q(emendations=[]), about="Whether editors left words out or put some in."
    )
    has_time = narrowing.holding(
        lambda: Q(turn__start_ms__isnull=False), about="Whether it is known when its turn begins."
    )
    published_at__gte = narrowing.since("quote__published_at", "First published")
    published_at__lte = narrowing.until("quote__published_at", "First published")
    approved_at__gte = narrowing.since("approved_at", "Approved in this form")
    approved_at__lte = narrowing.until("approved_at", "Approved in this form")
    updated_at__gte = narrowing.since("published_at", "Published in this form")
    updated_at__lte = narrowing.until("published_at", "Published in this form")
    episode__number = Plain(
        "quote__episode__number",
        values.number,
        about="From an episode with this number.",
        schema=narrowing.NUMBER,
        example=412,
    )
    episode__published_on__isnull = narrowing.flag(
        "quote__episode__published_on__isnull", about="Whether its episode’s date is unknown."
    )
    episode__published_on__gte = narrowing.from_day(
        "quote__episode__published_on", "Said in an episode dated"
    )
    episode__published_on__lte = narrowing.to_day("quote__episode__published_on", "Said in an episode dated")


# As they narrow what is read on in the order of a list, not counted.
READ_ON = QuoteFilters.base_filters | {
    "q": narrowing.words(search.newest_quotes_with, about="By its words, in the order of the list.")
}


class Quotes(Resource):
    """Published quotes: verbatim, reviewed, credited and timed."""

    resource, noun = "quotes", "quote"
    serializer_class = QuoteSerializer
    filterset_class = QuoteFilters
    id_path, slug_path = "quote__public_id", None
    keys = {"published_at": moments("quote__published_at"), "updated_at": moments("published_at")}
    default_order = "-published_at"
    steady = frozenset(
        {
            *("tag", "tag__any", "company", "speaker_company", "speaker", "guest", "about_guest"),
            *("episode", "podcast", "kind", "language", "licence"),
            *("published_at__gte", "published_at__lte", "updated_at__gte", "updated_at__lte"),
            *("approved_at__gte", "approved_at__lte", "version", "version__gte", "anchor_status"),
            *("stance", "speaker_role", "has_time", "is_emended", "is_exception", "episode__number"),
            *("episode__published_on__gte", "episode__published_on__lte", "episode__published_on__isnull"),
        }
    )
    expands = {
        "episode": "episodes",
        "episode.podcast": "podcasts",
        "speaker": "guests",
        "speaker_company": "companies",
        "companies": "companies",
        "guests": "guests",
        "tags": "tags",
    }
    columns = (
        "quote__public_id",
        "quote__published_at",
        "published_at",
        "number",
        "approved_at",
        "override_id",
        "exact",
        "emendations",
        "prefix",
        "suffix",
        "kind",
        "revision__public_id",
        "revision__number",
        "anchor_status",
        "speaker_id",
        "speaker__public_id",
        "speaker__name",
        "speaker__slug",
        "start",
        "turn__offset",
        "turn__start_ms",
        "turn__end_ms",
        "turn__cues",
        "revision__document_id",
        "quote__episode_id",
        "quote__episode__public_id",
        "quote__episode__title",
        "quote__episode__number",
        "quote__episode__slug",
        "quote__episode__audio_url",
        "quote__episode__duration_seconds",
        "quote__episode__podcast__dynamic_ads",
        "quote__episode__podcast__public_id",
        "quote__episode__podcast__title",
        "quote__episode__podcast__slug",
        "quote__episode__podcast__licence",
        "quote__episode__podcast__attribution",
    )

    def get_queryset(self) -> QuerySet:
        """The versions the public sees."""
        return public.versions()

    def way(self, rows: QuerySet, key: Key) -> Way:
        """By the places on the list of one thing, or of each of some, where there are such lists."""
        found = quotelists.way(READ_ON, self.narrowed_by, key)
        if found is None and "q" in self.narrowed_by:
            rows = narrowed(self.get_queryset(), READ_ON, self.narrowed_by)
        return found or super().way(rows, key)

    def withdrawn(self) -> QuerySet:
        """Those the public may be told are gone."""
        return Quote.objects.withdrawn()

    def shape(self, rows: list[Row], addresses: Addresses) -> list[Row]:
        """The quotes with topics, companies, people, speakers' appearances and audio."""
        keys = [row["pk"] for row in rows]
        of_episode = {row["quote__episode_id"]: row for row in rows}  # mostly few, with many quotes each
        speakers = {row["speaker_id"] for row in rows} - {None}
        with related.beside(keys, heard(of_episode.values()), speakers, addresses) as beside:
            episodes = {
                key: related.episode(row, "quote__episode", addresses) for key, row in of_episode.items()
            }
            own = [quote(row, episodes[row["quote__episode_id"]], addresses) for row in rows]
            labels, spoken_as, timelines = beside()
        return [
            thing
            | {"audio_url": link(row, thing["start_ms"], timelines[row["quote__episode_id"]])}
            | spoken_as.get((row["quote__episode_id"], row["speaker_id"]), NOBODY)
            | {name: found.get(row["pk"], []) for name, found in labels.items()}
            for row, thing in zip(rows, own, strict=True)
        ]


def link(row: Row, start: int | None, timeline: Timeline) -> str | None:
    """The audio from the quote's second on; None where its place is not known for certain."""
    return timeline.link(start, row["revision__document_id"]) or None


def heard(rows: Iterable[Row]) -> set[Fact]:
    """What the timelines of the quotes' episodes are made of."""
    columns = [f"quote__episode__{name}" for name in FACTS[1:]]
    return {(row["quote__episode_id"], *(row[name] for name in columns)) for row in rows}


def quote(row: Row, episode: Row, addresses: Addresses) -> dict[str, Any]:
    """What stands in the quote's own row."""
    public_id, place = str(row["quote__public_id"]), row["start"] - row["turn__offset"]
    start = time_at(row["turn__start_ms"], row["turn__cues"], place)
    return {
        "id": row["quote__public_id"],
        "url": addresses.of("quotes", public_id),
        "exact": row["exact"],
        "text": emendations.shown(row["exact"], row["emendations"]),
        "emendations": row["emendations"],
        "prefix": row["prefix"],
        "suffix": row["suffix"],
        "kind": row["kind"],
        "verified_revision": {"id": row["revision__public_id"], "number": row["revision__number"]},
        "anchor_status": row["anchor_status"],
        **speaker(row, addresses),
        "episode": episode,
        "start_ms": start,
        "end_ms": row["turn__end_ms"],
        "published_at": row["quote__published_at"],
        "updated_at": row["published_at"],
        "version": row["number"],
        "approved_at": row["approved_at"],
        "is_exception": row["override_id"] is not None,
        "licence": row["quote__episode__podcast__licence"] or RESERVED,
        "attribution": row["quote__episode__podcast__attribution"] or row["quote__episode__podcast__title"],
        "permalink": addresses.page("quote", public_id),
    }


def speaker(row: Row, addresses: Addresses) -> dict[str, Any]:
    """Whom the words are credited to; written words are nobody's speech."""
    if row["speaker__public_id"] is None:
        return {"credit": "Show notes", "speaker": None}
    name = row["speaker__name"]
    found = addresses.reference("guests", row["speaker__public_id"], name, row["speaker__slug"])
    return {"credit": name, "speaker": found}
