"""A session holds until it ends."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from annotations.tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_session_that_has_ended_or_is_gone_lets_nobody_in(client: Client) -> None:
    address = reverse("desk:root")
    client.force_login(make.editor(), backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address).status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(address).status_code in (401, 403)
    Session.objects.all().delete()
    assert client.get(address).status_code in (401, 403)
