"""Forms of the admin: documents to import, names that must not repeat, who speaks, why something goes."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.files.uploadedfile import UploadedFile

from transcripts.models import Batch, Guest, Podcast, Revision, Turn
from transcripts.models.identity import fold_name
from transcripts.parsing import MAX_BYTES
from transcripts.reading import timecodes

EMPTY = "{name} is empty. Choose the file again; if it stays empty, fetch it anew from where it came."
TOO_LARGE = (
    "{name} is {size} MB; osbiz reads documents of up to {limit} MB. Choose the text of one episode, "
    "or split the document."
)
NOTHING = "Nothing was chosen. Choose one or more files, paste the text of a transcript, or give an address."
NOT_BOTH = "Give either documents or an address, and the other afterwards."
NO_ADDRESS = "This is no web address. It begins with https:// or http://, as the browser shows it."
PASTED_NAME = "pasted text.txt"
MEGABYTE = 1024 * 1024
MAX_ZIP_BYTES = 100 * MEGABYTE
ZIP_START = b"PK\x03\x04"


class FilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, each judged by size before it is read."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """The files, one that can be taken at least; else errors that name each bad one and what to do."""
        files = [file for file in data or [] if file]
        errors = [error for file in files if (error := complaint(file))]
        if errors and len(errors) == len(files):
            raise forms.ValidationError(errors)
        return files


def complaint(file: UploadedFile) -> str:
    """What is wrong with an uploaded file, by its size alone; empty where nothing is."""
    size, limit = file.size or 0, MAX_ZIP_BYTES if is_zip(file) else MAX_BYTES
    if size > limit:
        return TOO_LARGE.format(name=file.name, size=-(-size // MEGABYTE), limit=limit // MEGABYTE)
    return "" if size else EMPTY.format(name=file.name)


def is_zip(file: UploadedFile) -> bool:
    """Whether a file begins as zips do; what is in it is seen when it is opened."""
    file.seek(0)
    start = file.read(len(ZIP_START))
    file.seek(0)
    return start == ZIP_START


class ImportForm(forms.Form):
    """Documents to import: files and pasted text, or the address of a document, a page or a feed."""

    documents = FilesField(
        label="Files",
        required=False,
        help_text="Text, subtitles, JSON, HTML, PDF, Word and others, up to 25 MB each, or a zip of them.",
    )
    text = forms.CharField(
        label="Or paste a transcript", required=False, strip=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    address = forms.URLField(
        label="Or give an address",
        required=False,
        max_length=2000,
        assume_scheme="https",
        error_messages={"invalid": NO_ADDRESS},
        help_text="Of a transcript, a web page with episodes, or a podcast’s feed.",
    )
    podcast = forms.ModelChoiceField(
        Podcast.objects.all(),
        required=False,
        widget=AutocompleteSelect(Batch._meta.get_field("podcast"), admin.site),
        help_text="If all of it is from one podcast. Left empty, each document says.",
    )

    def clean(self) -> dict[str, Any]:
        """There are documents or an address, not both: they are brought in different ways."""
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if cleaned.get("address") and self.contents():
            raise forms.ValidationError(NOT_BOTH)
        if not cleaned.get("address") and not self.contents():
            raise forms.ValidationError(NOTHING)
        return cleaned

    def contents(self) -> list[tuple[str, UploadedFile | bytes]]:
        """The documents by name that can be taken; files are not read yet."""
        found: list[tuple[str, UploadedFile | bytes]] = [
            (file.name or "document", file) for file in self.files_given() if not complaint(file)
        ]
        text = self.cleaned_data.get("text", "")
        return [*found, (PASTED_NAME, text.encode())] if text.strip() else found

    def refused(self) -> list[tuple[str, str]]:
        """The names of the files that cannot be taken, and why not."""
        return [(file.name or "document", why) for file in self.files_given() if (why := complaint(file))]

    def files_given(self) -> list[UploadedFile]:
        """The files as they were sent."""
        return self.cleaned_data.get("documents") or []


class Rows(forms.BaseInlineFormSet):
    """Lines under a record, in a table whose boxes to delete say what they are."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        """The fields of a line, and the box that takes it away."""
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            line = str(form.instance) if form.instance.pk else "this line"
            form.fields["DELETE"].widget.attrs["aria-label"] = f"Delete {line}"


class FoldedNames(Rows):
    """Names under a person, company or topic; two that differ only in case or accents are one."""

    def clean(self) -> None:
        """No name twice, and no company's name that is another company's."""
        super().clean()
        seen: set[str] = set()
        for form in self.forms:
            text = form.cleaned_data.get("text") if hasattr(form, "cleaned_data") else None
            if text and not form.cleaned_data.get("DELETE"):
                self.check(form, fold_name(text), seen)

    def check(self, form: forms.ModelForm, folded: str, seen: set[str]) -> None:
        """Note the folded name, or say on its line why it cannot stand."""
        if not folded:
            form.add_error("text", "A name needs at least one letter or digit.")
        elif folded in seen:
            form.add_error("text", "This name is here already, but for case or accents.")
        elif other := self.taken_by(form.instance, folded):
            form.add_error("text", f"This is a name of {other}. Take it away there first.")
        seen.add(folded)

    def taken_by(self, name: Any, folded: str) -> Any:
        """Whoever has this name already, where a name may have one bearer only."""
        if not name._meta.get_field("folded").unique:
            return None
        row = type(name).objects.filter(folded=folded).exclude(pk=name.pk).first()
        return getattr(row, self.fk.name) if row else None


class SpeakersForm(forms.Form):
    """Who each printed label of a revision is. Only a label whose answer changed is bound anew."""

    def __init__(self, revision: Revision, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.revision = revision
        self.labels = labels_of(revision)
        for number, (label, turns, speakers) in enumerate(self.labels):
            self.fields[f"speaker-{number}"] = forms.ModelChoiceField(
                Guest.objects.standing(),
                label=label or "(no label)",
                required=False,
                initial=next(iter(speakers)) if len(speakers) == 1 else None,
                widget=AutocompleteSelect(Turn._meta.get_field("speaker"), admin.site),
                help_text=explain(turns, speakers),
            )

    def changes(self) -> list[tuple[str, Guest | None]]:
        """The labels somebody decided about, and who they are."""
        names = [f"speaker-{number}" for number in range(len(self.labels))]
        return [
            (label, self.cleaned_data[name])
            for name, (label, *_) in zip(names, self.labels, strict=True)
            if name in self.changed_data
        ]


def labels_of(revision: Revision) -> list[tuple[str, int, set[int | None]]]:
    """Each printed label as it first appears, its number of turns, and the people they are bound to."""
    found: dict[str, tuple[int, set[int | None]]] = {}
    for label, speaker in revision.turns.order_by("position").values_list("label", "speaker_id"):
        count, speakers = found.get(label, (0, set()))
        found[label] = (count + 1, speakers | {speaker})
    return [(label, count, speakers) for label, (count, speakers) in found.items()]


def explain(turns: int, speakers: set[int | None]) -> str:
    """What stands beside a label."""
    counted = "1 turn" if turns == 1 else f"{turns} turns"
    if len(speakers) > 1:
        return f"{counted}, by different people; choosing one credits them all to that person"
    return counted if speakers != {None} else f"{counted}, credited to nobody yet"


class ClockField(forms.CharField):
    """A moment or duration typed as a clock, kept in milliseconds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"help_text": "Such as 12:34 or 1:02:03.5", "max_length": 20, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        """Milliseconds as a clock; what was typed wrong as it was typed."""
        if not isinstance(value, int):
            return value
        seconds, ms = divmod(value, 1000)
        minutes, seconds = divmod(seconds, 60)
        hours, minutes = divmod(minutes, 60)
        clock = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
        return f"{clock}.{ms:03}".rstrip("0") if ms else clock

    def clean(self, value: Any) -> int | None:
        """The milliseconds, or an error that shows how a time is written."""
        typed = super().clean(value)
        if not typed:
            return None
        ms = timecodes.read(typed)
        if ms is None:
            raise forms.ValidationError("This is no time under 100 hours. Write it as 12:34 or 1:02:03.5.")
        return ms

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another time was typed, however it is written."""
        return super().has_changed(self.prepare_value(initial), data)


class ReasonForm(forms.Form):
    """Why something is withdrawn; readers see it."""

    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why: a withdrawal needs a reason, which readers will see."},
    )
