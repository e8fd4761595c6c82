"""A page that is made of several lists, while quotes move from one to another."""

from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from annotations.tests import factories as make
from api import pagination
from tests.services.test_races import groups
from transcripts.models import Episode

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("groups"),
]
__all__ = ["groups"]


def test_what_moves_from_one_list_to_another_meanwhile_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    make.published(turn=make.turn(make.episode(published_on="2021-05-01")))
    found = pagination.KeysetPages.found

    def then_dated_otherwise(*args: Any, **kwargs: Any) -> Any:
        answer = found(*args, **kwargs)
        elsewhere = Thread(target=date_otherwise)
        elsewhere.start()
        elsewhere.join()
        return answer

    def date_otherwise() -> None:
        Episode.objects.update(published_on="2020-05-01")
        connection.close()

    monkeypatch.setattr(pagination.KeysetPages, "found", then_dated_otherwise)
    years = {"episode__published_on__gte": "2020-01-01", "episode__published_on__lte": "2021-12-31"}
    assert len(Client().get("/api/v1/quotes/", years).json()["results"]) == 1
