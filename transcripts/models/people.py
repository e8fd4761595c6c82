"""Guest, Company and Appearance: who speaks, for whom, and where."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from transcripts.models.identity import FoldedField, PublicId
from transcripts.models.linked import linked_history
from transcripts.models.paths import path


class StandingQuerySet(models.QuerySet):
    """People or companies, of whom some were merged into others: those keep their old addresses, no more."""

    def standing(self) -> "StandingQuerySet":
        """Those that were not merged into another."""
        return self.filter(merged_into=None)

    def meant(self, **named: Any) -> Any:
        """Who is meant by an id or a slug that may be an old one; None where it names nobody."""
        found: Any = self.filter(**named).select_related("merged_into").first()
        return (found.merged_into or found) if found else None


WIKIDATA = RegexValidator(r"^Q[1-9][0-9]{0,11}\Z", "A Wikidata id is a Q and digits, such as Q42.")
WIKIDATA_HELP = "Such as Q42, from the address of its page at wikidata.org."
NAME_TAKEN = "Another company goes by one of these names. Take it away there first."
SAME_SITE = "This is the website of “{other}” already. Merge them, or give another."


class KnownElsewhere(models.Model):
    """What is known outside too: by a website, and in Wikidata. Each is one person's or one company's."""

    website = models.URLField("homepage", max_length=500, blank=True)
    wikidata = models.CharField(
        max_length=13, blank=True, default="", db_default="", validators=[WIKIDATA], help_text=WIKIDATA_HELP
    )

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Refuse the website of another who stands for themselves, by name; the database refuses it too."""
        super().clean()
        everybody: Any = type(self)._default_manager
        others = everybody.filter(website=self.website, merged_into=None)
        other = others.exclude(pk=self.pk).first() if self.website else None
        if other is not None:
            raise ValidationError({"website": [SAME_SITE.format(other=other)]})


class Guest(PublicId, KnownElsewhere):
    """A person who speaks, as guest or host. Two people may share a name; a person decides who is who."""

    name = models.CharField(max_length=200)
    # Readers' lists are sorted by it, alike in each database.
    folded = FoldedField("name", max_length=200, db_default="")
    slug = models.SlugField(max_length=100, unique=True)
    about = models.TextField(blank=True)
    # What was merged keeps its addresses, which lead on; nothing else points to it (`annotations.guards`).
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = StandingQuerySet.as_manager()
    kept_lines: ClassVar = {"names": ("text", "since", "until")}
    history = linked_history(excluded_fields=["folded"])

    class Meta:
        ordering = ["name", "id"]
        verbose_name = "person"
        verbose_name_plural = "people"
        indexes = [
            models.Index(fields=["name", "id"], name="guest_by_name"),
            models.Index(fields=["folded", "public_id"], name="guest_by_folded_name"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="guest_has_name"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="guest_not_merged_into_itself",
            ),
            models.UniqueConstraint(
                fields=["wikidata"],
                condition=Q(merged_into__isnull=True) & ~Q(wikidata=""),
                name="guest_wikidata_once",
                violation_error_message="Another has this Wikidata id already. Merge them, or give another.",
            ),
            models.UniqueConstraint(
                fields=["website"],
                condition=Q(merged_into__isnull=True) & ~Q(website=""),
                name="guest_website_once",
                violation_error_message="Another has this homepage already. Merge them, or give another.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page readers find it at."""
        return path("guest", self.slug)


class WrittenName(models.Model):
    """A way something is called: as it is written, and folded, as it is looked up."""

    text = models.CharField(max_length=200)
    folded = FoldedField("text", max_length=200, db_index=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text


class Period(models.Model):
    """From a day to a day, both counted; an end that is not known is empty."""

    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="%(class)s_until_after_since",
                violation_error_message="It ends before it begins. Set both days right.",
            ),
        ]


class GuestName(WrittenName, Period):
    """A way a person's name is written: the proper one, a short one, a misspelling. With a day from or to
    which it was theirs it is told to readers, as a former name."""

    guest = models.ForeignKey(Guest, models.CASCADE, related_name="names")

    class Meta(Period.Meta):
        ordering = ["text", "id"]
        constraints = [
            *Period.Meta.constraints,
            models.UniqueConstraint(fields=["guest", "folded"], name="guest_name_once"),
        ]


class Company(PublicId, KnownElsewhere):
    """A company, foundation or project that is talked about or spoken for."""

    name = models.CharField(max_length=200)
    # Readers' lists are sorted by it, alike in each database.
    folded = FoldedField("name", max_length=200, db_default="")
    slug = models.SlugField(max_length=100, unique=True)
    about = models.TextField(blank=True)
    # What was merged keeps its addresses, which lead on; nothing else points to it (`annotations.guards`).
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, editable=False, related_name="merged"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = StandingQuerySet.as_manager()
    kept_lines: ClassVar = {"names": ("text", "since", "until"), "owners": ("owner_id", "since", "until")}
    history = linked_history(excluded_fields=["folded"])

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "companies"
        indexes = [
            models.Index(fields=["name", "id"], name="company_by_name"),
            models.Index(fields=["folded", "public_id"], name="company_by_folded_name"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="company_has_name"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="company_not_merged_into_itself",
            ),
            models.UniqueConstraint(
                fields=["wikidata"],
                condition=Q(merged_into__isnull=True) & ~Q(wikidata=""),
                name="company_wikidata_once",
                violation_error_message="Another has this Wikidata id already. Merge them, or give another.",
            ),
            models.UniqueConstraint(
                fields=["website"],
                condition=Q(merged_into__isnull=True) & ~Q(website=""),
                name="company_website_once",
                violation_error_message="Another has this homepage already. Merge them, or give another.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page readers find it at."""
        return path("company", self.slug)


class CompanyName(WrittenName, Period):
    """A name a company goes or went by; one folded name means one company. With a day from or to which it
    held it is told to readers; without, it is a way in which documents write it."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="names")
    folded = FoldedField("text", max_length=200, unique=True, error_messages={"unique": NAME_TAKEN})

    class Meta(Period.Meta):
        ordering = ["text", "id"]


class CompanyOwner(Period):
    """That a company belonged to another, from a day to a day."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="owners")
    owner = models.ForeignKey(
        Company, models.PROTECT, related_name="owned", limit_choices_to={"merged_into": None}
    )

    class Meta(Period.Meta):
        ordering = [F("since").desc(nulls_last=True), "-id"]
        constraints = [
            *Period.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(company=F("owner")),
                name="company_owner_is_another",
                violation_error_message="A company does not own itself. Choose another.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner}, owner of {self.company}"


class AppearanceRole(models.TextChoices):
    """What a person does in an episode."""

    HOST = "host", "host"
    GUEST = "guest", "guest"


class Appearance(models.Model):
    """A person in an episode, with the role, company and title they had at the time."""

    episode = models.ForeignKey("transcripts.Episode", models.CASCADE, related_name="appearances")
    guest = models.ForeignKey(
        Guest,
        models.PROTECT,
        related_name="appearances",
        verbose_name="person",
        limit_choices_to={"merged_into": None},
    )
    role = models.CharField(max_length=10, choices=AppearanceRole.choices)
    company = models.ForeignKey(
        Company,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appearances",
        limit_choices_to={"merged_into": None},
    )
    title = models.CharField(
        max_length=200, blank=True, help_text="At the time, such as “co-founder and CTO”."
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["role", "id"]
        constraints = [
            models.UniqueConstraint(fields=["episode", "guest"], name="appearance_once_per_episode"),
            models.CheckConstraint(condition=Q(role__in=AppearanceRole.values), name="appearance_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.guest} in {self.episode}"
