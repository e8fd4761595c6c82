"""Answers are remembered while nothing is published, and no longer; whoever may not ask does not get them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from annotations.services import review
from annotations.tests import factories as make
from annotations.workflow import Action
from api import deprecation
from api.deprecation import Deprecated
from api.models import Snapshot

pytestmark = pytest.mark.django_db
LICENCE = "We changed the licence in March."
REVENUE = "Revenue doubled within a year."
PATHS = ("quotes/", "quotes/?tag=licensing-change", "tags/licensing-change/")


@pytest.fixture(autouse=True)
def keeping(settings: Settings) -> Iterator[None]:
    """Keep answers, beginning and ending with none."""
    settings.PAGES_KEPT_SECONDS = 30
    for name in ("pages", "tags"):
        caches[name].clear()
    yield
    for name in ("pages", "tags"):
        caches[name].clear()


def asked(path: str, **headers: str) -> tuple[Any, int]:
    """An answer, and how many queries it took."""
    with CaptureQueriesContext(connection) as queries:
        answer = Client().get(f"/api/v1/{path}", headers=headers)
    return answer, len(queries)


def said(answer: Any) -> list[str]:
    """The words of the quotes of an answer."""
    return [quote["exact"] for quote in answer.json()["results"]]


def withdraw(version: Any) -> None:
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Not so.")


@pytest.mark.parametrize("path", PATHS)
def test_what_somebody_has_is_known_to_be_unchanged_without_being_made(path: str, settings: Settings) -> None:
    settings.PAGES_KEPT_SECONDS = 0
    make.published(LICENCE)
    version = make.published(REVENUE)
    first, _ = asked(path)
    again, queries = asked(path, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, queries) == (304, b"", 1)
    assert again.headers["Access-Control-Allow-Origin"] == "*"
    for name in ("ETag", "Vary", "Cache-Control"):
        assert again.headers[name] == first.headers[name]
    withdraw(version)
    changed, _ = asked("quotes/", **{"If-None-Match": first.headers["ETag"]})
    assert (changed.status_code, said(changed)) == (200, [LICENCE])


def test_a_first_page_is_handed_out_again_until_something_is_withdrawn() -> None:
    make.published(LICENCE)
    version = make.published(REVENUE)
    first, _ = asked("quotes/?page_size=1")
    again, queries = asked("quotes/?page_size=1")
    assert said(first) == [REVENUE]
    assert (again.content, queries) == (first.content, 1)
    for name in ("ETag", "Link", "Vary", "Cache-Control", "Content-Type", "Access-Control-Allow-Origin"):
        assert again.headers[name] == first.headers[name]
    assert again.headers["X-Request-ID"] != first.headers["X-Request-ID"]
    withdraw(version)
    assert said(asked("quotes/?page_size=1")[0]) == [LICENCE]


def test_answers_differ_by_address_host_and_form() -> None:
    make.published(LICENCE)
    other = Client().get("/api/v1/quotes/", HTTP_HOST="other.example")
    assert b"other.example" in other.content
    assert b"other.example" not in asked("quotes/")[0].content
    assert len(asked("quotes/?fields=exact")[0].content) < len(asked("quotes/")[0].content)
    assert asked("quotes/", Accept="text/csv")[0].status_code == 406


def test_a_key_that_is_not_taken_gets_nothing_remembered() -> None:
    make.published(LICENCE)
    etag = asked("quotes/")[0].headers["ETag"]
    for headers in ({}, {"If-None-Match": etag}):
        assert asked("quotes/", Authorization="Bearer nobody", **headers)[0].status_code == 401


def test_a_wrong_parameter_is_told_each_time() -> None:
    for _ in range(2):
        assert asked("quotes/?nonsense=1")[0].status_code == 400


def test_what_is_on_its_way_out_says_so_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    make.published(LICENCE)
    leaving = Deprecated(date(2026, 1, 1), date(2027, 1, 1), "https://osbiz.example/docs/")
    monkeypatch.setattr(deprecation, "DEPRECATED", {"v1:quotes-list": leaving})
    for _ in range(2):
        assert "Deprecation" in asked("quotes/")[0].headers


def test_what_the_log_does_not_tell_of_is_made_each_time() -> None:
    make.published(LICENCE)
    assert asked("snapshots/")[0].json() == []
    Snapshot.objects.create(position=0, files=[])
    assert len(asked("snapshots/")[0].json()) == 1
