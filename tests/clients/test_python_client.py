"""A client that openapi-python-client makes of the committed description is used as a partner would."""

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

pytestmark = pytest.mark.clients
NAME = "osbiz_client"
HERE = Path(settings.BASE_DIR)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The client, made and imported."""
    folder = tmp_path_factory.mktemp("python")
    config = folder / "config.yml"
    config.write_text("post_hooks: []\n")
    described, made = HERE / "docs" / "openapi.json", folder / NAME
    command = [Path(sys.executable).with_name("openapi-python-client"), "generate", "--meta", "none"]
    command += ["--path", described, "--output-path", made, "--config", config]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        yield import_module
        for name in [name for name in sys.modules if name.partition(".")[0] == NAME]:
            del sys.modules[name]


def test_it_lists_follows_gets_and_is_told_what_is_wrong(generated: Any, site: str) -> None:
    client = generated(NAME).Client(base_url=site)
    lists, gets = (generated(f"{NAME}.api.quotes.{name}") for name in ("list_quotes", "get_quote"))
    asked: dict[str, Any] = {"client": client, "tag": ["licensing"], "q": "licence -source", "page_size": 1}
    words, cursors = [], [{}]
    while cursors:
        page = lists.sync(**asked, **cursors.pop())
        words += [quote.exact for quote in page.results]
        if page.next_:
            cursors.append({"cursor": parse_qs(urlsplit(page.next_).query)["cursor"][0]})
    assert sorted(words) == ["We changed the licence in March.", "We moved the core to a new licence."]
    found = lists.sync(client=client, speaker=["bo-lindqvist"]).results[0]
    one = gets.sync(str(found.id), client=client)
    assert (one.credit, one.episode.podcast.display) == ("Bo Lindqvist", "Core Memory")
    assert (one.published_at, one.id) == (found.published_at, found.id)
    refused = lists.sync_detailed(client=client, tag=["no-such-topic"])
    (fault,) = refused.parsed.errors
    assert (refused.status_code, fault.parameter, fault.value) == (400, "tag", "no-such-topic")
    assert gets.sync_detailed("019012d4-7a3c-7f3e-9b1c-2f6d8c0e4a51", client=client).status_code == 404


def test_every_operation_is_in_it(generated: Any) -> None:
    made = {
        path.stem
        for path in Path(generated(f"{NAME}.api").__file__).parent.glob("*/*.py")
        if path.stem != "__init__"
    }
    assert {"list_quotes", "get_claim", "list_changes", "list_neighbourhood", "list_usage"} <= made
    described = json.loads((HERE / "docs" / "openapi.json").read_text(encoding="utf-8"))
    assert len(made) == sum(map(len, described["paths"].values()))
