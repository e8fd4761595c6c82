"""A snapshot comes home: with its transcripts, into an empty osbiz, as the same graph; and as drafts until
two people have looked at it."""

import gzip
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.db import transaction

from annotations.models import Claim, Evidence, Quote, QuoteVersion
from annotations.research import formats, snapshot
from annotations.research.passages import Unreadable
from annotations.services import quotes, research, review
from annotations.tests import factories as make
from annotations.tests.research import building
from annotations.tests.research.test_qdpx import graph
from annotations.tests.research.test_qdpx import world as harbour
from annotations.workflow import Action
from api.services import snapshots
from api.tests import world
from transcripts import exports
from transcripts.models import Episode, Podcast, Visibility
from transcripts.selectors import exporting
from transcripts.services import documents, importing, readings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Any) -> None:
    settings.SNAPSHOTS_DIR = tmp_path / "snapshots"


def said() -> set[tuple[Any, ...]]:
    """The published claims with all that they mean and rest on."""
    evidence = Evidence.objects.published()
    return {
        (
            str(claim.public_id),
            claim.statement,
            claim.kind,
            claim.company and claim.company.name,
            claim.guest and claim.guest.name,
            claim.about and claim.about.label,
            claim.subject,
            claim.metric,
            claim.low,
            claim.high,
            claim.currency,
            claim.per,
            claim.holds_from,
            claim.holds_until,
            claim.precision,
            tuple(sorted(claim.tags.values_list("label", flat=True))),
            tuple(sorted(evidence.filter(claim=claim).values_list("quote__public_id", "stance"))),
        )
        for claim in Claim.objects.published()
    }


def publish_claim(claim: Claim, *, by: Any) -> None:
    review.move(claim, action=Action.SUBMIT, by=by)
    review.move(claim, action=Action.APPROVE, by=make.reviewer())
    review.move(claim, action=Action.PUBLISH, by=make.reviewer())


def emended_words() -> set[str]:
    """The words of published quotes that are shown otherwise."""
    rows = QuoteVersion.objects.published().exclude(emendations=[])
    return {f"{version.exact} / {version.shown}" for version in rows}


def build() -> tuple[bytes, list[str], set[Any], set[Any], set[Any]]:
    """A snapshot, the transcripts, and the graph, of an osbiz that is gone afterwards."""
    with transaction.atomic():
        harbour()
        first, second = QuoteVersion.objects.order_by("pk")[:2]
        changed = quotes.change(
            second.quote, emendations=[{"start": 0, "end": 3, "text": "2"}], by=make.editor()
        )
        building.publish(changed, by=make.editor())
        made = make.claim(
            first,
            company=make.company("Tallowmere"),
            subject="",
            tags=[make.tag("licensing-change")],
            metric="annual revenue",
            low=Decimal("13000000"),
            high=Decimal("15000000"),
            currency="USD",
            per="year",
        )
        publish_claim(made, by=make.editor())
        publish_claim(
            make.claim(changed, "Forks rarely live.", about=make.tag("forks"), subject=""), by=make.editor()
        )
        folder = configured.SNAPSHOTS_DIR / snapshots.build().folder
        content = snapshot.of_folder(folder)
        texts = [
            exports.named("json").write(exporting.of(episode, revision))
            for episode in Episode.objects.all()
            if (revision := exporting.revision_of(episode))
        ]
        emended = emended_words()
        found = content, texts, graph(), said(), emended
        transaction.set_rollback(True)
    return found


def test_with_its_transcripts_it_is_the_same_graph_in_an_empty_osbiz() -> None:
    content, texts, quoted, claimed, emended = build()
    assert (len(quoted), len(claimed), len(emended)) == (5, 2, 1)
    assert not Quote.objects.exists() and not Claim.objects.exists() and not Episode.objects.exists()
    for number, text in enumerate(texts):
        parsed = readings.reader_of_this_thread().read(text.encode(), f"{number}.json", None).parsed
        kept = documents.keep(text.encode(), name=f"{number}.json", by=make.chief())
        importing.store([importing.ReadDocument(kept, parsed)], by=make.chief())
    file = formats.read(content, "snapshot.zip")
    outcome = research.bring(research.Bringing(file, "snapshot.zip", make.chief(), missing=True))
    assert outcome.drafts == 5, [fate.why for fate in outcome.fates]
    assert [claim.how for claim in outcome.claims] == ["exact"] * 2, outcome.claims
    assert not QuoteVersion.objects.published().exists() and not Claim.objects.published().exists()
    Podcast.objects.update(rights=Visibility.TRANSCRIPT)
    Episode.objects.update(visibility=Visibility.TRANSCRIPT)
    for version in QuoteVersion.objects.order_by("pk"):
        building.publish(version, by=make.chief())
    for claim in Claim.objects.order_by("pk"):
        publish_claim(claim, by=make.chief())
    assert graph() == quoted
    assert said() == claimed
    assert emended_words() == emended


def test_a_folder_comes_in_by_the_command_and_a_second_time_changes_nothing() -> None:
    world.build()
    folder = configured.SNAPSHOTS_DIR / snapshots.build().folder
    counts = Quote.objects.count(), Claim.objects.count()
    out = StringIO()
    call_command("import_annotations", str(folder), "--by", "ed", stdout=out)
    assert "0 exact, 0 words, 4 there, 0 refused; 0 drafts." in out.getvalue()
    assert "claim, there" in out.getvalue()
    assert (Quote.objects.count(), Claim.objects.count()) == counts


def test_a_damaged_snapshot_is_told() -> None:
    with pytest.raises(Unreadable, match="Take the snapshot anew"):
        formats.read(building.zipped({snapshot.QUOTES: b"no gzip"}), "snapshot.zip")
    with pytest.raises(Unreadable, match="Take the snapshot anew"):
        formats.read(building.zipped({snapshot.QUOTES: gzip.compress(b'{"id": 1}')}), "s.zip")
