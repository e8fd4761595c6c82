"""Settings: production names what is missing and how to mend it; development needs nothing."""

import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

PRODUCTION = {
    "OSBIZ_ENV": "production",
    "SECRET_KEY": "k7Zp0vQm2xWc9Rt4Ls6Hn8Jd1Fg3Bb5Yy0Uu7Ii2Oo4Ee6Aa8Kk",
    "ALLOWED_HOSTS": "quotes.example.org",
    "DATABASE_URL": "postgres://osbiz:secret@db.example.org:5432/osbiz",
    "REDIS_URL": "redis://broker.example.org:6379/0",
}


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in PRODUCTION:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OSBIZ_DATA", str(tmp_path / "data"))
    return tmp_path / "data"


def load(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, Any]:
    """The settings that this environment makes."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(settings.BASE_DIR / "osbiz" / "settings.py"))


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("SECRET_KEY", "Make one: python -c"),
        ("ALLOWED_HOSTS", "ALLOWED_HOSTS=quotes.example.org"),
        ("DATABASE_URL", "DATABASE_URL=postgres://"),
        ("REDIS_URL", "REDIS_URL=redis://"),
    ],
)
@pytest.mark.parametrize("value", ["", "  "])
def test_production_names_a_missing_variable_with_the_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, remedy: str, value: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{name} is not set") as raised:
        load(monkeypatch, **{**PRODUCTION, name: value})
    assert remedy in str(raised.value)


def test_a_command_tells_a_missing_variable_in_one_line() -> None:
    done = manage("up", **{**PRODUCTION, "SECRET_KEY": ""})
    assert done.returncode == 1
    assert done.stderr.startswith("SECRET_KEY is not set")
    assert done.stderr.count("\n") == 1


def test_a_database_address_that_is_none_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL is not understood"):
        load(monkeypatch, DATABASE_URL="my database")


def test_opensearch_is_switched_on_by_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "feed-opensearch" not in load(monkeypatch)["CELERY_BEAT_SCHEDULE"]
    address = "https://osbiz:p%40ss@search.example.org:9200/quotes"
    made = load(monkeypatch, OPENSEARCH_URL=address)
    assert made["OPENSEARCH_URL"] == address
    assert made["CELERY_BEAT_SCHEDULE"]["feed-opensearch"]["task"] == "annotations.feed_opensearch"
    for wrong in ("search.example.org:9200", "ftp://host/quotes", "https://host/Quotes", "https://host/a/b"):
        with pytest.raises(ImproperlyConfigured, match="OPENSEARCH_URL is not understood"):
            load(monkeypatch, OPENSEARCH_URL=wrong)


def test_production_passes_the_deployment_check() -> None:
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_production_shows_no_debugging(monkeypatch: pytest.MonkeyPatch) -> None:
    made = load(monkeypatch, **PRODUCTION)
    assert made["DEBUG"] is False
    assert made["SESSION_COOKIE_SECURE"] and made["CSRF_COOKIE_SECURE"] and made["SECURE_SSL_REDIRECT"]


def test_development_needs_no_variable_and_keeps_its_key(
    monkeypatch: pytest.MonkeyPatch, data_folder: Path
) -> None:
    first, second = load(monkeypatch), load(monkeypatch)
    assert first["SECRET_KEY"] == second["SECRET_KEY"]
    assert (data_folder / "secret_key").stat().st_mode & 0o077 == 0, "only its owner may read it"
    assert first["DATABASES"]["default"]["NAME"] == data_folder / "osbiz.sqlite3"
    assert not first["CELERY_BROKER_URL"]


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True)


def test_beat_wakes_nothing_that_is_not_there() -> None:
    from osbiz.celery import app

    app.loader.import_default_modules()
    assert {chore["task"] for chore in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)
