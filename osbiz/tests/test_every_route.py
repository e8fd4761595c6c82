"""Every address of the site as everybody: the routes are walked, and one that is not listed here fails.

Who adds a route says here whose it is. What a role may do behind it is the services’ matter and tested there.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, get_resolver

from annotations.models import Correction, QuoteVersion
from annotations.tests import factories as make
from api.tests import world
from transcripts.models import Episode
from transcripts.roles import GROUPS

pytestmark = pytest.mark.django_db

# Everybody’s: readers and partners.
PUBLIC = {
    *("healthz", "home", "topics", "topic", "episodes", "episode", "episode-transcript", "podcast"),
    *("guests", "guest", "guest-about", "companies", "company", "company-people", "quote", "claims", "claim"),
    *("corrections", "correction", "report-page", "report-sent", "report"),
    *("api-schema", "api-docs", "v1:index", "v1:episode-transcript"),
    *(
        f"v1:{name}-{kind}"
        for name in ("podcasts", "episodes", "guests", "companies", "tags", "quotes", "claims", "corrections")
        for kind in ("list", "detail")
    ),
}
# The door, and what Django’s admin shows before it.
DOOR = {"admin:login", "admin:logout", "admin:jsi18n"}
# Of those who work here: what the desk asks.
DESK = {
    *("root", "episode", "corrections", "undo", "find", "revisions", "comments", "presence", "leave"),
    *("comment", "resolve", "reopen", "colleagues", "quotes", "quote", "confirm", "select", "give-up"),
    *("override", "schedule", "unschedule", "restore", "move", "claims", "evidence", "one-evidence"),
    *("discard-claim", "restore-claim", "tags", "companies", "guests"),
}
# Of those who work here: the admin’s pages beside the list, form, history and deletion of each model.
ADMIN = {
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
    *(f"annotations_codinground_{verb}" for verb in ("code", "decide", "draw")),
    *("annotations_identitychange_undo", "annotations_vocabularychange_undo"),
    *(f"annotations_tag_{verb}" for verb in ("export", "import", "apply", "rename", "move", "merge")),
    *("annotations_tag_split", "annotations_tag_status"),
}
STOCK = ("changelist", "add", "change", "history", "simple_history", "delete")
ROLES = [None, "reader", *map(str, GROUPS), "superuser"]
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
    return name in PUBLIC or (space == "desk" and rest in DESK)


def test_every_route_is_listed() -> None:
    unlisted = {name for name, _ in routes() if not is_listed(name)}
    assert not unlisted, f"Say in this test whose they are: {sorted(unlisted)}"


def test_no_route_is_listed_that_is_not_there() -> None:
    there = {name for name, _ in routes()}
    listed = {*PUBLIC, *DOOR, *(f"admin:{name}" for name in ADMIN), *(f"desk:{name}" for name in DESK)}
    assert not listed - there


def visitor(role: str | None) -> Client:
    """A browser of somebody with that role."""
    client = Client()
    if role == "superuser":
        client.force_login(User.objects.create_superuser("root"), BACKEND)
    elif role:
        client.force_login(make.person(role, *([role] if role != "reader" else [])), BACKEND)
    return client


BACKEND = "django.contrib.auth.backends.ModelBackend"


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
        "episode": 1,
    }
    model = model_of(name)
    first = model._default_manager.order_by("pk").first() if model else None
    return {**values, "pk": first.pk, "object_id": first.pk} if first else values


def model_of(name: str) -> Any:
    """The model an admin’s route is about."""
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
    world.build()
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


def counted() -> dict[str, int]:
    """How many rows there are of everything of ours."""
    ours = [model for model in apps.get_models() if model._meta.app_label in ("annotations", "transcripts")]
    return {model.__name__: model._default_manager.count() for model in ours}


@pytest.mark.parametrize("role", ROLES[2:])
def test_nothing_breaks_for_those_who_work_here(role: str) -> None:
    world.build()
    client = visitor(role)
    for name, address in inner():
        answer = client.get(address)
        assert answer.status_code in (200, 301, 302, 400, 403, 404, 405), (name, address, answer.status_code)


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
        "episode": episode.slug,
        "episode-transcript": episode.slug,
        "podcast": episode.podcast.slug,
        "company": "quarrystone",
        "company-people": "quarrystone",
    }
    ids = {"claim": claim["id"], "correction": correction.public_id}
    values |= {"slug": slugs.get(name, version.speaker.slug)}
    values |= {"public_id": ids.get(name, version.quote.public_id)}
    if name == "v1:episode-transcript" or name.endswith("-detail"):
        noun = name.removeprefix("v1:").rpartition("-")[0]
        values["id"] = episode.public_id if noun == "episode" else world.found(f"{noun}/")[0]["id"]
    return values


@pytest.mark.parametrize("role", ROLES)
def test_what_is_public_is_the_same_for_everybody(role: str | None) -> None:
    world.build()
    episode = Episode.objects.get(title="Closing the source")
    type(episode.podcast).objects.filter(pk=episode.podcast_id).update(rights=2)
    Episode.objects.filter(pk=episode.pk).update(visibility=2)
    client = visitor(role)
    for name, pattern in routes():
        if name in PUBLIC:
            address = filled(pattern, public_arguments(name))
            assert client.get(address).status_code == 200, (name, address)
