"""What a company was called and whose it was, at a time; and what it is known by elsewhere."""

import re
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from annotations.services import identities
from annotations.tests import factories as make
from annotations.tests.test_identities import boss, merge, state
from annotations.workflow import Refusal
from transcripts.models import Appearance, Company, CompanyName, CompanyOwner, Episode, GuestName
from transcripts.services import records

pytestmark = pytest.mark.django_db


@pytest.fixture
def anaconda() -> Company:
    """A company that was Continuum Analytics until 27 June 2017."""
    company = make.company("Anaconda")
    CompanyName.objects.create(company=company, text="Continuum Analytics", until=date(2017, 6, 27))
    CompanyName.objects.filter(company=company, text="Anaconda").update(since=date(2017, 6, 28))
    CompanyName.objects.create(company=company, text="Anacoda")
    return company


def quoted(company: Company, day: date | None) -> Any:
    talk = make.episode("Pythons", published_on=day)
    Appearance.objects.filter(episode=talk).update(company=company, title="CEO")
    return make.published(turn=make.turn(talk))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2016, 1, 1), "Continuum Analytics"),
        (date(2017, 6, 27), "Continuum Analytics"),
        (date(2017, 6, 28), "Anaconda"),
        (date(2024, 1, 1), "Anaconda"),
        (None, "Anaconda"),
    ],
)
def test_attribution_has_the_name_of_the_time(
    client: Client, anaconda: Company, day: date | None, name: str
) -> None:
    version = quoted(anaconda, day)
    page = client.get(version.quote.get_absolute_url()).content.decode()
    assert f'CEO, <a href="/companies/anaconda/">{name}</a>' in page
    assert f"CEO, {name}" in client.get("/guests/ines-carvalho/").content.decode()
    row = client.get(f"/api/v1/quotes/{version.quote.public_id}/").json()
    assert (row["speaker_company_name"], row["speaker_company"]["display"]) == (name, "Anaconda")


def test_a_company_tells_its_former_names_and_public_owners(client: Client, anaconda: Company) -> None:
    quoted(anaconda, date(2020, 1, 1))
    known, hidden = make.company("Tallowmere"), make.company("Hidden Hollow")
    make.published(
        "We changed the licence in March.", companies=[known], turn=make.turn(Episode.objects.get())
    )
    CompanyOwner.objects.create(company=anaconda, owner=known, since=date(2019, 2, 1), until=date(2021, 3, 4))
    CompanyOwner.objects.create(company=anaconda, owner=hidden, since=date(2021, 3, 5))
    Company.objects.filter(pk=anaconda.pk).update(wikidata="Q24075935")
    page = re.sub("</?time[^>]*>", "", client.get("/companies/anaconda/").content.decode())
    assert "Continuum Analytics" in page and "until 27 June 2017" in page and "Anacoda" not in page
    assert "Tallowmere" in page and "1 February 2019 to 4 March 2021" in page and "Hidden" not in page
    assert "https://www.wikidata.org/wiki/Q24075935" in page
    row = client.get("/api/v1/companies/anaconda/").json()
    assert row["wikidata"] == "Q24075935"
    assert [(name["name"], name["since"], name["until"]) for name in row["names"]] == [
        ("Anaconda", "2017-06-28", None),
        ("Continuum Analytics", None, "2017-06-27"),
    ]
    assert [owner["company"]["display"] for owner in row["owners"]] == ["Tallowmere"]


def test_days_in_the_wrong_order_and_owning_oneself_are_refused(anaconda: Company) -> None:
    other = make.company("Tallowmere")
    for wrong in (
        CompanyName(company=anaconda, text="X", since=date(2020, 1, 2), until=date(2020, 1, 1)),
        CompanyOwner(company=anaconda, owner=other, since=date(2020, 1, 2), until=date(2020, 1, 1)),
        CompanyOwner(company=anaconda, owner=anaconda),
    ):
        with pytest.raises(ValidationError):
            wrong.full_clean()
        with pytest.raises(IntegrityError), transaction.atomic():
            wrong.save()


@pytest.mark.parametrize("wrong", ["42", "q42", "Q042", "Q", "Q42\n", "https://www.wikidata.org/wiki/Q42"])
def test_a_wikidata_id_is_a_q_and_digits(wrong: str) -> None:
    person = make.guest()
    person.wikidata = wrong
    with pytest.raises(ValidationError, match="Q42"):
        records.save(person, by=make.editor())


def test_what_is_known_elsewhere_is_one_bearers(anaconda: Company) -> None:
    other = make.company("Continuum")
    for values in ({"wikidata": "Q42"}, {"website": "https://anaconda.example/"}):
        for company in (anaconda, other):
            company.refresh_from_db()
            for name, value in values.items():
                setattr(company, name, value)
            if company == anaconda:
                records.save(company, by=make.editor())
                continue
            with pytest.raises(ValidationError, match="already"):
                records.save(company, by=make.editor())
    with pytest.raises(IntegrityError), transaction.atomic():
        Company.objects.filter(pk=other.pk).update(wikidata="Q42")


def test_a_merge_takes_over_what_was_lacking_and_undoing_gives_it_back(anaconda: Company) -> None:
    other, owner = make.company("Continuum"), make.company("Tallowmere")
    Company.objects.filter(pk=other.pk).update(wikidata="Q42", website="https://continuum.example/")
    CompanyOwner.objects.create(company=other, owner=owner, since=date(2015, 1, 1))
    CompanyOwner.objects.create(company=make.company("Child"), owner=other)
    before = state()
    change = merge(anaconda, other)
    anaconda.refresh_from_db()
    assert (anaconda.wikidata, anaconda.website) == ("Q42", "https://continuum.example/")
    assert anaconda.owners.get().owner == owner and anaconda.owned.get().company.name == "Child"
    identities.undo(change, by=boss())
    assert state() == before


def test_one_who_owned_the_other_is_not_the_other(anaconda: Company) -> None:
    other = make.company("Tallowmere")
    CompanyOwner.objects.create(company=anaconda, owner=other)
    for kept, gone in ((anaconda, other), (other, anaconda)):
        with pytest.raises(Refusal, match="owned the other"):
            merge(kept, gone)


def test_editors_write_names_and_owners_with_their_days(anaconda: Company) -> None:
    client = Client()
    user = make.person("ed", "editor")
    client.force_login(user, backend="osbiz.accounts.Accounts")
    owner = make.company("Tallowmere")
    row = anaconda.names.get(text="Anaconda")
    sent = {
        "name": "Anaconda",
        "slug": "anaconda",
        "about": "",
        "website": "",
        "wikidata": "Q24075935",
        "names-TOTAL_FORMS": "2",
        "names-INITIAL_FORMS": "1",
        "names-0-id": row.pk,
        "names-0-company": anaconda.pk,
        "names-0-text": "Anaconda",
        "names-0-since": "2017-06-28",
        "names-1-company": anaconda.pk,
        "names-1-text": "Anaconda Inc",
        "owners-TOTAL_FORMS": "1",
        "owners-INITIAL_FORMS": "0",
        "owners-0-company": anaconda.pk,
        "owners-0-owner": owner.pk,
        "owners-0-since": "2019-02-01",
    }
    answer = client.post(reverse("admin:transcripts_company_change", args=[anaconda.pk]), sent)
    assert answer.status_code == 302, answer.content.decode()
    assert anaconda.owners.get().since == date(2019, 2, 1)
    anaconda.refresh_from_db()
    assert anaconda.wikidata == "Q24075935"


def test_a_person_tells_their_former_names_and_is_found_by_them(client: Client) -> None:
    person = make.guest("Ines Carvalho")
    make.published()
    for text, until in (("Ines Marques", date(2019, 5, 31)), ("I. Karvalio", None)):
        records.save(GuestName(guest=person, text=text, until=until), by=make.editor())
    page = client.get("/guests/ines-carvalho/").content.decode()
    assert re.search(r"Also called Ines Marques\s.*until <time[^>]*>31 May 2019", page)
    assert "Karvalio" not in page  # a misspelling is for finding them in documents
    call_command("rebuild_search", stdout=StringIO())
    assert 'href="/guests/ines-carvalho/"' in client.get("/search/?q=marques").content.decode()
    assert 'href="/guests/ines-carvalho/"' not in client.get("/search/?q=karvalio").content.decode()
    with pytest.raises(ValidationError, match="ends before it begins"):
        name = GuestName(guest=person, text="Ines", since=date(2020, 1, 2), until=date(2020, 1, 1))
        records.save(name, by=make.editor())
