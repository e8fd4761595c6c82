"""The compose file, as far as it can be checked without an engine: parts, health, users, required values."""

import re
from typing import Any

import pytest
import yaml
from django.conf import settings

FILE = settings.BASE_DIR / "docker-compose.yml"
PARTS = yaml.safe_load(FILE.read_text(encoding="utf-8"))["services"]
OURS = ["migrate", "web", "worker", "beat"]


def test_the_parts_are_those_of_production() -> None:
    assert sorted(PARTS) == sorted([*OURS, "db", "redis", "opensearch"])
    assert {PARTS[name]["image"] for name in OURS} == {"osbiz"}


@pytest.mark.parametrize("part", [part for name, part in PARTS.items() if name != "migrate"], ids=str)
def test_each_part_that_stays_is_watched(part: dict[str, Any]) -> None:
    assert part["healthcheck"]["test"]


def test_nothing_runs_as_root() -> None:
    users = re.findall(r"^USER (.+)$", (settings.BASE_DIR / "Dockerfile").read_text(encoding="utf-8"), re.M)
    assert users and users[-1] != "root"
    users = [PARTS[name].get("user") for name in ("db", "redis", "opensearch")]
    assert users == ["postgres", "redis", "opensearch"]
    assert not [name for name in OURS if "user" in PARTS[name]], "the image's own user"


@pytest.mark.parametrize("secret", ["SECRET_KEY", "ALLOWED_HOSTS", "POSTGRES_PASSWORD"])
def test_a_missing_secret_stops_the_start_with_a_remedy(secret: str) -> None:
    uses = re.findall(rf"\$\{{{secret}(.*?)\}}", FILE.read_text(encoding="utf-8"))
    assert uses
    assert all(use.startswith(":?") and len(use) > 10 for use in uses)


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_each_part_of_ours_waits_for_the_migration(name: str) -> None:
    waits = {part: how["condition"] for part, how in PARTS[name]["depends_on"].items()}
    assert waits == {
        "db": "service_healthy",
        "redis": "service_healthy",
        "migrate": "service_completed_successfully",
    }


def test_opensearch_runs_where_it_is_asked_for_and_is_reached_from_within_alone() -> None:
    assert [name for name, part in PARTS.items() if "profiles" in part] == ["opensearch"]
    assert "ports" not in PARTS["opensearch"]


def test_the_planner_knows_its_disks() -> None:
    assert "random_page_cost=1.1" in PARTS["db"]["command"]
