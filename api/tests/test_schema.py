"""The schema is valid, says what is there and nothing of the desk."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from api.tests import world
from api.v1.urls import RESOURCES, TIES

LISTS = (*RESOURCES, *TIES)
SHAPING = {"ordering", "page_size", "cursor", "count", "fields", "omit"}
GRAPH = {"listNeighbours", "listNeighbourhood", "listPaths", "listCooccurringTopics", "listCompaniesByTopic"}
READ = {
    *("/api/v1/webhooks/{id}/deliveries/", "/api/v1/searches/{id}/matches/"),
    *("/api/v1/exports/{resource}/", "/api/v1/exports/prepared/{id}/file"),
}
OF_PARTNERS = {
    *("listWebhooks", "createWebhook", "getWebhook", "changeWebhook", "deleteWebhook", "testWebhook"),
    *("rotateWebhook", "replayWebhook", "listDeliveries", "replayDelivery", "exportRecords"),
    *("listExports", "prepareExport", "getExport", "deleteExport", "getExportFile"),
    *("listSearches", "saveSearch", "getSearch", "changeSearch", "deleteSearch", "listMatches"),
}
GONE_IS_TOLD = {"getQuote", "getClaim", "getEpisode", "getEpisodeTranscript", "getCorrection"}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return SchemaGenerator().get_schema(request=None, public=True)


def operations(schema: dict[str, Any]) -> dict[str, Any]:
    return {each["operationId"]: each for path in schema["paths"].values() for each in path.values()}


def test_it_is_valid_openapi(schema: dict[str, Any]) -> None:
    assert schema["openapi"].startswith("3.1")
    validate_schema(schema)


def test_each_resource_has_a_list_and_a_detail(schema: dict[str, Any]) -> None:
    names = set(operations(schema))
    assert names == {
        "getIndex",
        "getEpisodeTranscript",
        "listChanges",
        "listUsage",
        "listSnapshots",
        "getSnapshot",
        "getSnapshotFile",
        "exportNeighbourhood",
        "exportQuotesAsProject",
        "listQuoteAnnotations",
        "getText",
        *GRAPH,
        *OF_PARTNERS,
        *(f"list{view.resource.capitalize()}" for view in LISTS),
        *(f"get{view.noun.capitalize()}" for view in LISTS),
    }


def test_the_desk_is_not_in_it(schema: dict[str, Any]) -> None:
    assert not [path for path in schema["paths"] if "desk" in path]
    writing = {name for name, path in schema["paths"].items() if set(path) != {"get"}}
    own = ("/api/v1/webhooks/", "/api/v1/searches/", "/api/v1/exports/")
    assert writing == {name for name in schema["paths"] if name.startswith(own)} - READ


def test_every_parameter_says_what_it_is_for(schema: dict[str, Any]) -> None:
    for name, operation in operations(schema).items():
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (name, parameter["name"])


def test_its_filters_are_those_that_are_taken(schema: dict[str, Any]) -> None:
    for view in LISTS:
        parameters = operations(schema)[f"list{view.resource.capitalize()}"]["parameters"]
        described = {each["name"] for each in parameters if each["in"] == "query"}
        expand = {"expand"} if view.expands else set()
        assert described == {*view.filterset_class.base_filters, *SHAPING, *expand}


@pytest.mark.django_db
def test_its_examples_are_understood(schema: dict[str, Any]) -> None:
    world.build()
    for view in LISTS:
        for each in operations(schema)[f"list{view.resource.capitalize()}"]["parameters"]:
            example = re.search(r"For example `(.*)`", each["description"])
            if not example:
                continue
            answer = world.get(f"{view.resource}/", **{each["name"]: example[1]})
            named = [error["detail"] for error in answer.json().get("errors", [])]
            # What an example names need not be in this world; it must be well-formed.
            assert answer.status_code == 200 or re.fullmatch(r"“.+” names no \w+ here\.", named[0]), each


def test_errors_are_described(schema: dict[str, Any]) -> None:
    for name, operation in operations(schema).items():
        if name == "getIndex":
            continue
        responses = operation["responses"]
        assert "application/problem+json" in responses["400"]["content"]
        if name in OF_PARTNERS:  # which nothing keeps
            assert {"401", "403"} <= set(responses)
            continue
        assert "304" in responses
        assert ("404" in responses) == name.startswith("get")
        assert ("410" in responses) == (name in GONE_IS_TOLD)


def test_it_is_served_as_yaml_and_json() -> None:
    assert Client().get("/api/schema/").headers["Content-Type"].startswith("application/vnd.oai.openapi")
    as_json = Client().get("/api/schema/", headers={"Accept": "application/json"})
    assert as_json.json()["info"]["title"] == "osbiz API"


def test_the_committed_copy_is_this_one() -> None:
    """Made by `python manage.py spectacular --format openapi-json --file docs/openapi.json`."""
    served = Client().get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"})
    copy = Path(settings.BASE_DIR) / "docs" / "openapi.json"
    assert served.json() == json.loads(copy.read_text())


def test_the_documentation_has_nothing_inline() -> None:
    answer = Client().get("/api/docs/")
    page = answer.content.decode()
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "<style" not in page and " style=" not in page
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    (script,) = re.findall(r'src="(/api/docs/[^"]*)"', page)
    assert Client().get(script).headers["Content-Type"] == "application/javascript"


def test_what_stands_before_every_view_is_described(schema: dict[str, Any]) -> None:
    assert schema["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"
    for operation in operations(schema).values():
        is_partners = operation["tags"][0] in ("webhooks", "searches", "exports")
        assert operation["security"] == ([{"bearer": []}] if is_partners else [{}, {"bearer": []}])
        responses = operation["responses"]
        for status, header in (("401", "WWW-Authenticate"), ("403", "RateLimit"), ("429", "Retry-After")):
            assert {header, "RateLimit-Policy", "X-Request-ID"} <= set(responses[status]["headers"])
            assert responses[status]["content"]["application/problem+json"]["example"]["status"] == int(
                status
            )
        for status in {"200", "304"} & set(responses):
            assert ("ETag" in responses[status]["headers"]) == ("304" in responses)


@pytest.mark.django_db
def test_the_headers_that_are_described_come(schema: dict[str, Any], settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 1
    described = operations(schema)["listQuotes"]["responses"]
    refused = Client(REMOTE_ADDR="192.0.2.7").get("/api/v1/quotes/", headers={"Authorization": "Bearer x"})
    answers = [refused, *(Client(REMOTE_ADDR="192.0.2.8").get("/api/v1/quotes/") for _ in range(2))]
    assert [answer.status_code for answer in answers] == [401, 200, 429]
    for answer in answers:
        assert set(described[str(answer.status_code)]["headers"]) <= set(answer.headers)
