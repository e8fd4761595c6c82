"""The queue of what readers report, as its users walk it; and the log of corrections behind it."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from annotations.models import Correction, ErrorReport, Publication
from annotations.services import errorreports
from annotations.tests import factories as make

pytestmark = pytest.mark.django_db
QUEUE = "/admin/annotations/errorreport/"
LOG = "/admin/annotations/correction/"


def at_work(*roles: str) -> Client:
    client = Client()
    client.force_login(make.person("-".join(roles) or "reader", *roles))
    return client


@pytest.fixture
def report() -> ErrorReport:
    """A report about a published quote, with an address."""
    version = make.published()
    return errorreports.receive(
        public_id=uuid4(),
        object_type="quote",
        object_id=version.quote.public_id,
        address=version.quote.get_absolute_url(),
        text="She says fees. <script>alert(1)</script> https://example.com/proof",
        email="reader@example.org",
    )


def act(client: Client, report: ErrorReport, verb: str, **values: Any) -> str:
    """Press a button on the report’s page; what the page says then."""
    return client.post(f"{QUEUE}{report.pk}/{verb}/", values, follow=True).content.decode()


def test_a_report_waits_on_the_start_page_of_those_who_answer(report: ErrorReport) -> None:
    for role in ("editor", "reviewer"):
        page = at_work(role).get("/admin/").content.decode()
        assert "Errors that readers report" in page and "She says fees." in page


def test_its_page_shows_it_as_text_and_leads_to_the_thing(report: ErrorReport) -> None:
    page = at_work("editor").get(f"{QUEUE}{report.pk}/change/").content.decode()
    assert "&lt;script&gt;" in page and "<script>alert" not in page
    assert 'href="https://example.com' not in page
    assert "Work on it" in page and "Revenue doubled within a year." in page
    assert "reader@example.org" not in page, "nobody needs to see it to answer"


def test_it_is_given_answered_with_its_change_and_told_in_the_log(report: ErrorReport) -> None:
    ed = at_work("editor")
    person = make.person("editor", "editor")
    assert "It is given." in act(ed, report, "assign", to=person.pk)
    change = Publication.objects.get(object_type="quote")
    page = ed.get(f"{QUEUE}{report.pk}/change/").content.decode()
    assert f'<option value="{change.pk}">published on' in page
    said = {"answer": "You are right.", "change": change.pk, "state": "answered"}
    assert "Answered" in act(ed, report, "settle", **said)
    logged = {"wrong": "We had “licences”.", "changed": "It says “fees”.", "corrected_on": "2026-01-02"}
    assert "It stands in the log of corrections." in act(ed, report, "log", **logged)
    report.refresh_from_db()
    assert (report.state, report.change, report.assigned_to) == ("answered", change, person)
    assert "It says “fees”." in Client().get("/corrections/").content.decode()


def test_what_was_typed_is_kept_where_something_is_missing(report: ErrorReport) -> None:
    ed = at_work("editor")
    page = act(ed, report, "log", wrong="We had “licences”.", changed="", corrected_on="2026-01-02")
    assert "Say what was wrong, what was changed" in page and "We had “licences”." in page
    assert "Say what you found" in act(ed, report, "settle", answer="")
    assert not Correction.objects.exists()


def test_a_decision_is_not_made_twice(report: ErrorReport) -> None:
    act(at_work("editor"), report, "settle", answer="No.", state="refused")
    page = act(at_work("reviewer"), report, "settle", answer="Yes.", state="answered")
    assert "Somebody has decided about this report already." in page


@pytest.mark.parametrize("verb", ["assign", "settle", "log", "change", "history"])
def test_nobody_else_gets_in(report: ErrorReport, verb: str) -> None:
    for client in (Client(), at_work()):
        answer = client.get(f"{QUEUE}{report.pk}/{verb}/") if verb in ("change", "history") else None
        answer = answer or client.post(f"{QUEUE}{report.pk}/{verb}/", {"answer": "No."})
        assert answer.status_code == 302 and "/login/" in answer.headers["Location"]
    report.refresh_from_db()
    assert report.state == "open"


def test_the_queue_takes_no_query_a_row(report: ErrorReport, django_assert_max_num_queries: Any) -> None:
    for number in range(20):
        errorreports.receive(
            public_id=uuid4(), object_type="page", object_id=None, address="/", text=f"Wrong {number}."
        )
    ed = at_work("editor")
    with django_assert_max_num_queries(12):
        page = ed.get(f"{QUEUE}?state__exact=open").content.decode()
    assert page.count("Wrong ") == 20


def test_an_editor_writes_an_entry_without_a_report_rewords_and_withdraws_it() -> None:
    version, ed = make.published(), at_work("editor")
    about = {"object_type": "quote", "object_id": str(version.quote.public_id)}
    values = {"wrong": "The year was wrong.", "changed": "It is 2024.", "corrected_on": "2026-01-02"}
    refused = ed.post(f"{LOG}add/", {**about, "object_id": str(uuid4()), **values})
    assert "Readers know of no such thing" in refused.content.decode()
    ed.post(f"{LOG}add/", {**about, **values})
    entry = Correction.objects.get()
    ed.post(f"{LOG}{entry.pk}/change/", {**values, "changed": "It is 2025."})
    assert "It is 2025." in Client().get("/corrections/").content.decode()
    page = ed.get(f"{LOG}{entry.pk}/history/").content.decode()
    assert "What was changed" in page
    ed.post(f"{LOG}{entry.pk}/withdraw/", {"reason": "It was 2024 after all."})
    assert Client().get(entry.get_absolute_url()).status_code == 410
    assert "Withdraw this entry" not in ed.get(f"{LOG}{entry.pk}/change/").content.decode()
