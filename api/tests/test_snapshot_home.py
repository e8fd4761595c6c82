"""A snapshot comes home: with its transcripts, into an empty osbiz, as the same graph; and as drafts until
two people have looked at it."""

import gzip
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.db import transaction

from annotations.models import Claim, Quote, QuoteVersion
from annotations.research import formats, snapshot
from annotations.research.passages import Unreadable
from annotations.services import research
from annotations.tests import factories as make
from annotations.tests.research import building
from annotations.tests.research.test_qdpx import graph
from annotations.tests.research.test_qdpx import world as harbour
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


def build() -> tuple[bytes, list[str], set[Any], set[Any], set[Any]]:
    """A snapshot, the transcripts, and the graph, of an osbiz that is gone afterwards."""
    with transaction.atomic():
        harbour()
        building.claims_of_it()
        folder = configured.SNAPSHOTS_DIR / snapshots.build().folder
        content = snapshot.of_folder(folder)
        texts = [
            exports.named("json").write(exporting.of(episode, revision))
            for episode in Episode.objects.all()
            if (revision := exporting.revision_of(episode))
        ]
        emended = building.emended_words()
        found = content, texts, graph(), building.said(), emended
        transaction.set_rollback(True)
    return found


def test_with_its_transcripts_it_is_the_same_graph_in_an_empty_osbiz() -> None:
    content, texts, quoted, claimed, emended = build()
    assert (len(quoted), len(claimed), len(emended)) == (5, 2, 1)
    assert sum(len(ties) for *_, ties in claimed) == 1
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
    building.publish_claims(by=make.chief())
    assert graph() == quoted
    assert building.said() == claimed
    assert building.emended_words() == emended


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
