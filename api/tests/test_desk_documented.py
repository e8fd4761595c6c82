"""What is said of the desk's endpoints is what there is."""

import re
from pathlib import Path

from django.conf import settings

from api.v1.desk import urls

PAGE = Path(settings.BASE_DIR) / "docs" / "desk-api.md"
METHODS = ("get", "post", "patch", "delete")
ADDRESS = re.compile(r"`((?:GET|POST|PATCH|DELETE)(?:, \w+)*) ([^`]*)`")


def told() -> set[tuple[str, str]]:
    """The methods and addresses that the page has, the names of ids left out."""
    found = ADDRESS.findall(PAGE.read_text(encoding="utf-8").partition("## What there is")[2])
    return {
        (method.lower(), re.sub(r"{\w+}", "{}", address.removeprefix("/")))
        for methods, address in found
        for method in methods.split(", ")
    }


def test_every_endpoint_is_documented_and_nothing_else() -> None:
    there = {
        (method, re.sub(r"<\w+:\w+>", "{}", str(route.pattern)))
        for route in urls.urlpatterns
        for method in METHODS
        if hasattr(route.callback.view_class, method)
    }
    assert told() == there
