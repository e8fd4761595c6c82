"""The schema is valid, says what is there and nothing of the desk."""

import re
from typing import Any

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from api.tests import world
from api.v1.urls import RESOURCES

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
        *(f"list{view.resource.capitalize()}" for view in RESOURCES),
        *(f"get{view.noun.capitalize()}" for view in RESOURCES),
    }


def test_the_desk_is_not_in_it(schema: dict[str, Any]) -> None:
    assert not [path for path in schema["paths"] if "desk" in path]
    assert {method for path in schema["paths"].values() for method in path} == {"get"}


def test_every_parameter_says_what_it_is_for(schema: dict[str, Any]) -> None:
    for name, operation in operations(schema).items():
        for parameter in operation.get("parameters", []):
            assert parameter["description"], (name, parameter["name"])


def test_its_filters_are_those_that_are_taken(schema: dict[str, Any]) -> None:
    for view in RESOURCES:
        parameters = operations(schema)[f"list{view.resource.capitalize()}"]["parameters"]
        described = {each["name"] for each in parameters if each["in"] == "query"}
        assert described == {*view.filterset_class.base_filters, "ordering", "page_size", "cursor"}


@pytest.mark.django_db
def test_its_examples_are_understood(schema: dict[str, Any]) -> None:
    world.build()
    for view in RESOURCES:
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
        assert "304" in responses
        assert ("404" in responses) == name.startswith("get")
        assert ("410" in responses) == (name in GONE_IS_TOLD)


def test_it_is_served_as_yaml_and_json() -> None:
    assert Client().get("/api/schema/").headers["Content-Type"].startswith("application/vnd.oai.openapi")
    as_json = Client().get("/api/schema/", headers={"Accept": "application/json"})
    assert as_json.json()["info"]["title"] == "osbiz API"


def test_the_documentation_has_nothing_inline() -> None:
    answer = Client().get("/api/docs/")
    page = answer.content.decode()
    assert "style-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "<style" not in page and " style=" not in page
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    (script,) = re.findall(r'src="(/api/docs/[^"]*)"', page)
    assert Client().get(script).headers["Content-Type"] == "application/javascript"
