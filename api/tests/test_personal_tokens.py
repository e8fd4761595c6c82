"""Keys of those who work here: with one a tool does on the desk what its person may do, and nothing else."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from annotations.models import QuoteVersion
from annotations.tests import factories as make
from api.models import Partner, PersonalToken
from api.services import personaltokens, tokens
from api.tests.test_desk import body

pytestmark = pytest.mark.django_db
ROOT = "/api/v1/desk/"


def key_of(user: Any, **values: Any) -> str:
    """A key of somebody."""
    expires_at = values.pop("expires_at", timezone.now() + timedelta(days=1))
    _, secret = personaltokens.issue(name="clipper", expires_at=expires_at, by=user)
    return secret


def ask(
    secret: str,
    path: str = "",
    sent: Any = None,
    *,
    scheme: str = "Bearer",
    root: str = ROOT,
    headers: Any = None,
) -> Any:
    """What a tool is answered; it has no session, and what has one is held to CSRF as in a browser."""
    tool, headers = (
        Client(enforce_csrf_checks=True),
        {"Authorization": f"{scheme} {secret}", **(headers or {})},
    )
    if sent is None:
        return tool.get(f"{root}{path}", headers=headers)
    return tool.post(f"{root}{path}", sent, content_type="application/json", headers=headers)


def test_a_tool_drafts_and_decides_as_its_person_and_four_eyes_hold() -> None:
    ed, episode = make.editor(), make.episode()
    sent = body(episode, "We changed the licence in March.")
    made = ask(key_of(ed), "quotes/", sent)
    assert made.status_code == 201, made.content
    version = QuoteVersion.objects.get()
    assert (version.quote.created_by, version.changed_by, version.state) == (ed, ed, "draft")
    assert ask(key_of(make.reviewer()), "quotes/", sent).status_code == 403
    chief = key_of(make.chief())
    drafted = ask(chief, "quotes/", body(episode, "Two contributors left us over it.")).json()
    path = f"quotes/{drafted['id']}/"
    for action, status in (("submit", 200), ("approve", 409)):
        answer = ask(chief, f"{path}{action}/", {}, headers={"If-Match": ask(chief, path).headers["ETag"]})
        assert answer.status_code == status, answer.content
    assert answer.json()["rule"] == "four-eyes"
    assert ask(chief).json()["user"] == make.chief().username


def test_a_contributor_sees_no_more_by_a_key_than_signed_in() -> None:
    version, con = make.draft(), make.contributor()
    assert ask(key_of(con), f"quotes/{version.quote.public_id}/").status_code == 404
    assert ask(key_of(make.editor()), f"quotes/{version.quote.public_id}/").status_code == 200


@pytest.mark.parametrize("why", ["unknown", "basic", "revoked", "expired", "left", "partner", "no role"])
def test_a_key_that_is_not_taken_lets_nobody_in_and_says_why(why: str) -> None:
    ed = make.editor()
    secret, scheme = key_of(ed), "Basic" if why == "basic" else "Bearer"
    token = PersonalToken.objects.get()
    if why == "unknown":
        secret += "x"
    elif why == "revoked":
        tokens.revoke(token=token, by=ed)
    elif why == "expired":
        PersonalToken.objects.update(
            created_at=timezone.now() - timedelta(days=3), expires_at=timezone.now() - timedelta(days=1)
        )
    elif why == "left":
        ed.is_active = False
        ed.save()
    elif why == "partner":
        _, secret = tokens.issue(
            partner=Partner.objects.create(name="Core", contact="c@example.org"),
            name="x",
            by=make.administrator(),
        )
    elif why == "no role":
        ed.groups.clear()
    refused = ask(secret, scheme=scheme)
    assert refused.status_code == (403 if why == "no role" else 401)
    if why != "no role":
        assert refused.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert refused.json()["detail"]
    assert ask(secret, "quotes/", {}, scheme=scheme).status_code == refused.status_code
    assert not QuoteVersion.objects.exists()


def test_who_shows_a_key_that_is_not_taken_is_not_let_in_by_a_session() -> None:
    signed_in = make.signed_in(make.editor())
    assert signed_in.get(ROOT).status_code == 200
    assert signed_in.get(ROOT, headers={"Authorization": "Bearer nothing"}).status_code == 401


def test_the_public_api_takes_no_key_of_a_person() -> None:
    assert ask(key_of(make.editor()), "quotes/", root="/api/v1/").status_code == 401


def test_who_works_here_makes_keys_that_are_shown_once_and_sees_their_own() -> None:
    ed, rae = make.editor(), make.reviewer()
    key_of(rae)
    client = make.signed_in(ed)
    assert "within a year" in client.get("/admin/api/personaltoken/add/").content.decode()
    until = timezone.now() + timedelta(days=30)
    form = {"name": "clipper", "expires_at_0": until.date(), "expires_at_1": "12:00:00"}
    page = html.unescape(client.post("/admin/api/personaltoken/add/", form, follow=True).content.decode())
    (secret,) = re.findall(r"osbiz_desk_[\w-]+", page)
    token = PersonalToken.objects.get(user=ed)
    assert secret not in str(vars(token)) and token.hashed == tokens.hashed(secret)
    listed = client.get("/admin/api/personaltoken/").content.decode()
    assert secret not in listed and "rae" not in listed
    assert ask(secret).status_code == 200
    token.refresh_from_db()
    assert token.last_used_at
    theirs = PersonalToken.objects.get(user=rae)
    assert client.get(f"/admin/api/personaltoken/{theirs.pk}/change/").status_code == 302
    assert client.get(f"/admin/api/personaltoken/{theirs.pk}/history/").status_code == 404
    act = {"action": "revoke", "_selected_action": [token.pk, theirs.pk]}
    client.post("/admin/api/personaltoken/", act)
    token.refresh_from_db(), theirs.refresh_from_db()
    assert token.revoked_at and not theirs.revoked_at
    assert str(token.history.latest("history_id").history_user) == "ed"


def test_an_administrator_sees_and_revokes_all() -> None:
    key_of(make.editor())
    boss = make.signed_in(make.administrator())
    assert "clipper" in boss.get("/admin/api/personaltoken/").content.decode()
    token = PersonalToken.objects.get()
    boss.post("/admin/api/personaltoken/", {"action": "revoke", "_selected_action": [token.pk]})
    token.refresh_from_db()
    assert token.revoked_at


@pytest.mark.parametrize("days", [None, 0, 400])
def test_a_key_ends_within_a_year(days: int | None) -> None:
    ends: Any = None if days is None else timezone.now() + timedelta(days=days)
    with pytest.raises(ValidationError):
        key_of(make.editor(), expires_at=ends)
    form = {"name": "clipper", "expires_at_0": ends.date() if ends else "", "expires_at_1": "00:00:00"}
    client = make.signed_in(make.editor())
    assert client.post("/admin/api/personaltoken/add/", form).status_code == 200
    assert not PersonalToken.objects.exists()


def test_nobody_else_has_keys() -> None:
    with pytest.raises(PermissionDenied):
        key_of(make.person("nobody"))
