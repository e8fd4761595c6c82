"""Signing in at the admin, in a real browser under the real policy."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from annotations.tests import factories as make

pytestmark = pytest.mark.browser


@pytest.fixture
def editor(groups: None) -> User:
    user = make.editor()
    user.set_password("words of the editor")
    user.save()
    return user


def test_an_editor_signs_in_by_keyboard(page: Page, editor: User) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(editor.username)
    page.get_by_label("Password").fill("words of the editor")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Log out")).to_be_visible()


def test_a_wrong_password_is_told(page: Page, editor: User) -> None:
    page.goto("/admin/")
    page.get_by_label("Username").fill(editor.username)
    page.get_by_label("Password").fill("not the words")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Please enter the correct username and password")).to_be_visible()


def test_the_sign_in_page_is_accessible(page: Page, check_accessible: Callable[[Page], None]) -> None:
    page.goto("/admin/")
    check_accessible(page)


def test_each_window_is_its_own_person(open_window: Callable[..., Page], editor: User) -> None:
    theirs, public = open_window(editor), open_window()
    theirs.goto("/admin/")
    public.goto("/admin/")
    expect(theirs.get_by_role("button", name="Log out")).to_be_visible()
    expect(public.get_by_label("Password")).to_be_visible()
