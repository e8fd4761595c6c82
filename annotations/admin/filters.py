"""What lists of quotes and claims are narrowed by: a topic, a person, a company or an episode."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from annotations.models import Claim, Quote, QuoteVersion
from annotations.querysets import IS_UNCERTAIN
from annotations.workflow import OPEN
from transcripts.admin.lists import ChosenFilter


class PlaceFilter(admin.SimpleListFilter):
    """Quotes whose place in a changed text is not certain."""

    title, parameter_name = "place", "place"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Those that wait."""
        return [("uncertain", "to confirm")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The quotes that wait."""
        return queryset.filter(IS_UNCERTAIN) if self.value() == "uncertain" else queryset


class DueFilter(admin.SimpleListFilter):
    """What is being worked on, by the day it is due."""

    title, parameter_name = "due", "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Too late, or with any day."""
        return [("overdue", "overdue"), ("any", "on any day")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """Those still to be decided about that have such a day."""
        if self.value() not in ("overdue", "any"):
            return queryset
        found = queryset.filter(state__in=sorted(OPEN), due_on__isnull=False)
        return found.filter(due_on__lt=timezone.localdate()) if self.value() == "overdue" else found


class TopicFilter(ChosenFilter):
    """Quotes by topic."""

    title, parameter_name, source = "topic", "tag", QuoteVersion.tags
    owner = "quoteversion"

    def links(self, key: int) -> QuerySet:
        """The versions with the topic."""
        return QuoteVersion.tags.through.objects.filter(tag=key)


class SpeakerFilter(ChosenFilter):
    """Quotes by who says them."""

    title, parameter_name, source = "speaker", "speaker", QuoteVersion.speaker

    def links(self, key: int) -> QuerySet:
        """The versions credited to the person."""
        return QuoteVersion.objects.filter(speaker=key)


class EpisodeFilter(ChosenFilter):
    """Quotes by episode."""

    title, parameter_name, source = "episode", "episode", Quote.episode

    def links(self, key: int) -> QuerySet:
        """The versions of the episode's quotes."""
        return QuoteVersion.objects.filter(quote__episode=key)


class ClaimTopicFilter(ChosenFilter):
    """Claims by topic."""

    title, parameter_name, source = "topic", "tag", Claim.tags
    owner = "claim"

    def links(self, key: int) -> QuerySet:
        """The claims with the topic."""
        return Claim.tags.through.objects.filter(tag=key)


class ClaimCompanyFilter(ChosenFilter):
    """Claims by the company they are about."""

    title, parameter_name, source = "company", "company", Claim.company

    def links(self, key: int) -> QuerySet:
        """The claims about the company."""
        return Claim.objects.filter(company=key)


class ClaimGuestFilter(ChosenFilter):
    """Claims by the person they are about."""

    title, parameter_name, source = "person", "guest", Claim.guest

    def links(self, key: int) -> QuerySet:
        """The claims about the person."""
        return Claim.objects.filter(guest=key)


class ClaimAboutFilter(ChosenFilter):
    """Claims by the topic they are about."""

    title, parameter_name, source = "topic it is about", "about", Claim.about

    def links(self, key: int) -> QuerySet:
        """The claims about the topic."""
        return Claim.objects.filter(about=key)


class WaitingFilter(admin.SimpleListFilter):
    """What was tied to published claims and waits for somebody else to accept it."""

    title, parameter_name = "accepted", "accepted"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Those that wait, and those that were accepted."""
        return [("waiting", "waits"), ("yes", "accepted")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        """The ties that stand so."""
        if self.value() == "waiting":
            return queryset.waiting()  # type: ignore[attr-defined]
        return queryset.accepted() if self.value() == "yes" else queryset  # type: ignore[attr-defined]
