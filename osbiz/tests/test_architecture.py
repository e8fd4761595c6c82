"""Who may import whom: walks every import of our code and names the rule that one breaks."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
MAY_IMPORT = {
    "transcripts": {"transcripts"},
    "annotations": {"annotations", "transcripts"},
    "api": {"api", "annotations", "transcripts"},
}
OURS = {*MAY_IMPORT, "osbiz"}

# Lowest first; what is in none of them is pure.
PURE, MODELS, SERVICES, ENTRIES = range(4)
NAMES = {PURE: "pure modules", MODELS: "models", SERVICES: "services and selectors", ENTRIES: "entries"}
LAYERS = {
    MODELS: {
        "models",
        "querysets",
        "permissions",
        "plans",
        "guards",
        "insertions",
        "listplaces",
        "migrations",
        "prepared",
        "signals",
        "statementindex",
        "timestamps",
        "wordindex",
    },
    SERVICES: {"corpus", "search", "selectors", "services", "suggestions"},
    ENTRIES: {"admin", "apps", "desk", "forms", "management", "tasks", "templatetags", "urls", "views"},
}
FRAMEWORKS = ("django", "rest_framework", "celery")
REQUESTS = ("django.http", "django.forms", "django.shortcuts", "django.contrib.admin", "rest_framework")

APPS = "transcripts imports nothing of ours, annotations only transcripts; nobody imports api or osbiz"
DOWNWARDS = "imports go downwards: entries, services and selectors, models and querysets, pure modules"
NO_REQUEST = "a service or selector never sees a request, a form or a serializer"
NO_DJANGO = "a pure module knows no Django (a module of another layer has its name in LAYERS in this test)"


def layer(module: str) -> int:
    """The layer of one of our modules, by its name inside its app."""
    app, _, rest = module.partition(".")
    if app in {"api", "osbiz"}:
        return ENTRIES
    first = rest.partition(".")[0]
    return next((number for number, names in LAYERS.items() if first in names), PURE)


def imports(source: str) -> Iterator[str]:
    """The dotted names that a module imports, wherever in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "import by the full name"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def broken_rules(module: str, name: str) -> Iterator[str]:
    """The rules that the import of `name` by `module` breaks."""
    app, other = module.partition(".")[0], name.partition(".")[0]
    if other in OURS and other not in MAY_IMPORT.get(app, OURS):
        yield APPS
    if ".tests." in module:
        return
    if other in OURS and layer(name) > layer(module):
        yield DOWNWARDS
    if layer(module) == PURE and within(name, FRAMEWORKS):
        yield NO_DJANGO
    if layer(module) == SERVICES and within(name, REQUESTS):
        yield NO_REQUEST


def violations(module: str, source: str) -> list[str]:
    """What a module imports against the rules, in sentences."""
    return [
        f"{module} ({NAMES[layer(module)]}) imports {name}: {rule}"
        for name in imports(source)
        for rule in broken_rules(module, name)
    ]


def modules() -> Iterator[tuple[str, str]]:
    """The name and source of each of our modules."""
    for app in MAY_IMPORT:
        for path in sorted((ROOT / app).rglob("*.py")):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            yield name, path.read_text(encoding="utf-8")


def test_imports_go_the_right_way() -> None:
    found = [line for module, source in modules() for line in violations(module, source)]
    assert not found, "\n".join(
        ["Against the rules of the house (README, how the code is laid out):", *found]
    )


@pytest.mark.parametrize(
    ("module", "source", "rule"),
    [
        ("transcripts.services.importing", "from annotations.models import Tag", APPS),
        ("annotations.views.pages", "import osbiz.settings", APPS),
        ("transcripts.tests.test_parsing", "from annotations import anchoring", APPS),
        ("annotations.models.quote", "def f():\n    from annotations.services import review", DOWNWARDS),
        ("annotations.services.quotes", "from annotations.desk import views", DOWNWARDS),
        ("transcripts.parsing", "from transcripts import models", DOWNWARDS),
        ("transcripts.reading.timecodes", "from django.utils import timezone", NO_DJANGO),
        ("annotations.services.quotes", "from django.http import HttpRequest", NO_REQUEST),
    ],
)
def test_a_wrong_direction_is_named_with_its_rule(module: str, source: str, rule: str) -> None:
    assert [
        line.rpartition(": ")[0] != "" and line.endswith(rule) for line in violations(module, source)
    ] == [True]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("annotations.views.pages", "from annotations.selectors import topics"),
        ("annotations.services.quotes", "from transcripts.models import Turn"),
        ("api.v1.quotes", "from annotations.selectors import quotes"),
        ("transcripts.parsing", "from transcripts.formats import feed_page"),
        ("annotations.services.quotes", "from django.db import transaction"),
    ],
)
def test_a_right_direction_passes(module: str, source: str) -> None:
    assert violations(module, source) == []
