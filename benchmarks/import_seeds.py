"""How long storing takes in a warm process: `manage.py shell < benchmarks/import_seeds.py`.

SEEDS names a folder of .txt documents; default: ../shared/corpus/seeds, or the samples without that.
Everything is rolled back. Prints the median of the rounds.
"""

import os
import statistics
import time
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from transcripts.models import Turn
from transcripts.services import importing

ROUNDS = 7
folder = Path(os.environ.get("SEEDS") or settings.BASE_DIR.parent / "shared" / "corpus" / "seeds")
documents = sorted((folder if folder.exists() else settings.BASE_DIR / "samples").glob("*.txt"))
contents = [(path.name, path.read_bytes()) for path in documents]


def once() -> tuple[float, int]:
    """Import all documents into the empty transaction; seconds and turns."""
    with transaction.atomic():
        began = time.perf_counter()
        for name, content in contents:
            importing.import_document(importing.receive(content, name=name, by=None), by=None)
        took = time.perf_counter() - began
        turns = Turn.objects.count()
        transaction.set_rollback(True)
    return took, turns


rounds = [once() for _ in range(ROUNDS)]
median = statistics.median(took for took, _ in rounds)
size = sum(len(content) for _, content in contents)
print(
    f"{connection.vendor}: {len(contents)} documents, {size / 1000:.0f} KB, {rounds[0][1]} turns: "
    f"median {median * 1000:.0f} ms of {ROUNDS} ({len(contents) / median:.0f} documents/s)"
)
