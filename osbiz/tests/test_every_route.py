"""Every address of the site as everybody: the routes are walked, and one that is not listed here fails.

Who adds a route says here whose it is; `who_may_what.txt` says what each who works here is answered. What a
role may do behind it is the services’ matter and tested there.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from pytest_django.plugin import DjangoDbBlocker

from annotations.desk import cards
from annotations.models import Claim, Correction, Quote, QuoteVersion
from annotations.services import researchjobs
from annotations.tests import factories as make
from api.services import snapshots
from api.tests import world
from transcripts.models import Episode, Job
from transcripts.roles import GROUPS

pytestmark = pytest.mark.django_db

# Everybody’s: readers and partners.
PUBLIC = {
    *("healthz", "home", "topics", "topic", "episodes", "episode", "episode-transcript", "podcast"),
    *("guests", "guest", "guest-about", "companies", "company", "company-people", "quote", "claims", "claim"),
    *("company-timeline", "compare", "topic-both-sides", "search", "search-suggest"),
    *("search-feed", "search-description"),
    *("about", "standards", "how-to-cite", "how-to-use", "style"),
    *(
        "quote-cite",
        "quote-picture",
        "quote-embed",
        "oembed",
        "passage",
        "sitemap",
        "sitemap-pages",
        "robots",
    ),
    *("feed", "topic-feed", "company-feed", "guest-feed"),
    *("corrections", "correction", "report-page", "report-sent", "report"),
    *("api-schema", "api-docs", "v1:index", "v1:episode-transcript", "explorer"),
    *("v1:quotes-project", "v1:quotes-annotations", "v1:text"),
    *("v1:usage", "v1:changes", "v1:snapshots", "v1:snapshot", "v1:snapshot-file"),
    *(f"v1:graph-{name}" for name in ("neighbours", "neighbourhood", "paths", "cooccurrence")),
    *("v1:graph-companies-by-topic", "v1:graph-export"),
    *(
        f"v1:{name}-{kind}"
        for name in (
            *("podcasts", "episodes", "appearances", "guests", "companies", "tags"),
            *("quotes", "claims", "evidence", "corrections"),
        )
        for kind in ("list", "detail")
    ),
}
# A partner’s own: nobody gets anything there without a token.
PARTNERS = {
    *("v1:webhooks", "v1:webhook", "v1:webhook-test", "v1:webhook-rotate", "v1:webhook-replay"),
    *("v1:webhook-deliveries", "v1:webhook-delivery-replay", "v1:export"),
    *("v1:searches", "v1:search", "v1:search-matches"),
    *("v1:exports", "v1:prepared-export", "v1:prepared-export-file"),
}
# What some of them must be asked.
QUERIES = {
    "search-feed": "?q=revenue",
    "oembed": "?url=http://testserver{quote}",
    "v1:graph-paths": "?from=company:quarrystone&to=tag:pricing",
    "v1:graph-cooccurrence": "?tag=pricing",
    "v1:graph-companies-by-topic": "?tag=pricing",
    **{f"v1:graph-{name}": "?node=company:quarrystone" for name in ("neighbours", "neighbourhood", "export")},
}
# The door, and what Django’s admin shows before it.
DOOR = {"admin:login", "admin:logout", "admin:jsi18n"}
# Of those who work here: what the desk asks.
DESK = {
    *("root", "episode", "corrections", "undo", "find", "revisions", "comments", "presence", "leave"),
    *("comment", "resolve", "reopen", "colleagues", "quotes", "quote", "confirm", "select", "give-up"),
    *(
        "override",
        "schedule",
        "unschedule",
        "due",
        "restore",
        "move",
        "claims",
        "evidence",
        "one-evidence",
        "relations",
    ),
    *("discard-claim", "restore-claim", "claim-offers", "claim-meaning", "tags", "companies", "guests"),
}
# Of those, what is told the quote it is about.
NAMING_A_QUOTE = {"desk:discard-claim", "desk:restore-claim"}
# Of those who work here: the admin’s pages beside the list, form, history and deletion of each model.
ADMIN = {
    *("review", "review_decide", "review_many", "review_results", "review_mark"),
    *("index", "password_change_done", "autocomplete", "view_on_site", "app_list"),
    *("transcripts_batch_progress", "transcripts_batch_act", "transcripts_feed_fetch"),
    *("transcripts_likelyduplicate_look", "transcripts_likelyduplicate_decide"),
    *("transcripts_job_progress", "transcripts_job_act"),
    *(f"transcripts_sourcedocument_{verb}" for verb in ("import", "download", "discard")),
    *(f"transcripts_episode_{verb}" for verb in ("annotate", "withdraw", "speakers", "transcript")),
    *(f"transcripts_{model}_{verb}" for model in ("guest", "company") for verb in ("merge", "split")),
    *(f"transcripts_revision_{verb}" for verb in ("adopt", "decline", "return", "of", "compare", "correct")),
    *("annotations_alarm_settle", "annotations_placement_decide", "annotations_correction_withdraw"),
    *(f"annotations_errorreport_{verb}" for verb in ("assign", "settle", "log")),
    *(
        f"annotations_{model}_{verb}"
        for model in ("claim", "quoteversion")
        for verb in ("results", "move", "move_due", "move_schedule")
    ),
    *(f"annotations_claim_{verb}" for verb in ("restate", "rank")),
    *(f"annotations_{model}_decide" for model in ("evidence", "claimrelation")),
    *(f"annotations_codinground_{verb}" for verb in ("carry_out", "code", "decide", "draw")),
    *("annotations_identitychange_undo", "annotations_vocabularychange_undo"),
    *(f"annotations_tag_{verb}" for verb in ("export", "import", "apply", "rename", "move", "merge")),
    *("annotations_tag_split", "annotations_tag_status"),
    *(f"annotations_quoteversion_{verb}" for verb in ("research", "fates", "project")),
    *("annotations_quoteversion_restore", "annotations_notice_read", "annotations_notice_settings"),
}
STOCK = ("changelist", "add", "change", "history", "simple_history", "delete")
# Who works here, in the order of the columns of the table.
WORKING = [*map(str, GROUPS), "administrator"]
ROLES = [None, "reader", *WORKING]
TABLE = Path(__file__).with_name("who_may_what.txt")
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def routes() -> Iterator[tuple[str, str]]:
    """Every route by its name, with its pattern; what Django names not at all leads on or is nothing."""

    def walk(resolver: Any, pattern: str, space: str) -> Iterator[tuple[str, str]]:
        for one in resolver.url_patterns:
            whole = pattern + str(one.pattern)
            if isinstance(one, URLPattern):
                yield f"{space}{one.name or ''}", whole
            else:
                yield from walk(one, whole, f"{space}{one.namespace}:" if one.namespace else space)

    yield from walk(get_resolver(), "/", "")


def stock_names() -> set[str]:
    """The admin’s own routes of each model, and those of accounts."""
    models = [model._meta for model in admin.site._registry]
    names = {f"{opts.app_label}_{opts.model_name}_{verb}" for opts in models for verb in STOCK}
    return {*names, "auth_user_password_change", "password_change"}


def is_listed(name: str) -> bool:
    """Whether somebody has said whose a route is."""
    space, _, rest = name.rpartition(":")
    if space == "admin":
        return not rest or name in DOOR or rest in ADMIN or rest in stock_names()
    return name in PUBLIC | PARTNERS or (space == "desk" and rest in DESK)


def test_every_route_is_listed() -> None:
    unlisted = {name for name, _ in routes() if not is_listed(name)}
    assert not unlisted, f"Say in this test whose they are: {sorted(unlisted)}"


def test_no_route_is_listed_that_is_not_there() -> None:
    there = {name for name, _ in routes()}
    listed = {
        *PUBLIC,
        *PARTNERS,
        *DOOR,
        *(f"admin:{name}" for name in ADMIN),
        *(f"desk:{name}" for name in DESK),
    }
    assert not listed - there


@pytest.fixture(scope="module", autouse=True)
def site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """What is public, and a draft of Ed's beside it, made once for all tests here."""
    with django_db_blocker.unblock(), transaction.atomic():
        world.build()
        make.draft("Two contributors left us over it.", turn=make.turn(first_episode()))
        make.claim(QuoteVersion.objects.published().order_by("pk")[0], "A claim of Ed’s alone.")
        researchjobs.ask(b"Marked elsewhere.", name="field.qdpx", by=make.editor())
        for role in ROLES:
            visitor(role)
        yield
        transaction.set_rollback(True)


def first_episode() -> Episode:
    return Episode.objects.get(title="Closing the source")


def visitor(role: str | None) -> Client:
    """A browser of somebody with that role."""
    client = Client()
    if role == "administrator":
        client.force_login(make.administrator(), BACKEND)
    elif role:
        client.force_login(make.person(role, *([role] if role != "reader" else [])), BACKEND)
    return client


BACKEND = "osbiz.accounts.Accounts"


def filled(pattern: str, values: dict[str, Any]) -> str:
    """The address of a route with these arguments."""
    bare = pattern.replace("^", "").replace("$", "")
    return ARGUMENT.sub(lambda found: str(values[found[1] or found[2]]), bare)


def arguments(name: str) -> dict[str, Any]:
    """Arguments that lead to something that is there."""
    version = QuoteVersion.objects.published().order_by("pk").first()
    assert version
    values: dict[str, Any] = {
        "id": 1,
        "public_id": version.quote.public_id,
        "quote_id": version.quote.public_id,
        "name": "vtt",
        "noun": "quote",
        "action": "submit",
        "kind": "csv",
        "url": "nowhere/",
        "position": 0,
        "pk": 1,
        "object_id": 1,
        "content_type_id": 1,
        "app_label": "annotations",
        "episode": version.quote.episode_id,
    }
    model = model_of(name)
    first = model._default_manager.order_by("pk").first() if model else None
    return {**values, "pk": first.pk, "object_id": first.pk} if first else values


def model_of(name: str) -> Any:
    """The model an admin’s route is about."""
    if name.endswith("_fates"):
        return Job  # which brings quotes in
    parts = name.rpartition(":")[2].split("_")
    try:
        return apps.get_model(parts[0], parts[1])
    except (LookupError, IndexError):
        return None


def inner() -> list[tuple[str, str]]:
    """The routes of those who work here, with their addresses."""
    found = [(name, pattern) for name, pattern in routes() if name.startswith(("admin:", "desk:"))]
    return [(name, filled(pattern, arguments(name))) for name, pattern in found if name not in DOOR]


@pytest.mark.parametrize("role", [None, "reader"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_nobody_without_a_role_gets_behind_the_door(role: str | None, method: str) -> None:
    client, before = visitor(role), counted()
    for name, address in inner():
        answer = getattr(client, method)(address)
        if name.startswith("desk:"):
            assert answer.status_code in (401, 403), (name, address, answer.status_code)
        else:
            assert answer.status_code == 302 and "/admin/login/" in answer.headers["Location"], (
                name,
                address,
            )
    assert counted() == before


@pytest.mark.parametrize("role", [None, "reader", "editor"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_nobody_without_a_token_gets_what_is_a_partners(role: str | None, method: str) -> None:
    client = visitor(role)
    for name, pattern in routes():
        if name in PARTNERS:
            address = filled(pattern, {**arguments(name), "resource": "quotes", "delivery": 1})
            assert getattr(client, method)(address).status_code in (401, 403), name


def counted() -> dict[str, int]:
    """How many rows there are of everything of ours."""
    ours = [model for model in apps.get_models() if model._meta.app_label in ("annotations", "transcripts")]
    return {model.__name__: model._default_manager.count() for model in ours}


@pytest.mark.parametrize("role", ROLES[2:])
def test_nothing_breaks_for_those_who_work_here(role: str) -> None:
    client = visitor(role)
    for name, address in inner():
        answer = client.get(address)
        assert answer.status_code in (200, 301, 302, 400, 403, 404, 405), (name, address, answer.status_code)


def of_a_draft(name: str) -> dict[str, Any]:
    """Arguments that lead to what Ed has drafted, where a route is about a quote or a claim."""
    version = QuoteVersion.objects.get(state="draft")
    claim = Claim.objects.get(state="draft")
    if name.startswith("desk:"):
        key = claim.public_id if "claim" in name or "evidence" in name else version.quote.public_id
        return {"public_id": key, "quote_id": version.quote.public_id}
    draft: Any = {QuoteVersion: version, Claim: claim}.get(model_of(name))
    return {"pk": draft.pk, "object_id": draft.pk} if draft else {}


def answered(client: Client, name: str) -> str:
    """What somebody is answered who sends nothing to a route of the table, or only the quote it is about;
    whatever that did is taken back."""
    address = address_of(name)
    kind = "application/x-www-form-urlencoded" if address.startswith("/admin/") else "application/json"
    sent = "{}" if kind == "application/json" else ""
    if name.removesuffix(" of a draft") in NAMING_A_QUOTE:
        sent = json.dumps({"quote": str(QuoteVersion.objects.get(state="draft").quote.public_id)})
    with transaction.atomic():
        answer = client.post(address, sent, content_type=kind)
        transaction.set_rollback(True)
    return str(answer.status_code)


def address_of(name: str) -> str:
    """The address of a route of the table; “of a draft”, that of what Ed has drafted."""
    bare = name.removesuffix(" of a draft")
    values = arguments(bare) | (of_a_draft(bare) if bare != name else {})
    return filled(dict(routes())[bare], values)


def test_each_role_is_answered_as_the_table_says() -> None:
    """The table is read by people: whoever changes a line says who may do what from now on."""
    clients = [visitor(role) for role in WORKING]
    wanted = [line.split("  ", 1) for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    found = {name: " ".join(answered(client, name) for client in clients) for name, _ in wanted}
    assert found == {name: " ".join(codes.split()) for name, codes in wanted}


@pytest.mark.parametrize("role", ["contributor", "editor"])
@pytest.mark.parametrize("action", ["approve", "publish", "return", "withdraw", "spike"])
def test_no_list_moves_for_those_who_may_not(role: str, action: str) -> None:
    client, before = visitor(role), states()
    for model in (QuoteVersion, Claim):
        address = reverse(f"admin:annotations_{model._meta.model_name}_changelist")
        keys = list(model._default_manager.values_list("pk", flat=True))
        sent = {"action": action, "confirmed": "yes", "note": "Why", "index": 0}
        client.post(address, {**sent, "_selected_action": keys})
    for version in QuoteVersion.objects.select_related("quote"):
        address = f"/api/v1/desk/quotes/{version.quote.public_id}/{action}/"
        sent, seen = {"note": "Why"}, {"If-Match": f'"{cards.seen(version)}"'}
        answer = client.post(address, sent, content_type="application/json", headers=seen)
        assert answer.status_code in (403, 404, 409)
    assert states() == before


def states() -> list[tuple[int, str]]:
    return [
        row
        for model in (QuoteVersion, Claim)
        for row in model._default_manager.order_by("pk").values_list("pk", "state")
    ]


def test_a_draft_of_another_is_not_there_for_a_contributor() -> None:
    client, version = visitor("contributor"), QuoteVersion.objects.get(state="draft")
    shown = client.get(f"/api/v1/desk/episodes/{version.quote.episode_id}/").content.decode()
    desk = client.get(reverse("admin:transcripts_episode_annotate", args=[version.quote.episode_id]))
    lists = [client.get(reverse(f"admin:annotations_{one}_changelist")) for one in ("quoteversion", "claim")]
    for page in (shown, *(answer.content.decode() for answer in (desk, *lists))):
        assert str(version.quote.public_id) not in page and "A claim of Ed" not in page
    assert f"/quoteversion/{version.pk}/" not in lists[0].content.decode()


def first_quote() -> Quote:
    version = QuoteVersion.objects.published().order_by("pk").first()
    assert version
    return version.quote


def public_arguments(name: str) -> dict[str, Any]:
    """Arguments that lead to something public of that route’s kind."""
    values = arguments(name)
    version = QuoteVersion.objects.published().order_by("pk").first()
    assert version and version.speaker
    episode = Episode.objects.with_public_transcript().get()
    claim, correction = world.found("claims/")[0], Correction.objects.order_by("pk").first()
    assert correction
    slugs = {
        "topic": "pricing",
        "topic-both-sides": "pricing",
        "company-timeline": "quarrystone",
        "episode": episode.slug,
        "episode-transcript": episode.slug,
        "podcast": episode.podcast.slug,
        "company": "quarrystone",
        "company-people": "quarrystone",
    }
    slugs |= {"topic-feed": "pricing", "company-feed": "quarrystone", "passage": episode.slug}
    values |= {"version": version.number, "revision": 1, "start": 0, "end": 12, "number": 0}
    if name == "quote-cite":
        values["name"] = "ris"
    if name == "sitemap-pages":
        values["kind"] = "quotes"
    ids = {"claim": claim["id"], "correction": correction.public_id}
    values |= {"slug": slugs.get(name, version.speaker.slug)}
    values |= {"public_id": ids.get(name, version.quote.public_id)}
    if name.startswith("v1:snapshot"):
        values |= {"id": "newest", "name": "tags.ndjson.gz"}
    if name == "v1:text":
        values["id"] = make.turn(episode).revision.public_id
    if name == "v1:episode-transcript" or name.endswith("-detail"):
        noun = name.removeprefix("v1:").rpartition("-")[0]
        values["id"] = episode.public_id if noun == "episode" else world.found(f"{noun}/")[0]["id"]
    return values


@pytest.mark.parametrize("role", ROLES)
def test_what_is_public_is_the_same_for_everybody(role: str | None, settings: Any, tmp_path: Path) -> None:
    settings.SNAPSHOTS_DIR = tmp_path
    snapshots.build()
    episode = first_episode()
    type(episode.podcast).objects.filter(pk=episode.podcast_id).update(rights=2)
    Episode.objects.filter(pk=episode.pk).update(visibility=2)
    client = visitor(role)
    for name, pattern in routes():
        if name in PUBLIC:
            asked = QUERIES.get(name, "").replace("{quote}", first_quote().get_absolute_url())
            address = filled(pattern, public_arguments(name)) + asked
            assert client.get(address).status_code == 200, (name, address)
