"""A page that is made of several lists, while quotes move from one to another."""

from threading import Thread
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from annotations.tests import factories as make
from tests.services.test_races import groups
from transcripts.models import Episode

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("groups"),
]
__all__ = ["groups"]


def test_what_moves_from_one_list_to_another_meanwhile_is_not_lost() -> None:
    make.published(turn=make.turn(make.episode(published_on="2021-05-01")))
    asked = list[str]()

    def date_otherwise() -> None:
        Episode.objects.update(published_on="2020-05-01")
        connection.close()

    def then_date_otherwise(execute: Any, sql: str, *args: Any) -> Any:
        answer = execute(sql, *args)
        if "annotations_listplace" in sql:
            asked.append(sql)
            elsewhere = Thread(target=date_otherwise)
            elsewhere.start()
            elsewhere.join()
        return answer

    years = {"episode__published_on__gte": "2020-01-01", "episode__published_on__lte": "2021-12-31"}
    with connection.execute_wrapper(
        then_date_otherwise
    ):  # a size of which no plan is kept shows what it asks
        rows = Client().get("/api/v1/quotes/", {**years, "page_size": 7}).json()["results"]
    assert len(rows) == 1
    assert asked
