"""A form of a record overwrites nothing unseen: what somebody else changed since it was opened is said beside
the field, and holds unless the form is saved again."""

from typing import Any

from django.db.models import Model
from django.forms import ModelForm

from transcripts.admin.history import in_words, linked
from transcripts.admin.restoring import value_of

FIELD = "opened"
MEANWHILE = (
    "Somebody changed this to “{value}” since you opened the form. Save again to have it as it is here."
)


def newest(thing: Model | None) -> str:
    """Names the state of a record that a form shows: its newest entry in the history."""
    if thing is None or thing.pk is None:
        return ""
    records: Any = type(thing).history.filter(id=thing.pk)  # type: ignore[attr-defined]
    return str(records.order_by("-history_id").values_list("history_id", flat=True).first() or "")


def form_as_opened(form: type[ModelForm], opened: str) -> type[ModelForm]:
    """The same form, which compares with the state that was `opened`; where none is named, with nothing."""
    return type(form.__name__, (AsOpened, form), {FIELD: opened})


class AsOpened(ModelForm):
    """Refuses to take back what others changed meanwhile, field by field."""

    opened: str

    def clean(self) -> dict[str, Any] | None:
        """Say at each field that differs to what it was changed. The row is held until it is stored."""
        cleaned = super().clean()
        if self.instance.pk is None or not (self.opened.isascii() and self.opened.isdigit()):
            return cleaned
        model: Any = type(self.instance)
        model._default_manager.select_for_update().filter(pk=self.instance.pk).first()
        records = model.history.filter(id=self.instance.pk).order_by("-history_id")
        then, now = records.filter(history_id=self.opened).first(), records.first()
        if then is not None and then.pk != now.pk:
            self.compare(then, now)
        return cleaned

    def compare(self, then: Any, now: Any) -> None:
        """What of this form's fields is not as it was when the form was opened, and not as it is typed."""
        for field in now.tracked_fields:
            name, key = field.name, field.attname
            if name not in self.fields or getattr(then, key) == getattr(now, key):
                continue
            typed = self.cleaned_data.get(name)
            if (typed.pk if isinstance(typed, Model) else typed) != getattr(now, key):
                self.tell(now, name)
        former, links = linked(then), linked(now)
        for name in former.keys() & links.keys() & self.cleaned_data.keys():
            typed_keys = sorted(thing.pk for thing in self.cleaned_data[name])
            if former[name] != links[name] and typed_keys != links[name]:
                self.tell(now, name)

    def tell(self, now: Any, name: str) -> None:
        """Say at a field what it is now."""
        value = in_words(now.instance_type._meta.get_field(name), value_of(now, name))
        self.add_error(name, MEANWHILE.format(value=value))
