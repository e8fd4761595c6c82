"""The form of a preview: whose podcast it is, and who each printed label stands for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect

from transcripts import formats
from transcripts.models import Guest, Job, Podcast, Turn
from transcripts.selectors.imports import format_name
from transcripts.selectors.preview import EpisodePreview, Label, Preview
from transcripts.services.labels import Certainty

AS_READ, PROPOSED, GUEST, NAME, NOBODY = "", "proposed", "guest", "name", "nobody"
WHICH_GUEST = "Choose who {label} is, or leave the label as it was read."
WHICH_NAME = "Write the name of {label}, or leave the label as it was read."


class PersonChoice(AutocompleteSelect):
    """Type-ahead over people that the page starts only where it is asked for: there may be hundreds."""

    def build_attrs(
        self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """The stock widget's, under a class that its script does not start by itself."""
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return {**attrs, "class": attrs["class"].replace("admin-autocomplete", "person-choice")}


@dataclass(frozen=True, slots=True)
class Line:
    """A label's line in the table of speakers, with the fields to decide by."""

    label: Label
    who: forms.BoundField
    guest: forms.BoundField
    name: forms.BoundField


class PreviewForm(forms.Form):
    """What an editor decides before a document is stored. What is left alone stays as it was read."""

    podcast = forms.ModelChoiceField(
        Podcast.objects.all(),
        required=False,
        widget=AutocompleteSelect(Job._meta.get_field("podcast"), admin.site),
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, preview: Preview, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.preview = preview
        for episode in preview.episodes:
            for place, label in enumerate(episode.labels):
                self.add_label(f"{episode.index}-{place}", label)

    def add_label(self, place: str, label: Label) -> None:
        """The three fields of a label: which sort of answer, and the person or name it needs."""
        printed = label.proposal.label
        self.fields[f"who-{place}"] = forms.ChoiceField(
            choices=choices(label), required=False, label=f"Who {printed} is"
        )
        self.fields[f"guest-{place}"] = forms.ModelChoiceField(
            Guest.objects.standing(),
            required=False,
            label=f"The known person that {printed} is",
            widget=PersonChoice(Turn._meta.get_field("speaker"), admin.site),
        )
        self.fields[f"name-{place}"] = forms.CharField(
            required=False, max_length=200, label=f"The name of {printed}"
        )
        for kind in ("who", "name"):
            field = self.fields[f"{kind}-{place}"]
            field.widget.attrs["aria-label"] = field.label

    def lines(self, episode: EpisodePreview) -> Iterator[Line]:
        """The lines of an episode's table of speakers."""
        for place, label in enumerate(episode.labels):
            who, guest, name = (self[f"{kind}-{episode.index}-{place}"] for kind in ("who", "guest", "name"))
            yield Line(label, who, guest, name)

    def episodes(self) -> Iterator[tuple[EpisodePreview, list[Line]]]:
        """The episodes with their lines, for the page."""
        for episode in self.preview.episodes:
            yield episode, list(self.lines(episode))

    def clean(self) -> dict[str, Any]:
        """An answer that needs a person or a name has one."""
        cleaned = super().clean() or {}
        for episode in self.preview.episodes:
            for line in self.lines(episode):
                self.check(line, cleaned)
        return cleaned

    def check(self, line: Line, cleaned: dict[str, Any]) -> None:
        """Say on a line what it lacks."""
        answer = cleaned.get(line.who.name)
        label = line.label.proposal.label
        if answer == GUEST and not cleaned.get(line.guest.name) and line.guest.name not in self.errors:
            self.add_error(line.guest.name, WHICH_GUEST.format(label=label))
        if answer == NAME and not cleaned.get(line.name.name, "").strip():
            self.add_error(line.name.name, WHICH_NAME.format(label=label))

    def decisions(self) -> dict[str, dict[str, Any]]:
        """Who the editor says the labels are, by episode and label, as a job keeps it."""
        made: dict[str, dict[str, Any]] = {}
        for episode in self.preview.episodes:
            for line in self.lines(episode):
                if decision := self.decision(line):
                    made.setdefault(str(episode.index), {})[line.label.proposal.label] = decision
        return made

    def decision(self, line: Line) -> dict[str, Any] | None:
        """The decision about one label; None where it stays as it was read."""
        answer, proposal = self.cleaned_data[line.who.name], line.label.proposal
        if answer == NOBODY:
            return {"none": True}
        if answer == GUEST:
            return {"guest": self.cleaned_data[line.guest.name].pk}
        if answer == NAME:
            return {"name": " ".join(self.cleaned_data[line.name.name].split())}
        if answer == PROPOSED:
            return {"guest": proposal.guest.pk} if proposal.guest else {"name": proposal.name}
        return None


def choices(label: Label) -> list[tuple[str, str]]:
    """The answers to who a label is; the first one leaves it as it was read."""
    proposal = label.proposal
    others = [(GUEST, "Somebody known…"), (NAME, "A new person…")]
    if proposal.certainty == Certainty.CERTAIN:
        return [(AS_READ, proposal.name or ""), *others, (NOBODY, "Nobody, leave as printed")]
    proposed = [(PROPOSED, f"{proposal.name} (proposed)")] if proposal.name else []
    return [(AS_READ, "Nobody yet, as printed"), *proposed, *others]


class ReadAsForm(forms.Form):
    """Another format to read a document as; those that could read it come first, the surest on top."""

    as_format = forms.ChoiceField(label="Read as")

    def __init__(self, candidates: Sequence[tuple[str, float]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        likely = [name for name, _ in candidates]
        other = sorted({module.NAME for module in formats.ALL} - set(likely))
        groups = (("Could be", likely), ("All others", other))
        self.fields["as_format"].choices = [  # type: ignore[attr-defined]
            (title, [(name, format_name(name)) for name in names]) for title, names in groups if names
        ]
