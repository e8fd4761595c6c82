"""The admin's start page: what waits for a person."""

import pytest
from django.test import Client
from django.urls import reverse

from annotations.tests import factories as make
from transcripts.editing import Words
from transcripts.services import corrections

pytestmark = pytest.mark.django_db


def test_quotes_to_confirm_stand_first_on_the_start_page_with_their_number() -> None:
    ed = Client()
    ed.force_login(make.editor(), backend="django.contrib.auth.backends.ModelBackend")
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
