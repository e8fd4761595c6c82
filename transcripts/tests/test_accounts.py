"""Who gave whom which role, and who took it away, can be read later."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


def test_the_history_of_an_account_says_which_roles_came_and_went(client: Client) -> None:
    administrator = User.objects.create_superuser("adi", password="x")
    client.force_login(administrator, "osbiz.accounts.Accounts")
    person = User.objects.create_user("rae", is_staff=True)
    person.groups.set(Group.objects.filter(name="editor"))
    form = {
        "username": "rae",
        "is_active": "on",
        "is_staff": "on",
        "groups": list(
            Group.objects.filter(name__in=("reviewer", "contributor")).values_list("pk", flat=True)
        ),
        "date_joined_0": person.date_joined.date().isoformat(),
        "date_joined_1": person.date_joined.strftime("%H:%M:%S"),
    }
    change = reverse("admin:auth_user_change", args=[person.pk])
    assert client.post(change, {**form, "is_superuser": "on"}).status_code == 302
    assert {group.name for group in person.groups.all()} == {"reviewer", "contributor"}
    shown = client.get(reverse("admin:auth_user_history", args=[person.pk])).content.decode()
    assert "Groups: editor → contributor, reviewer." in shown, shown
    assert "Superuser status: no → yes." in shown and "adi" in shown
    client.post(change, form)  # and taken away again
    assert (
        "Superuser status: yes → no."
        in client.get(reverse("admin:auth_user_history", args=[person.pk])).content.decode()
    )
