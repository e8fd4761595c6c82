"""The plain form by which one turn of a text is corrected, and the edits it comes to."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect

from transcripts.documents import SectionKind
from transcripts.editing import SAME, BadEdit, Edit, Label, Merge, Section, Speaker, Time
from transcripts.forms import ClockField
from transcripts.models import Guest, Turn
from transcripts.retyping import edits_of

LAST = "The section cannot end before this turn, nor behind the last one ({last})."


class TurnForm(forms.Form):
    """One turn as it stands in the text it was opened in; what is left alone is no edit.

    Turns count from 1 for people.
    """

    words = forms.CharField(
        required=False,
        strip=False,
        widget=forms.Textarea,
        help_text="A line break divides the turn there. Empty it to take the turn away.",
    )
    speaker = forms.ModelChoiceField(
        Guest.objects.standing(),
        required=False,
        widget=AutocompleteSelect(
            Turn._meta.get_field("speaker"), admin.site, attrs={"data-placeholder": "Nobody yet"}
        ),
    )
    throughout = forms.BooleanField(required=False)
    label = forms.CharField(max_length=200, required=False, label="As printed")
    starts = ClockField(required=False)
    ends = ClockField(required=False)
    section = forms.ChoiceField(choices=[(str(kind), str(kind)) for kind in SectionKind])
    section_title = forms.CharField(max_length=200, required=False, label="Its title")
    through = forms.IntegerField(min_value=1, required=False, label="Up to turn")
    reason = forms.CharField(max_length=500, required=False, label="Why")

    def __init__(self, turn: Turn, data: Any = None, *, turns: int) -> None:
        super().__init__(data, initial=initial(turn), auto_id="correct-%s")
        self.corrected, self.turns = turn, turns
        printed = f"In all turns labelled “{turn.label}”" if turn.label else "In all turns without a label"
        self.fields["throughout"].label = printed
        self.fields["words"].widget.attrs["rows"] = min(16, 3 + len(turn.text) // 90)
        for name in ("starts", "ends"):
            self.fields[name].help_text = ""

    def clean_through(self) -> int:
        """The last turn of the section, a turn of the text from this one on."""
        here, last = self.corrected.position + 1, self.cleaned_data["through"] or 0
        if last and not here <= last <= self.turns:
            raise forms.ValidationError(LAST.format(last=self.turns))
        return last or here

    def clean(self) -> dict[str, Any]:
        """Where the words are divided must be plain."""
        cleaned = super().clean() or {}
        try:
            edits_of(self.corrected.position, self.corrected.text, cleaned.get("words", ""))
        except BadEdit as bad:
            self.add_error("words", str(bad))
        return cleaned

    def edits(self) -> list[Edit]:
        """What is to be changed."""
        turn, typed, position = self.corrected, self.cleaned_data, self.corrected.position
        found = edits_of(position, turn.text, typed["words"]) if "words" in self.changed_data else []
        speaker = typed["speaker"].pk if typed["speaker"] else None
        label = typed["label"] if "label" in self.changed_data else SAME
        if typed["throughout"]:
            found.append(Label(turn.label, speaker))
            if label is not SAME:
                found.append(Speaker(position, speaker, label))
        elif "speaker" in self.changed_data or label is not SAME:
            found.append(Speaker(position, speaker, label))
        if {"starts", "ends"} & {*self.changed_data}:
            found.append(Time(position, typed["starts"], typed["ends"]))
        if {"section", "section_title", "through"} & {*self.changed_data}:
            found.append(Section(position, typed["through"] - 1, typed["section"], typed["section_title"]))
        return found

    def edits_and_merge(self) -> Sequence[Edit]:
        """The edits, and the turn one with the next."""
        return [*self.edits(), Merge(self.corrected.position)]

    def carried_to(self, turn: Turn) -> "TurnForm":
        """What was typed, over the turn as somebody else has left it meanwhile."""
        form = TurnForm(turn, turns=self.turns)
        typed = {name: self.data.get(name, "") for name in self.changed_data if name != "through"}
        form.initial = {**form.initial, **typed}
        return form


def initial(turn: Turn) -> dict[str, Any]:
    """A turn as the form shows it."""
    return {
        "words": turn.text,
        "speaker": turn.speaker_id,
        "label": turn.label,
        "starts": turn.start_ms,
        "ends": turn.end_ms,
        "section": turn.section,
        "section_title": turn.section_title,
        "through": turn.position + 1,
    }
