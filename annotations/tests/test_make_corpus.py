"""A corpus is what it says: so much, the same for the same seed, and nothing in it breaks a rule."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from annotations.guards import install_guards, remove_guards
from annotations.models import Claim, Evidence, Publication, Quote, QuoteVersion, ReviewEvent, Tag
from annotations.services import gate
from transcripts.models import Episode, Revision, Turn
from transcripts.selectors.words import turns_with

pytestmark = pytest.mark.django_db


def corpus(**more: int) -> str:
    told = StringIO()
    call_command("make_corpus", episodes=30, quotes=600, turns=20, stdout=told, **more)
    return told.getvalue()


def said() -> list[str]:
    return list(Turn.objects.order_by("id").values_list("text", flat=True))


def test_it_has_what_was_asked_for_and_a_second_run_adds_nothing() -> None:
    corpus()
    first = (Episode.objects.count(), Quote.objects.count(), said())
    assert first[:2] == (30, 600)
    assert 30 * 12 <= len(first[2]) <= 30 * 28
    corpus()
    assert (Episode.objects.count(), Quote.objects.count(), said()) == first


def test_a_stopped_one_goes_on_to_the_same_end(monkeypatch: pytest.MonkeyPatch) -> None:
    from annotations.management.commands import make_corpus

    monkeypatch.setattr(make_corpus, "STEP", 10)
    corpus()
    whole = (said(), list(QuoteVersion.objects.order_by("id").values_list("exact", flat=True)))
    remove_guards(using="default")
    for model in (Evidence, Publication):
        model.objects.all().delete()
    ReviewEvent.objects.all()._raw_delete("default")
    Claim.objects.all().delete()
    QuoteVersion.objects.all().delete()
    Quote.objects.all().delete()
    Episode.objects.all().delete()
    install_guards(using="default")
    make_corpus_stopped_after(10, monkeypatch)
    assert Episode.objects.count() == 10
    corpus()
    assert (said(), list(QuoteVersion.objects.order_by("id").values_list("exact", flat=True))) == whole


def make_corpus_stopped_after(episodes: int, monkeypatch: pytest.MonkeyPatch) -> None:
    from annotations.management.commands import make_corpus

    class Stopping(StringIO):
        def write(self, text: str) -> int:
            if text.startswith(f"{episodes} of"):
                raise KeyboardInterrupt
            return super().write(text)

    with pytest.raises(KeyboardInterrupt):
        call_command(make_corpus.Command(), episodes=30, quotes=600, turns=20, stdout=Stopping())


def test_a_few_topics_and_companies_have_most_of_it() -> None:
    corpus()
    uses = Counter(QuoteVersion.tags.through.objects.values_list("tag_id", flat=True)).most_common()
    assert len(uses) > 20
    assert sum(count for _, count in uses[:8]) > sum(count for _, count in uses[8:])
    assert Tag.objects.count() >= len(uses)


def test_every_published_quote_passes_the_gate_and_every_step_is_recorded() -> None:
    corpus()
    public = QuoteVersion.objects.filter(state="published").select_related(
        "quote", "turn", "revision", "speaker"
    )
    assert public.count() > 400
    for version in public:
        assert not list(gate.violations(version))
        actions = [event.action for event in version.events.all()]
        assert actions == ["draft", "submit", "approve", "publish"]
    assert Publication.objects.filter(kind="published", object_type="quote").count() >= public.count()
    assert all(not list(gate.violations(claim)) for claim in Claim.objects.all())


def test_lengths_are_those_of_the_texts_and_words_are_found() -> None:
    corpus()
    for revision in Revision.objects.all():
        assert revision.length == len(revision.text())
    assert turns_with("foundation").exists()
