"""The admin's start page: what waits for a person."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from annotations.desk import worklists
from annotations.services import comments
from annotations.tests import factories as make
from transcripts.editing import Words
from transcripts.services import corrections

pytestmark = pytest.mark.django_db


def test_quotes_to_confirm_stand_first_on_the_start_page_with_their_number() -> None:
    ed = Client()
    ed.force_login(make.editor(), backend="osbiz.accounts.Accounts")
    index = reverse("admin:index")
    version = make.draft()
    assert "Every quote stands on its words." in ed.get(index).content.decode()
    start = version.turn.text.index("doubled")
    edits = [Words(0, start, start + len("doubled"), "trebled")]
    corrections.correct(version.quote.episode, base=version.revision, edits=edits, by=make.editor())
    page = ed.get(index).content.decode()
    first = page.split('class="worklist"')[1]
    assert "Quotes to confirm (1)" in first
    assert "Revenue doubled within a year." in first
    assert "The words were changed." in first


def test_comments_for_a_person_stand_on_their_start_page_until_resolved() -> None:
    ed, rae = make.editor(), make.reviewer()
    version = make.draft()
    episode = version.quote.episode
    on_mine = comments.add(episode, text="Too long?", quote=version.quote, by=rae)
    mine = comments.add(episode, text="A word of my own.", quote=version.quote, by=ed)
    comments.add(episode, text="Nothing for @rae yet", answers=mine, by=rae)
    assert said_to(ed) == ["Too long?"]
    assert said_to(rae) == []
    comments.add(episode, text="@ed see here", answers=mine, by=rae)
    assert said_to(ed) == ["A word of my own.", "Too long?"]
    comments.resolve(on_mine, by=rae)
    assert said_to(ed) == ["A word of my own."]
    client = Client()
    client.force_login(ed, backend="osbiz.accounts.Accounts")
    assert f"#comment-{mine.public_id}" in client.get(reverse("admin:index")).content.decode()


def test_it_says_how_many_more_comments_there_are_and_leads_to_all() -> None:
    ed, rae = make.editor(), make.reviewer()
    version = make.draft()
    for number in range(worklists.LOOKED_THROUGH + 3):
        comments.add(version.quote.episode, text=f"Note {number}.", quote=version.quote, by=rae)
    (found,) = [one for one in worklists.of(ed) if one.title.startswith("Comments for you")]
    assert (found.title, len(found.entries), found.more) == ("Comments for you (23)", 20, True)
    client = Client()
    client.force_login(ed, backend="osbiz.accounts.Accounts")
    assert "Note 0." not in client.get(reverse("admin:index")).content.decode()
    assert "Note 0." in client.get(found.url).content.decode()


def said_to(user: User) -> list[str]:
    (found,) = [one for one in worklists.of(user) if one.title == "Comments for you"]
    return [entry.text for entry in found.entries]
