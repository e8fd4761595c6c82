"""Histories say who changed what, when and why, and the differences word by word."""

import pytest
from django.test import Client
from django.urls import reverse

from annotations.services import quotes
from annotations.tests import factories as make
from transcripts.services import records

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make.editor(), backend="osbiz.accounts.Accounts")
    return client


def test_a_record_is_told_with_its_differences(client: Client) -> None:
    company = make.company()
    company.about = "It sells support for an open database."
    records.save(company, by=make.editor())
    company.about = "It sells hosting for an open database."
    records.save(company, by=make.editor(), reason="They changed their trade")
    page = client.get(reverse("admin:transcripts_company_history", args=[company.pk])).content.decode()
    assert "They changed their trade" in page and "by ed" in page
    assert "deleted: </span>support" in page and "inserted: </span>hosting" in page
    assert "style=" not in page


def test_a_topic_tells_which_synonyms_came_and_went(client: Client) -> None:
    tag = make.tag()
    address = reverse("admin:annotations_tag_change", args=[tag.pk])
    form = {
        "label": tag.label, "slug": tag.slug, "definition": tag.definition, "synonyms-TOTAL_FORMS": 1,
        "synonyms-INITIAL_FORMS": 0, "synonyms-0-text": "relicensing",
    }  # fmt: skip
    assert client.post(address, form).status_code == 302
    page = client.get(reverse("admin:annotations_tag_history", args=[tag.pk])).content.decode()
    assert "added relicensing" in page


def test_a_quote_tells_of_all_its_versions(client: Client) -> None:
    version = make.published()
    later = quotes.change(version.quote, tags=[make.tag("revenue")], note="Wider.", by=make.editor())
    page = client.get(reverse("admin:annotations_quoteversion_history", args=[later.pk])).content.decode()
    assert "Version 2: draft" in page and "Version 1: publish, published since" in page
    assert "Revenue" in page and "Wider" in page


def test_a_history_of_nothing_is_not_found(client: Client) -> None:
    for name in ("transcripts_company", "annotations_quoteversion"):
        assert client.get(reverse(f"admin:{name}_history", args=[10**6])).status_code in (302, 404)
