"""What holds for every test: fast passwords, and services that are there or said to be missing."""

import gc
import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.signals import connection_created
from pytest_django.plugin import DjangoDbBlocker

from annotations.guards import remove_guards

SHARED = Path(__file__).resolve().parent.parent / "shared"
CI = os.environ.get("CI") == "true"
REDIS_DATABASES = 16  # what Redis has where nobody sets another number


def pytest_configure(config: pytest.Config) -> None:
    """Hash passwords fast, for the tests make many accounts; let them ask as often as they like; and keep no
    pages, for tests also change things past the services (test_kept_pages.py keeps some)."""
    settings.API_REQUESTS_A_MINUTE = 0
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.PAGES_KEPT_SECONDS = 0
    gc.set_threshold(50_000, 20, 50)  # as in production: circles are looked for seldom
    DatabaseOperations.sql_flush = emptied  # type: ignore[method-assign, assignment]
    for kept in settings.CACHES.values():
        if kept.get("LOCATION", "").startswith("redis"):
            kept["LOCATION"] = own_database(kept["LOCATION"])


def emptied(operations: DatabaseOperations, style: Any, tables: Sequence[str], **_: Any) -> list[str]:
    """What empties tables on PostgreSQL in the milliseconds that few rows take: TRUNCATE makes every index
    anew and waits for the disk each time, seconds in all."""
    return [f"DELETE FROM {operations.quote_name(table)}" for table in tables]  # noqa: S608


def own_database(address: str) -> str:
    """The address of a Redis database of this process of the tests: to clear a cache empties a whole one, and
    the tests beside this one count there and keep pages."""
    parts = urlsplit(address)
    process = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    number = (int(parts.path.strip("/") or 0) - process) % REDIS_DATABASES
    return parts._replace(path=f"/{number}").geturl()


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say what this run stands on."""
    shared = "here" if SHARED.exists() else "absent, so tests of its documents are skipped"
    broker = "Redis" if settings.REDIS_URL else "none"
    return [
        f"database: {settings.DATABASES['default']['ENGINE'].rpartition('.')[2]}, broker: {broker}",
        f"../shared: {shared}",
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what stands on the database: the rest need not be run again on another one."""
    for item in items:
        asked = {"db", "transactional_db"}.intersection(getattr(item, "fixturenames", ()))
        if asked or item.get_closest_marker("django_db"):
            item.add_marker("database")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A missing service skips its tests, and fails them where CI=true."""
    if item.get_closest_marker("services") and missing_services():
        miss(f"{missing_services()} must name running services; .ci/run starts them")


@pytest.fixture(scope="session")
def migrated(pytestconfig: pytest.Config) -> Path:
    """Where the tables are kept as these very migrations left them: all of them take half a minute."""
    root = Path(__file__).parent
    files = [*sorted(root.glob("*/migrations/*.py")), root / "requirements.txt"]
    checksum = sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    return pytestconfig.cache.mkdir("migrated") / f"{checksum}.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None, migrated: Path) -> None:
    """On SQLite begin with the kept tables. What is done after each migration is done anew."""

    def begin(connection: Any, **_: Any) -> None:
        if connection.vendor == "sqlite" and connection.is_in_memory_db():
            connection_created.disconnect(begin)
            with closing(sqlite3.connect(migrated)) as kept:
                kept.backup(connection.connection)

    if migrated.exists():
        connection_created.connect(begin, weak=False)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker, migrated: Path) -> None:
    """Keep the migrated tables for the next run, whole or not at all: two may do so at once."""
    if connection.vendor != "sqlite" or migrated.exists():
        return
    begun = migrated.with_suffix(f".{os.getpid()}")
    with django_db_blocker.unblock(), closing(sqlite3.connect(begun)) as kept:
        connection.ensure_connection()
        connection.connection.backup(kept)
    begun.rename(migrated)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Where a test has transactions of its own the tables are emptied after it, row by row, against which the
    database's guards hold. They are back once that is done."""
    mark = item.get_closest_marker("django_db")
    own = (mark and mark.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())
    began = bool(getattr(item, "funcargs", None))  # not where it was skipped before anything was set up
    if own and began:
        remove_guards(using="default")


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
