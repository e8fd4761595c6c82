"""What is asked before a topic is renamed, moved, merged, split or put in and out of use."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils.text import Truncator

from annotations.models import Claim, QuoteVersion, Tag, TagStatus, VocabularyAct, VocabularyChange
from annotations.services import topicplans, topics
from annotations.services.topicplans import OVER, STATUSES, Division, NewTopic
from annotations.vocabularyedits import Edit

# So many quotes and claims are shown to choose from at once; more are found by their words.
MOST = 200
WAYS = (("stays", "stays"), ("goes", "goes to the new topic"), ("both", "has both"))


class ActForm(forms.Form):
    """What every act asks for: why."""

    title = ""
    about = ""
    button = ""

    def __init__(self, tag: Tag, *args: Any, sought: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tag, self.sought = tag, sought
        rows = forms.Textarea(attrs={"rows": 2})
        self.fields["reason"] = forms.CharField(label="Why", widget=rows, max_length=1000)

    def plan(self) -> Edit:
        """What was asked for comes to this."""
        raise NotImplementedError

    def do(self, *, by: Any, seen: str) -> VocabularyChange:
        """Do it, if it is what was seen."""
        raise NotImplementedError


class RenameForm(ActForm):
    """Another label or address."""

    title, button = "Rename", "Rename"
    about = "The old address goes on leading here. The public id stays."

    def __init__(self, tag: Tag, *args: Any, **kwargs: Any) -> None:
        super().__init__(tag, *args, **kwargs)
        label = forms.CharField(max_length=100, initial=tag.label)
        slug = forms.CharField(
            max_length=100,
            initial=tag.slug,
            validators=[validate_slug],
            label="Address",
            help_text="/topics/…/",
        )
        self.fields = {"label": label, "slug": slug, **self.fields}

    def plan(self) -> Edit:
        """Its new names."""
        return topicplans.rename(self.tag, **chosen(self, "label", "slug"))

    def do(self, *, by: Any, seen: str) -> VocabularyChange:
        """Rename it."""
        return topics.rename(self.tag, **chosen(self, "label", "slug", "reason"), by=by, seen=seen)


class MoveForm(ActForm):
    """Another place."""

    title, button = "Move", "Move"
    about = "Topics are two deep. Its colour follows from what it stands under."

    def __init__(self, tag: Tag, *args: Any, **kwargs: Any) -> None:
        super().__init__(tag, *args, **kwargs)
        tops = Tag.objects.active().filter(parent=None).exclude(pk=tag.pk)
        parent = forms.ModelChoiceField(
            tops,
            required=False,
            label="Under",
            initial=tag.parent_id,
            empty_label="none: it stands by itself",
        )
        self.fields = {"parent": parent, **self.fields}

    def plan(self) -> Edit:
        """Its new place."""
        return topicplans.move(self.tag, **chosen(self, "parent"))

    def do(self, *, by: Any, seen: str) -> VocabularyChange:
        """Move it."""
        return topics.move(self.tag, **chosen(self, "parent", "reason"), by=by, seen=seen)


class MergeForm(ActForm):
    """The topic that takes it in."""

    title, button = "Merge", "Merge"
    about = (
        "The other topic takes its quotes and claims, its synonyms (its own name becomes one) and the topics "
        "under it. Its address and id lead there. What was approved stays approved, and its history says so."
    )

    def __init__(self, tag: Tag, *args: Any, **kwargs: Any) -> None:
        super().__init__(tag, *args, **kwargs)
        into = forms.ModelChoiceField(Tag.objects.active().exclude(pk=tag.pk), label="Into")
        self.fields = {"into": into, **self.fields}

    def plan(self) -> Edit:
        """All that goes."""
        return topicplans.merge(self.tag, **chosen(self, "into"))

    def do(self, *, by: Any, seen: str) -> VocabularyChange:
        """Merge it."""
        return topics.merge(self.tag, **chosen(self, "into", "reason"), by=by, seen=seen)


class StatusForm(ActForm):
    """Whether it is in use."""

    title, button = "Change status", "Change"
    about = (
        "Active topics are offered. A proposed one is given to nothing yet. A deprecated one is not offered "
        "any more; what has it keeps it, and readers still find it."
    )

    def __init__(self, tag: Tag, *args: Any, **kwargs: Any) -> None:
        super().__init__(tag, *args, **kwargs)
        open_to = [(one.value, one.label) for one in STATUSES[TagStatus(tag.status)]]
        self.fields = {"status": forms.ChoiceField(choices=open_to, label="Becomes"), **self.fields}

    def plan(self) -> Edit:
        """Its new status."""
        return topicplans.status(self.tag, **chosen(self, "status"))

    def do(self, *, by: Any, seen: str) -> VocabularyChange:
        """Change it."""
        return topics.set_status(self.tag, **chosen(self, "status", "reason"), by=by, seen=seen)


class SplitForm(ActForm):
    """The new topic, and what goes to it."""

    title, button = "Split", "Split"
    about = "Some of it goes to a new topic beside it. This one keeps its address, its id and what you leave."
    words = ("label", "slug", "definition", "belongs", "does_not_belong")

    def __init__(self, tag: Tag, *args: Any, **kwargs: Any) -> None:
        super().__init__(tag, *args, **kwargs)
        made = forms.fields_for_model(Tag, self.words)
        made["slug"].label = "Address"
        for name in self.words[2:]:
            made[name].widget.attrs["rows"] = 3
        others = {}
        if tag.synonyms.exists():
            others["synonyms"] = several(tag.synonyms.all(), "Synonyms that go")
        if tag.children.exists():
            others["children"] = several(tag.children.all(), "Topics under it that go")
        choices = {f"quote-{one.quote_id}": way(f"“{one.shown}”") for one in self.quotes()}
        choices |= {f"claim-{one.pk}": way(one.statement) for one in self.claims()}
        self.fields = {**made, **others, **choices, **self.fields}

    def quotes(self) -> Iterable[QuoteVersion]:
        """The newest version of each quote that has it, with the words that are sought."""
        found: dict[int, QuoteVersion] = {}
        rows = self.tag.quote_versions.exclude(state__in=OVER).filter(exact__icontains=self.sought)
        for version in rows.order_by("-quote_id", "-number")[: 2 * MOST]:
            found.setdefault(version.quote_id, version)
        return list(found.values())[:MOST]

    def claims(self) -> Iterable[Claim]:
        """The claims that have it."""
        rows = self.tag.claims.exclude(state__in=OVER).filter(statement__icontains=self.sought)
        return rows.order_by("-pk")[:MOST]

    @property
    def ways(self) -> list[forms.BoundField]:
        """The quotes and claims to choose about."""
        return [field for field in self if field.name.startswith(("quote-", "claim-"))]

    @property
    def others(self) -> list[forms.BoundField]:
        """All else that is asked."""
        return [field for field in self if not field.name.startswith(("quote-", "claim-"))]

    def division(self) -> tuple[NewTopic, Division]:
        """What was chosen."""
        values = self.cleaned_data
        of = {"quote": {}, "claim": {}}  # type: dict[str, dict[int, Any]]
        for name, value in values.items():
            kind, _, key = name.partition("-")
            if kind in of and key and value in ("goes", "both"):
                of[kind][int(key)] = value
        synonyms = [one.pk for one in values.get("synonyms", ())]
        children = [one.pk for one in values.get("children", ())]
        return NewTopic(**chosen(self, *self.words)), Division(of["quote"], of["claim"], synonyms, children)

    def plan(self) -> Edit:
        """What goes."""
        new, division = self.division()
        return topicplans.split(self.tag, new=new, division=division)

    def do(self, *, by: Any, seen: str) -> VocabularyChange:
        """Split it."""
        new, division = self.division()
        why = chosen(self, "reason")
        return topics.split(self.tag, new=new, division=division, **why, by=by, seen=seen)


FORMS: dict[str, type[ActForm]] = {
    VocabularyAct.RENAME.value: RenameForm,
    VocabularyAct.MOVE.value: MoveForm,
    VocabularyAct.MERGE.value: MergeForm,
    VocabularyAct.SPLIT.value: SplitForm,
    VocabularyAct.STATUS.value: StatusForm,
}


def chosen(form: forms.Form, *names: str) -> dict[str, Any]:
    """What was filled in, by name."""
    return {name: form.cleaned_data[name] for name in names}


def several(rows: Any, label: str) -> forms.Field:
    """Some of these, or none."""
    widget = forms.CheckboxSelectMultiple
    return forms.ModelMultipleChoiceField(rows, label=label, required=False, widget=widget)


def way(words: str) -> forms.Field:
    """Where one quote or claim goes."""
    label = Truncator(words).chars(200)
    return forms.ChoiceField(
        choices=WAYS, initial="stays", required=False, label=label, widget=forms.RadioSelect
    )
