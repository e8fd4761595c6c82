"""docs/formats.md lists every format and every kind of file, in the words of its module."""

from types import ModuleType

from django.conf import settings

from transcripts import files, formats

PAGE = settings.BASE_DIR / "docs" / "formats.md"


def row(name: str, module: ModuleType) -> str:
    said = " ".join((module.__doc__ or "").split("\n\n")[0].split()).replace("|", "\\|")
    return f"| {name} | {said} |"


def test_the_page_lists_what_is_read() -> None:
    wanted = [row(f"`{module.NAME}`", module) for module in formats.ALL]
    wanted += [row(module.CONTAINER, module) for module in files.ALL]
    page = PAGE.read_text(encoding="utf-8")
    missing = [line for line in wanted if line not in page]
    assert not missing, "docs/formats.md should say:\n" + "\n".join(missing)
