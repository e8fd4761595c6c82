"""Static files as production serves them."""

import re
from pathlib import Path

from django.core.management import call_command
from django.test import override_settings

STORAGES = {"staticfiles": {"BACKEND": "osbiz.storage.HashedFilesStorage"}}
IMPORTED = re.compile(r'\bfrom "(\./[^"]+)"')
HASHED = re.compile(r"\.[0-9a-f]{12}\.")


def test_modules_import_each_other_by_the_hash_of_their_content(tmp_path: Path) -> None:
    with override_settings(STATIC_ROOT=str(tmp_path), STORAGES=STORAGES):
        call_command("collectstatic", interactive=False, verbosity=0)
    scripts = [path for path in (tmp_path / "desk").glob("*.js") if HASHED.search(path.name)]
    imported = {
        (path.parent / name).resolve()
        for path in scripts
        for name in IMPORTED.findall(path.read_text("utf-8"))
    }
    assert len(imported) > 40
    assert all(HASHED.search(path.name) and path.exists() for path in imported)
