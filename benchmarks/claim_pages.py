"""How long the pages of claims take, in a warm process, from request to bytes: median of some rounds.

    DATABASE_URL=… python benchmarks/claim_pages.py [--rounds N] [--give-values]

For a database made with `benchmarks/large.py`. Its claims tell no values: --give-values writes some
(PostgreSQL, as its superuser, past the triggers that keep published claims as they are), to be drawn.
"""

import argparse
import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osbiz.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

import osbiz.wsgi  # noqa: E402, F401 - garbage is collected as seldom as in the server
from annotations.models import Claim, Tag  # noqa: E402
from transcripts.models import Company  # noqa: E402

VALUES = """
UPDATE annotations_claim SET
  metric = (ARRAY['employees', 'revenue', 'customers', 'contributors', 'downloads'])[1 + id % 5],
  low = 1 + (id * 7919) % 100000,
  unit = CASE id % 5 WHEN 1 THEN '' ELSE 'people' END,
  currency = CASE id % 5 WHEN 1 THEN 'USD' ELSE '' END,
  holds_from = make_date(2005 + (id % 20)::int, 1, 1),
  holds_until = make_date(2005 + (id % 20)::int, 12, 31),
  precision = 'year'
WHERE kind = 'metric'
"""


def give_values() -> None:
    """Write a metric, a value and a year into each claim of kind metric."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(VALUES)
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE annotations_claim")


def addresses() -> dict[str, str]:
    """What is asked, by what it is."""
    by_size = Company.objects.annotate(n=Count("claims")).exclude(n=0).order_by("n", "pk")
    small, large = by_size.filter(n__gte=3).first(), by_size.last()
    topic = Tag.objects.annotate(n=Count("claims")).order_by("-n").first()
    claim = Claim.objects.published().order_by("pk").first()
    assert small and large and topic and claim
    return {
        f"timeline, small ({small.n} claims)": f"/companies/{small.slug}/timeline/",
        f"timeline, largest ({large.n} claims)": f"/companies/{large.slug}/timeline/",
        "a claim": claim.get_absolute_url(),
        "all claims": "/claims/",
        "claims of the largest company": f"/claims/?company={large.slug}",
        "both sides of the largest topic": f"/topics/{topic.slug}/both-sides/",
        "two companies compared": f"/compare/?company={small.slug}&company={large.slug}&tag={topic.slug}",
    }


def main() -> None:
    """Ask each address, and print what it took."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--give-values", action="store_true")
    options = parser.parse_args()
    settings.DEBUG = False  # with it Django writes down every statement
    if options.give_values:
        give_values()
    client = Client()
    print(f"{Claim.objects.count():,} claims")
    for name, address in addresses().items():
        reset_queries()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address, HTTP_HOST="localhost")
        assert response.status_code == 200, address
        took = []
        for _ in range(options.rounds):
            began = time.perf_counter()
            client.get(address, HTTP_HOST="localhost")
            took.append(1000 * (time.perf_counter() - began))
        print(f"{name:42} {statistics.median(took):8.1f} ms {len(queries):4} queries")


if __name__ == "__main__":
    main()
