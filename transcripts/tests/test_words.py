"""Episodes are found by what was said in them, on either database."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection
from django.test import Client

from transcripts import parsing, wordindex
from transcripts.models import Turn
from transcripts.selectors.words import turns_with
from transcripts.services import documents
from transcripts.tests.storing import store

pytestmark = pytest.mark.django_db

TALK = """# Ledger Lines, Episode 12: Who pays

Tess Kimber: Welcome to Ledger Lines. Ada, why did you relicense the scheduler?

Ada Quill: Because nobody paid. Our "open core" — and the café next door — agreed.

Tess Kimber: And the licences, were they all changed?

Ada Quill: Every single one of them.
"""


@pytest.fixture(autouse=True)
def talk() -> None:
    document = documents.receive(TALK.encode(), name="talk.md", by=None)
    store(document, parsing.parse(TALK.encode()))


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("scheduler relicensed", [0]),
        ("licence", [2]),
        ("nobody PAID", [1]),
        ('"open', [1]),
        ("nobody scheduler", []),
        ("NEAR(", []),
        ("* - ", []),
        ("o'brien", []),
    ],
)
def test_turns_are_found_by_their_words(words: str, places: list[int]) -> None:
    assert list(turns_with(words).order_by("position").values_list("position", flat=True)) == places


def test_a_deleted_turn_is_found_no_more() -> None:
    Turn.objects.filter(position=2).delete()
    assert not turns_with("licences").exists()


def test_an_index_whose_triggers_a_migration_dropped_is_whole_again() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite loses triggers")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {wordindex.TABLE}_insert")
    turn = Turn.objects.get(position=0)
    turn.pk, turn.position, turn.text = None, 4, "Why did you relicense the compiler?"
    turn.save()
    assert not turns_with("compiler").exists()
    call_command("migrate", verbosity=0)
    assert turns_with("compiler").exists()


def test_the_admin_finds_an_episode_by_what_was_said(client: Client) -> None:
    editor = User.objects.create_user("ed", password="x", is_staff=True)
    editor.groups.add(Group.objects.get(name="editor"))
    client.force_login(editor)
    page = client.get("/admin/transcripts/episode/", {"q": "nobody paid"}).content.decode()
    assert "Who pays" in page
    assert "Who pays" not in client.get("/admin/transcripts/episode/", {"q": "nobody slept"}).content.decode()
