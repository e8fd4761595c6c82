"""A client that @hey-api/openapi-ts makes of the committed description is compiled strictly, and used by
`typescript/use.ts` as a partner would."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

pytestmark = pytest.mark.clients
HERE = Path(__file__).parent / "typescript"
DESCRIBED = Path(settings.BASE_DIR) / "docs" / "openapi.json"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The client and its use, as a script."""
    folder = tmp_path_factory.mktemp("typescript")
    shutil.copytree(HERE, folder, dirs_exist_ok=True)
    run(["npm", "ci", "--no-audit", "--no-fund"], folder)
    run(["npx", "openapi-ts", "-i", str(DESCRIBED), "-o", "client"], folder)
    run(["npx", "tsc", "-p", "."], folder)
    return folder / "made" / "use.js"


def run(command: list[str], folder: Path) -> str:
    """What a command says; it must not fail."""
    told = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


def test_it_lists_follows_gets_and_is_told_what_is_wrong(compiled: Path, site: str) -> None:
    found: dict[str, Any] = json.loads(run(["node", str(compiled), site], compiled.parent))
    assert sorted(found["words"]) == [
        "We changed the licence in March.",
        "We moved the core to a new licence.",
    ]
    assert found["one"] == ["Bo Lindqvist", "Core Memory"]
    assert sorted(found["chosen"]) == ["credit", "id"]
    assert (found["status"], found["faults"]) == (400, [["tag", "no-such-topic"]])
