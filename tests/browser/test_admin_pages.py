"""Every page of the admin: it opens or is refused as it ought to, and breaks no policy.

axe-core finds nothing at all, also on the pages that are Django's own, but for what is listed in `LEFT`.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib import admin
from django.contrib.auth.models import User
from django.urls import resolve, reverse
from playwright.sync_api import Page

from annotations.admin.topicforms import FORMS
from annotations.models import CodingRound, VocabularyChange
from annotations.services import agreement, correctionlog, errorreports, topics
from annotations.tests import factories as make
from tests.browser.conftest import words

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
OURS = {"osbiz", "transcripts", "annotations"}
REFUSED = {200, 403}
# What is left, as `rule at page`: faults of a page of Django's own that cannot be mended from here.
LEFT: set[str] = set()
# Pages of ours that a role is refused: forms for what only machines write, and what only editors may do.
ACTS = tuple(f"/{act}/" for act in (*FORMS, "undo"))  # of the vocabulary: chief editors do these
EDITORS_ONLY = {
    "editor": ("/add/", "/decide/1/", "/draw/", *ACTS),
    "reviewer": ("/add/", "/import/", "/draw/", *ACTS),
}


@pytest.fixture
def world(groups: None) -> None:
    """Something of most kinds."""
    talk = make.episode("Closing the source", notes=["Ines tells how it went."])
    public = make.published("Two contributors left us over it.", turn=make.turn(talk))
    about = {"object_type": "quote", "object_id": public.quote.public_id}
    report = errorreports.receive(public_id=uuid4(), **about, address="/", text="It was three of them.")
    correctionlog.publish(**about, wrong="Three.", changed="Two.", report=report, by=make.editor())
    make.in_review("We changed the licence in March.", turn=make.turn(talk))
    make.draft(turn=make.turn(talk))
    coder = make.person("cora", "editor")
    rounds = [agreement.draw(size=9, coder=coder, by=make.chief()) for _ in range(2)]
    for coding in rounds[0].codings.all():
        agreement.code(coding, tags=[make.tag("forks")], by=coder)
    topics.merge(make.tag("relicensing"), into=make.tag(), reason="One thing.", by=make.chief())


def superuser() -> User:
    """Somebody who may open everything."""
    user = make.person("root")
    User.objects.filter(pk=user.pk).update(is_staff=True, is_superuser=True)
    return User.objects.get(pk=user.pk)


def addresses() -> list[tuple[str, str]]:
    """The list, the form for a new one, the first one and its history, of everything registered, by app."""
    found = [("osbiz", reverse("admin:index"))]
    for model in admin.site._registry:
        app, name = model._meta.app_label, f"admin:{model._meta.app_label}_{model._meta.model_name}"
        first: Any = model._default_manager.order_by("pk").first()
        found += [(app, reverse(f"{name}_{page}")) for page in ("changelist", "add")]
        found += [
            (app, reverse(f"{name}_{page}", args=[first.pk])) for page in ("change", "history") if first
        ]
    more = ("transcripts_sourcedocument_import", "annotations_tag_import", "annotations_quoteversion_results")
    tag, change = make.tag(), VocabularyChange.objects.get()
    found += [("annotations", reverse(f"admin:annotations_tag_{act}", args=[tag.pk])) for act in FORMS]
    found += [("annotations", reverse("admin:annotations_vocabularychange_undo", args=[change.pk]))]
    coded = CodingRound.objects.order_by("pk")[0]
    found += [("annotations", reverse("admin:annotations_codinground_draw"))]
    found += [("annotations", reverse("admin:annotations_codinground_decide", args=[coded.pk, 1]))]
    return [*found, *((name.partition("_")[0], reverse(f"admin:{name}")) for name in more)]


def others(person: User) -> list[str]:
    """What Django brings along besides: pages of apps, of deletions, of nothing found, of passwords."""
    found = [reverse("admin:password_change"), reverse("admin:auth_user_password_change", args=[person.pk])]
    for app in sorted({model._meta.app_label for model in admin.site._registry}):
        found.append(reverse("admin:app_list", args=[app]))
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        found.append(f"{reverse(f'{name}_changelist')}?q=nothing+of+that+name")
        if first := model._default_manager.order_by("pk").first():
            found.append(reverse(f"{name}_delete", args=[first.pk]))
    return found


@pytest.mark.parametrize("role", ["editor", "reviewer"])
def test_every_page_opens_or_is_refused(open_window: Open, world: None, role: str) -> None:
    page = open_window(make.person(role, role))
    for app, address in addresses():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status in REFUSED, address
        assert answer.status == 200 or app not in OURS or address.endswith(EDITORS_ONLY[role]), address


def test_every_page_is_accessible(open_window: Open, world: None) -> None:
    person = superuser()
    watched = open_window(person)
    looked_at = open_window(person, bypass_csp=True)  # axe-core sets inline styles
    axe, faults = Axe(), {}
    for address in [*(address for _, address in addresses()), *others(person)]:
        answer = watched.goto(address)
        assert answer is not None
        may_be_refused = address.endswith(("/add/", "/delete/"))
        assert answer.status == 200 or (answer.status == 403 and may_be_refused), address
        if answer.status != 200:
            continue
        looked_at.goto(address)
        for fault in axe.run(looked_at).response["violations"]:
            faults[f"{fault['id']} at {resolve(address.partition('?')[0]).url_name}"] = words(fault)
    assert set(faults) == LEFT, "\n".join(f"{where}: {words}" for where, words in faults.items())
