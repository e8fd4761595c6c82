"""The files the desk's page is made with, named all at once: the browser would find what modules import only
one after the other, and what leads to the desk asks for them ahead."""

import re
from functools import cache
from pathlib import Path

from django.conf import settings

STATIC = settings.BASE_DIR / "static"
STYLES = [
    f"desk/{name}.css"
    for name in ("desk", "correcting", "moving", "emending", "saving", "talking", "planning")
]
# The text and selecting in it come first, the other parts after them.
SCRIPTS = ["desk/desk.js", "desk/parts.js"]
IMPORTED = re.compile(r'^import .*? from "\./([\w-]+\.js)";$', re.MULTILINE)


@cache
def modules() -> list[str]:
    """The scripts with all they import, each once: what the first needs stands before what only others do."""
    found: dict[str, None] = {}
    for script in SCRIPTS:
        follow(script, found)
    return list(found)


def follow(name: str, found: dict[str, None]) -> None:
    """Add a module and what it imports, and so on."""
    if name in found:
        return
    found[name] = None
    path = Path(name)
    for imported in IMPORTED.findall((STATIC / path).read_text()):
        follow(str(path.with_name(imported)), found)
