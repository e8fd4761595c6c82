"""What holds for every test: fast passwords, and services that are there or said to be missing."""

import os
from pathlib import Path
from typing import NoReturn

import pytest
from django.conf import settings

SHARED = Path(__file__).resolve().parent.parent / "shared"
CI = os.environ.get("CI") == "true"


def pytest_configure(config: pytest.Config) -> None:
    """Hash passwords fast, for the tests make many accounts."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say what this run stands on."""
    shared = "here" if SHARED.exists() else "absent, so tests of its documents are skipped"
    broker = "Redis" if settings.REDIS_URL else "none"
    return [
        f"database: {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}, broker: {broker}",
        f"../shared: {shared}",
    ]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A missing service skips its tests, and fails them where CI=true."""
    if item.get_closest_marker("services") and missing_services():
        miss(f"{missing_services()} must name running services; .ci/run starts them")


def missing_services() -> str:
    """The variables that the services tests need and do not have."""
    postgresql = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")
    return " and ".join(
        name for name, there in (("DATABASE_URL", postgresql), ("REDIS_URL", settings.REDIS_URL)) if not there
    )


def miss(reason: str) -> NoReturn:
    """Skip a test for want of something; fail it where CI=true."""
    if CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
