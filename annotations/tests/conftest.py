"""OpenSearch for the tests that ask it: a server in memory that speaks its API."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.core.cache import cache
from osmem_server import OsmemClone

from annotations.search import feeding, opensearch
from annotations.search.backend import Wanted
from annotations.search.visible import Candidate


@pytest.fixture
def switched_on(osmem_clone: OsmemClone, settings: Any) -> Iterator[str]:
    """OpenSearch is switched on, and empty; its address."""
    settings.OPENSEARCH_URL = f"{osmem_clone.url}/quotes"
    cache.delete_many([opensearch.RESTING, feeding.AT_WORK])
    yield settings.OPENSEARCH_URL
    cache.delete_many([opensearch.RESTING, feeding.AT_WORK])


@pytest.fixture(params=["database", "opensearch"])
def each_backend(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database finds; then OpenSearch, told of every change before it is asked, and none in its place."""
    if request.param == "database":
        return
    request.getfixturevalue("switched_on")
    feeding.rebuild()

    def find(_: Any, wanted: Wanted, limits: Mapping[str, int]) -> list[Candidate]:
        feeding.deliver()
        return opensearch.standing(opensearch.ask(wanted, limits))

    monkeypatch.setattr(opensearch.OpenSearch, "find", find)
