"""A session holds until it ends, or its person may not sign in any more."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotations.tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_session_that_has_ended_or_is_gone_lets_nobody_in(client: Client) -> None:
    address = reverse("desk:root")
    client.force_login(make.editor(), backend="osbiz.accounts.Accounts")
    assert client.get(address).status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert client.get(address).status_code in (401, 403)
    Session.objects.all().delete()
    assert client.get(address).status_code in (401, 403)


def test_a_session_of_somebody_who_may_not_sign_in_any_more_lets_nobody_in(client: Client) -> None:
    address, editor = reverse("desk:root"), make.editor()
    client.force_login(editor, backend="osbiz.accounts.Accounts")
    assert client.get(address).json()["user"] == editor.username
    User.objects.filter(pk=editor.pk).update(is_active=False)
    assert client.get(address).status_code in (401, 403)
    User.objects.filter(pk=editor.pk).update(is_active=True, username="renamed")
    assert client.get(address).json()["user"] == "renamed"
    User.objects.filter(pk=editor.pk).update(password="another")
    assert client.get(address).status_code in (401, 403)


def test_who_is_signed_in_is_asked_for_once_with_their_roles(client: Client) -> None:
    client.force_login(make.editor(), backend="osbiz.accounts.Accounts")
    address = reverse("desk:root")
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    assert len(asked) == 2, "the session, and the person with their groups"
