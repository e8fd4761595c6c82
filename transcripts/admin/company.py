"""Companies, with the names they go or went by. Registered by `annotations`, which merges and splits them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from transcripts.admin.base import RecordAdmin, RowInline
from transcripts.admin.lists import named
from transcripts.forms import FoldedNames
from transcripts.models import Company, CompanyName, CompanyOwner
from transcripts.models.identity import fold_name
from transcripts.services import records


class CompanyForm(ModelForm):
    """A company whose name is no other company's."""

    def clean_name(self) -> str:
        """The name, unless another company goes by it."""
        name: str = self.cleaned_data["name"]
        other = CompanyName.objects.filter(folded=fold_name(name)).exclude(company=self.instance.pk).first()
        if other:
            raise ValidationError(f"{other.company} goes by this name. Change that company instead.")
        return name


class CompanyNameInline(RowInline):
    """The names a company goes or went by."""

    model = CompanyName
    formset = FoldedNames
    fields = ["text", "since", "until"]
    verbose_name_plural = "names it goes or went by (with a day, readers see when)"


class CompanyOwnerInline(RowInline):
    """Whom a company belonged to."""

    model = CompanyOwner
    fk_name = "company"
    fields = ["owner", "since", "until"]
    autocomplete_fields = ["owner"]
    verbose_name_plural = "owners"


class CompanyAdmin(RecordAdmin):
    """Companies that are talked about or spoken for."""

    form = CompanyForm
    list_display = ["name", "website", "updated_at"]
    search_fields = ["names__text"]
    search_help_text = "The beginning of a name, or of a word in it, as it is or was written."
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "about", "website", "wikidata"]
    inlines = [CompanyNameInline, CompanyOwnerInline]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Company], search_term: str
    ) -> tuple[QuerySet[Company], bool]:
        """By any of their names."""
        return named(queryset, CompanyName.objects.all(), "company", search_term), False

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:
        """Documents find a company by its names, so the proper one is always among them."""
        super().save_related(request, form, formsets, change)
        company = form.instance
        if not company.names.filter(folded=fold_name(company.name)).exists():
            records.save(CompanyName(company=company, text=company.name), by=request.user)
            records.note(company, by=request.user, reason=f"Names: added {company.name}")
