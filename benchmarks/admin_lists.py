"""How long every list of the admin takes: its first pages, its search, each of its filters.

    OSBIZ_DATA=/tmp/large python benchmarks/admin_lists.py [--rounds N] [--only quoteversion]
    DATABASE_URL=postgres://… python benchmarks/admin_lists.py [--as contributor] [--only review]

Wants a database filled by large.py. From request to bytes in a warm process, as somebody who edits and
reviews, or as a contributor, who sees their own drafts and what is public; prints the median in milliseconds
and the number of queries, and what takes longer than 300 ms. `--only review` is the reviewers' queue.
"""

import argparse
import os
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "osbiz.settings")

import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib import admin  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, reset_queries  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from annotations.models import (  # noqa: E402
    Claim,
    Publication,
    QuoteVersion,
    ReviewEvent,
    ReviewMark,
    Tag,
)
from annotations.workflow import State  # noqa: E402
from transcripts.admin.lists import ChosenFilter  # noqa: E402
from transcripts.models import Company, Episode, Guest, Revision, SourceDocument  # noqa: E402

BACKEND = "osbiz.accounts.Accounts"
SLOW_MS = 300
# What is searched for: words said everywhere, seldom, and nowhere; names by their beginning.
SEARCHES: dict[str, list[str]] = {
    "transcripts.episode": ["governance", "licence", "xanqua", "nowhereatall"],
    "annotations.quoteversion": ["licence", "bridge loan", "xanqua", "nowhereatall"],
    "annotations.claim": ["months later", "xanqua", "nowhereatall"],
    "transcripts.guest": ["ada", "corven"],
    "transcripts.company": ["xan", "labs"],
    "transcripts.revision": ["governance", "nowhereatall"],
    "transcripts.sourcedocument": ["99", "nowhereatall"],
    "transcripts.job": ["99", "nowhereatall"],
    "transcripts.batch": ["Folder 9", "nowhereatall"],
    "transcripts.audiofile": ["99", "nowhereatall"],
    "annotations.publication": ["one"],
}
AUTOCOMPLETE = {
    "people": ("annotations", "quoteversion", "speaker", "ada"),
    "companies": ("annotations", "claim", "company", "xan"),
    "topics": ("annotations", "quoteversion", "tags", "lic"),
    "episodes": ("annotations", "quote", "episode", "govern"),
    "quotes": ("annotations", "evidence", "quote", "bridge loan"),
}


def lists() -> Iterator[tuple[str, Any]]:
    """The lists of ours, by name."""
    for model, options in admin.site._registry.items():
        if model._meta.app_label in ("transcripts", "annotations"):
            yield model._meta.label_lower, options


def cases(label: str, options: Any, request: Any) -> Iterator[tuple[str, str]]:
    """What is asked of a list, with the query of its address."""
    yield "first page", ""
    yield "page 2", "p=2"
    yield "page 100", "p=100"
    for words in SEARCHES.get(label, ["a"] if options.search_fields else []):
        typed = str(Publication.objects.values_list("object_id", flat=True)[0]) if words == "one" else words
        yield f"search “{words}”", f"q={typed}"
    for spec in options.get_changelist_instance(request).filter_specs:
        choices = list(spec.choices(options.get_changelist_instance(request)))
        for choice in choices[1:]:
            yield f"{spec.title}: {choice['display']}", choice["query_string"].lstrip("?")
        if isinstance(spec, ChosenFilter):
            rows = spec.model()._default_manager.order_by("id").values_list("pk", flat=True)
            for name, key in (("the first", rows.first()), ("the last", rows.last())):
                if key:
                    yield f"{spec.title}: {name}", f"{spec.parameter_name}={key}"


def measure(client: Client, address: str, rounds: int) -> tuple[float, float, int]:
    """The medians of the clock and of this process’s own time in milliseconds, and the number of queries."""
    reset_queries()  # of which only the last thousands are kept
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    if answer.status_code in (302, 403):  # there are not as many pages, or they are not for this person
        return 0, 0, 0
    assert answer.status_code == 200, (address, answer.status_code)
    times, own, asked = [], [], len(queries)
    for _ in range(rounds):
        begin, worked = time.perf_counter(), time.process_time()
        client.get(address)
        times.append((time.perf_counter() - begin) * 1000)
        own.append((time.process_time() - worked) * 1000)
    return statistics.median(times), statistics.median(own), asked


# What a contributor has drafted.
DRAFTS = 300
# A reviewer's last look was so many events ago.
NEWS = 500


def contributor() -> User:
    """Somebody who sees their own drafts and what is public."""
    user, made = User.objects.get_or_create(username="contributing", defaults={"is_staff": True})
    user.groups.set(Group.objects.filter(name="contributor"))
    if made:
        for model in (QuoteVersion, Claim):
            drafts = model.objects.filter(state=State.DRAFT).order_by("pk").values_list("pk", flat=True)
            model.objects.filter(pk__in=list(drafts[:DRAFTS])).update(changed_by=user)
    return user


def review(user: User) -> Iterator[tuple[str, str]]:
    """The reviewers' queue, whole and narrowed."""
    events = ReviewEvent.objects.order_by("-pk").values_list("pk", flat=True)
    mark = {"event": events[0] - NEWS, "at": timezone.now()}
    ReviewMark.objects.update_or_create(user=user, defaults=mark)
    waiting = QuoteVersion.objects.filter(state=State.IN_REVIEW).order_by("pk")
    tags = Tag.objects.order_by("pk").values_list("pk", flat=True)
    queue = reverse("admin:review")
    yield "review queue", queue
    for name in ("stage=approved", "kind=claim", "due=overdue", "news=new", "news=changed"):
        yield f"review queue, {name}", f"{queue}?{name}"
    yield "review queue, the first topic", f"{queue}?topic={tags[0]}"
    yield "review queue, the last topic", f"{queue}?topic={tags.reverse()[0]}"
    first = waiting.select_related("quote__episode")[0]
    yield "review queue, an author", f"{queue}?author={first.changed_by_id}"
    yield "review queue, a podcast", f"{queue}?podcast={first.quote.episode.podcast_id}"


def pages() -> Iterator[tuple[str, str]]:
    """The start page, type-ahead, and the page of one of each."""
    yield "start page", reverse("admin:index")
    for name, (app, model, field, term) in AUTOCOMPLETE.items():
        query = f"app_label={app}&model_name={model}&field_name={field}&term={term}"
        yield f"type-ahead over {name}", f"{reverse('admin:autocomplete')}?{query}"
    for kind in (Episode, Guest, Company, Tag, QuoteVersion, Claim, Revision, SourceDocument):
        rows: Any = kind._default_manager
        first = (rows.published() if kind in (QuoteVersion, Claim) else rows).order_by("pk").first()
        if first:
            name = f"{kind._meta.app_label}_{kind._meta.model_name}_change"
            yield f"one {kind._meta.verbose_name}", reverse(f"admin:{name}", args=[first.pk])


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--only", default="")
    arguments.add_argument("--as", default="measurer", dest="role", choices=["measurer", "contributor"])
    options = arguments.parse_args()
    call_command("migrate", verbosity=0)
    settings.DEBUG = False  # keeps every query and explains it
    client = Client()
    user = contributor() if options.role == "contributor" else User.objects.get(username="measurer")
    client.force_login(user, backend=BACKEND)
    print(
        f"{connection.vendor}, {QuoteVersion.objects.count():,} quotes\n"
        f"{'':60}{'p50 ms':>8}{'process':>8}{'queries':>8}"
    )
    slow: list[str] = []

    def tell(name: str, address: str) -> None:
        middle, own, queries = measure(client, address, options.rounds)
        if not queries:
            return
        line = f"{name:60.60}{middle:8.1f}{own:8.1f}{queries:8}"
        print(line, flush=True)
        if middle > SLOW_MS:
            slow.append(line)

    if options.only in ("", "review") and options.role == "measurer":
        for name, address in review(user):
            tell(name, address)
    if not options.only:
        for name, address in pages():
            tell(name, address)
    for label, shown in lists():
        if options.only not in label or options.only == "review":
            continue
        address = reverse(f"admin:{label.replace('.', '_')}_changelist")
        request = client.get(address).wsgi_request
        request.GET = request.GET.copy()  # type: ignore[assignment]
        for name, query in cases(label, shown, request):
            tell(f"{label}, {name}", f"{address}?{query}")
    print("\n".join([f"\nSlower than {SLOW_MS} ms:", *slow]))


if __name__ == "__main__":
    main()
