"""Whatever the schema allows or forbids is tried (Schemathesis), and every answer must be as it says.

Each operation is tried a few times by `bin/test`; with SCHEMA_TRIES=20 so often, and with the edges of every
parameter. It is always the same for the same number. Only that whatever is well-formed is taken is not asked:
a filter that names something that is not here is refused, as one that is ignored would give the wrong things.
"""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck
from pytest_django.plugin import DjangoDbBlocker
from schemathesis.specs.openapi.checks import positive_data_acceptance

from api.services import snapshots
from api.tests import world

TRIES = int(os.environ.get("SCHEMA_TRIES", "4"))
schema = schemathesis.openapi.from_path(Path(__file__).parents[2] / "docs" / "openapi.json")
schema.app = get_wsgi_application()
# The edges of every parameter: some hundred requests for each list.
schema.config.phases.coverage.enabled = "SCHEMA_TRIES" in os.environ
# No time is measured, as nobody knows how busy the machine is.
tried = hypothesis.settings(
    max_examples=TRIES,
    derandomize=True,
    database=None,
    deadline=timedelta(minutes=1),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def public(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Something of each kind, and a snapshot of it, in one transaction for the whole file.

    The end of a request would close the connection, and with it this: it is none of Django's own test client.
    """
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr("django.conf.settings.SNAPSHOTS_DIR", tmp_path_factory.mktemp("snapshots"))
        patch.setattr("django.conf.settings.API_REQUESTS_A_MINUTE", 0)
        world.build()
        snapshots.build()
        yield
        transaction.set_rollback(True)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("public")
@schema.parametrize()
@tried
def test_every_answer_is_as_the_schema_says(case: schemathesis.Case) -> None:
    case.call_and_validate(excluded_checks=[positive_data_acceptance])
