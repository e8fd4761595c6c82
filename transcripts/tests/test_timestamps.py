"""Times come from PostgreSQL as Django has them."""

from datetime import UTC, datetime

import pytest
from django.db import connection

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps times as text"),
]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 22, 23, 57, 59, 123456, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 100000, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    ],
)
def test_a_moment_goes_in_and_out_as_it_is(moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, NULL::timestamptz, ARRAY[%s::timestamptz]", [moment] * 2)
        found, nothing, listed = cursor.fetchone()
    assert (found, nothing, listed) == (moment, None, [moment])
    assert found.tzinfo is UTC
