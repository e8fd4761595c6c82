"""What every answer carries: a policy that lets nothing in from elsewhere."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def policy(client: Client) -> dict[str, list[str]]:
    """The directives of the Content Security Policy on the login page."""
    header = client.get("/admin/login/")["Content-Security-Policy"]
    return {words[0]: words[1:] for words in (part.split() for part in header.split(";"))}


@pytest.mark.parametrize("directive", ["default-src", "script-src", "style-src", "base-uri", "form-action"])
def test_only_this_site_is_allowed(policy: dict[str, list[str]], directive: str) -> None:
    assert policy[directive] == ["'self'"]


def test_nothing_is_embedded_nor_embeds_us(policy: dict[str, list[str]], client: Client) -> None:
    assert policy["object-src"] == policy["frame-ancestors"] == ["'none'"]
    assert client.get("/admin/login/")["X-Frame-Options"] == "DENY"


def test_nothing_inline_and_no_evaluation(policy: dict[str, list[str]]) -> None:
    assert not [word for words in policy.values() for word in words if "unsafe" in word]


def test_files_are_not_guessed_at(client: Client) -> None:
    assert client.get("/admin/login/")["X-Content-Type-Options"] == "nosniff"
