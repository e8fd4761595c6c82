"""Readers report errors: without an account, never in public, and no more of them kept than needed."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.test import Client, override_settings
from django.utils import timezone

from annotations.models import Correction, ErrorReport, Publication, ReportState
from annotations.services import correctionlog, episodes, errorreports, review
from annotations.tests import factories as make
from annotations.views import reports
from annotations.workflow import Refusal
from transcripts.models import Episode

pytestmark = pytest.mark.django_db
SMTP = "django.core.mail.backends.smtp.EmailBackend"
WRONG = "She says licence fees, not licences. <b>See</b> https://example.com/minute-3"


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has sent anything yet, and a form may be sent at once."""
    cache.clear()
    monkeypatch.setattr(reports, "SOONEST", timedelta(seconds=-1))


def address(noun: str, public_id: UUID) -> str:
    return f"/report/{noun}/{public_id}/"


def stamp(page: str) -> str:
    found = re.search(r'name="stamp" value="([^"]+)"', page)
    assert found
    return found[1]


def send(where: str, client: Client | None = None, **values: str) -> Any:
    """Open the form and send it."""
    client = client or Client()
    given = stamp(client.get(where).content.decode())
    return client.post(where, {"text": WRONG, "stamp": given, "homepage": "", **values})


def report(**values: Any) -> ErrorReport:
    """A report about a quote that is there."""
    version = make.published()
    assert send(address("quote", version.quote.public_id), **values).status_code == 303
    return ErrorReport.objects.get()


def things() -> dict[str, Any]:
    """One public thing of each type."""
    version = make.published(companies=[make.company("Tallowmere")], guests=[make.guest("Tam Okafor")])
    return {
        "quote": version.quote,
        "tag": make.tag(),
        "guest": make.guest("Tam Okafor"),
        "company": make.company("Tallowmere"),
        "episode": version.quote.episode,
        "podcast": version.quote.episode.podcast,
    }


def test_every_public_thing_has_a_form_that_its_page_leads_to() -> None:
    for noun, thing in things().items():
        where = address(noun, thing.public_id)
        assert f'href="{where}"' in Client().get(thing.get_absolute_url()).content.decode(), noun
        assert send(where).status_code == 303
        kept = ErrorReport.objects.latest("id")
        assert (kept.object_type, kept.object_id, kept.text) == (noun, thing.public_id, WRONG)
        cache.clear()


def test_every_other_page_leads_to_one_that_knows_the_page() -> None:
    page = Client().get("/topics/").content.decode()
    assert 'href="/report/?page=/topics/"' in page
    assert send("/report/?page=/topics/").status_code == 303
    kept = ErrorReport.objects.get()
    assert (kept.object_type, kept.object_id, kept.address) == ("page", None, "/topics/")


@pytest.mark.parametrize("given", ["https://evil.example/", "//evil.example/", "/nowhere/", "", "/a%00"])
def test_a_page_that_is_none_of_ours_is_not_named(given: str) -> None:
    answer = Client().get("/report/", {"page": given})
    assert "evil" not in answer.content.decode()
    assert "The first page" in answer.content.decode()


def test_it_takes_no_account_no_cookie_and_no_script() -> None:
    version = make.published()
    client = Client(enforce_csrf_checks=True)
    answer = send(address("quote", version.quote.public_id), client)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/report/sent/")
    assert not client.cookies
    assert "no-store" in client.get(address("quote", version.quote.public_id)).headers["Cache-Control"]


@pytest.mark.parametrize("stage", [make.draft, make.in_review, make.approved])
def test_what_is_not_public_has_no_form(stage: Callable[..., Any]) -> None:
    version = stage()
    assert Client().get(address("quote", version.quote.public_id)).status_code == 404
    assert Client().get(address("tag", make.tag().public_id)).status_code == 404
    assert Client().get(address("nonsense", make.tag().public_id)).status_code == 404
    assert Client().get(address("page", make.tag().public_id)).status_code == 404


def test_the_field_nobody_sees_keeps_programs_out_without_telling_them() -> None:
    version = make.published()
    answer = send(address("quote", version.quote.public_id), homepage="https://spam.example")
    assert answer.status_code == 303
    assert not ErrorReport.objects.exists()


@pytest.mark.parametrize("given", ["", "nonsense", "eyJh:1:abc"])
def test_a_form_without_a_stamp_of_ours_is_not_taken(given: str) -> None:
    version = make.published()
    answer = send(address("quote", version.quote.public_id), stamp=given)
    assert answer.status_code == 400
    assert "licence fees" in answer.content.decode(), "what was typed is still there"
    assert not ErrorReport.objects.exists()


def test_a_stamp_is_for_one_thing_and_counts_once() -> None:
    version = make.published()
    where, other = address("quote", version.quote.public_id), address("tag", make.tag().public_id)
    given = stamp(Client().get(where).content.decode())
    assert send(other, stamp=given).status_code == 400
    for _ in range(2):
        assert Client().post(where, {"text": WRONG, "stamp": given}).status_code == 303
    assert ErrorReport.objects.count() == 1


def test_nobody_reads_and_writes_in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "SOONEST", timedelta(seconds=3))
    version = make.published()
    assert send(address("quote", version.quote.public_id)).status_code == 400


def test_a_form_that_was_open_for_too_long_is_given_a_new_stamp(monkeypatch: pytest.MonkeyPatch) -> None:
    version = make.published()
    where = address("quote", version.quote.public_id)
    monkeypatch.setattr(reports, "OLDEST", timedelta(seconds=-1))
    answer = send(where)
    assert answer.status_code == 400
    monkeypatch.setattr(reports, "OLDEST", timedelta(days=1))
    again = {"text": WRONG, "stamp": stamp(answer.content.decode())}
    assert Client().post(where, again).status_code == 303


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"text": ""}, "Say in a sentence"),
        ({"text": "wrong"}, "Say in a sentence"),
        ({"text": "x" * 3001}, "longer than 3000"),
        ({"email": "nobody"}, "no mail address"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "no mail address"),
    ],
)
def test_what_cannot_be_used_is_said(values: dict[str, str], said: str) -> None:
    version = make.published()
    answer = send(address("quote", version.quote.public_id), **values)
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not ErrorReport.objects.exists()


def test_five_an_hour_from_one_address() -> None:
    version = make.published()
    where = address("quote", version.quote.public_id)
    assert [send(where).status_code for _ in range(6)] == [303] * 5 + [429]
    assert send(where).headers["Retry-After"] == "3600"
    assert send(where, Client(REMOTE_ADDR="198.51.100.7")).status_code == 303
    assert ErrorReport.objects.count() == 6


def test_one_network_of_version_six_is_one_sender() -> None:
    version = make.published()
    where = address("quote", version.quote.public_id)
    codes = [send(where, Client(REMOTE_ADDR=f"2001:db8::{n}")).status_code for n in range(1, 7)]
    assert codes == [303] * 5 + [429]


@override_settings(BEHIND_PROXY=True)
def test_behind_a_proxy_the_last_address_counts_whatever_the_sender_says() -> None:
    version = make.published()
    where = address("quote", version.quote.public_id)
    forged = [Client(headers={"X-Forwarded-For": f"10.0.0.{n}, 203.0.113.9"}) for n in range(6)]
    assert [send(where, client).status_code for client in forged] == [303] * 5 + [429]


def test_a_flood_from_many_addresses_is_stemmed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errorreports, "MOST_AN_HOUR", 2)
    version = make.published()
    where = address("quote", version.quote.public_id)
    codes = [send(where, Client(REMOTE_ADDR=f"192.0.2.{n}")).status_code for n in range(3)]
    assert codes == [303, 303, 429]


def test_another_site_cannot_have_visitors_send_it() -> None:
    version = make.published()
    client = Client(headers={"Sec-Fetch-Site": "cross-site"})
    assert send(address("quote", version.quote.public_id), client).status_code == 403


def test_nothing_says_who_sent_it() -> None:
    kept = report()
    stored = " ".join(str(value) for value in vars(kept).values())
    assert "127.0.0.1" not in stored
    assert {field.name for field in ErrorReport._meta.get_fields() if "email" in field.name} == {"email"}
    assert not hasattr(ErrorReport.history.model, "email"), "a history would keep what is to be forgotten"


def test_the_reader_is_told_once_and_their_address_forgotten(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    kept = report(email="reader@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        errorreports.settle(kept, state=ReportState.ANSWERED, answer="You are right.", by=make.editor())
    (letter,) = mail.outbox
    assert letter.to == ["reader@example.org"]
    assert "You are right." in letter.body
    assert "licence fees" not in letter.body, "nobody can have us send words of theirs to others"
    kept.refresh_from_db()
    assert (kept.email, kept.state, kept.told_at is not None) == ("", "answered", True)


def test_who_left_no_address_gets_no_mail(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    kept = report()
    with django_capture_on_commit_callbacks(execute=True):
        errorreports.settle(kept, state=ReportState.REFUSED, answer="It is as she said.", by=make.editor())
    assert not mail.outbox


@override_settings(EMAIL_BACKEND=SMTP, EMAIL_HOST="127.0.0.1", EMAIL_PORT=1)
def test_an_answer_that_cannot_be_sent_is_tried_again_for_a_week(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    kept = report(email="reader@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        errorreports.settle(kept, state=ReportState.ANSWERED, answer="You are right.", by=make.editor())
    kept.refresh_from_db()
    assert (kept.email, kept.told_at) == ("reader@example.org", None)
    ErrorReport.objects.update(settled_at=timezone.now() - timedelta(hours=1))
    assert errorreports.sweep() == 0
    ErrorReport.objects.update(settled_at=timezone.now() - timedelta(days=8))
    assert errorreports.sweep() == 1
    kept.refresh_from_db()
    assert kept.email == ""


def test_an_address_is_not_kept_for_ever() -> None:
    kept = report(email="reader@example.org")
    assert errorreports.sweep() == 0
    ErrorReport.objects.update(received_at=timezone.now() - timedelta(days=181))
    assert errorreports.sweep() == 1
    kept.refresh_from_db()
    assert kept.email == ""


@pytest.mark.parametrize("role", [None, "editor", "reviewer"])
def test_who_decides(role: str | None) -> None:
    kept, somebody = report(), make.person("somebody", *([role] if role else []))
    if role is None:
        with pytest.raises(PermissionDenied):
            errorreports.settle(kept, state=ReportState.REFUSED, answer="No.", by=somebody)
        with pytest.raises(PermissionDenied):
            errorreports.assign(kept, to=make.editor(), by=somebody)
        return
    errorreports.assign(kept, to=somebody, by=somebody)
    errorreports.settle(kept, state=ReportState.REFUSED, answer="No.", by=somebody)
    kept.refresh_from_db()
    assert (kept.assigned_to, kept.settled_by) == (somebody, somebody)


def test_a_decision_says_why_and_is_made_once() -> None:
    kept = report()
    with pytest.raises(Refusal, match="Say what you found"):
        errorreports.settle(kept, state=ReportState.REFUSED, answer=" ", by=make.editor())
    with pytest.raises(Refusal, match="editors and reviewers"):
        errorreports.assign(kept, to=make.person("reader"), by=make.editor())
    errorreports.settle(kept, state=ReportState.REFUSED, answer="No.", by=make.editor())
    with pytest.raises(Refusal, match="decided about"):
        errorreports.settle(kept, state=ReportState.ANSWERED, answer="Yes.", by=make.reviewer())
    assert [h.history_user and h.history_user.username for h in kept.history.order_by("history_id")] == [
        None,
        "ed",
    ]


def test_the_database_keeps_no_address_of_someone_told() -> None:
    kept = report(email="reader@example.org")
    with pytest.raises(IntegrityError):
        ErrorReport.objects.filter(pk=kept.pk).update(told_at=timezone.now())


# The log


def entry(**values: Any) -> Correction:
    """An entry about a quote that is there."""
    kept = ErrorReport.objects.first() or report()
    given = {
        "object_type": kept.object_type,
        "object_id": kept.object_id,
        "wrong": "We had her say that they sell licences.",
        "changed": "It says licence fees now, as in the recording.",
        "report": kept,
        "by": make.editor(),
    }
    return correctionlog.publish(**{**given, **values})


def test_the_log_is_in_an_editors_words_alone() -> None:
    made = entry()
    for where in ("/corrections/", made.get_absolute_url()):
        page = Client().get(where).content.decode()
        assert "licence fees now" in page and "sell licences" in page
        assert "minute-3" not in page and "She says" not in page
    assert Publication.objects.get(object_type="correction").kind == "published"


def test_nothing_is_in_the_log_that_nobody_wrote_there() -> None:
    report()
    page = Client().get("/corrections/").content.decode()
    assert "Nothing has been corrected yet" in page


def test_an_entry_is_about_something_public() -> None:
    draft = make.draft()
    with pytest.raises(ValidationError, match="Readers know of no such thing"):
        correctionlog.publish(
            object_type="quote",
            object_id=draft.quote.public_id,
            wrong="Something.",
            changed="Something else.",
            by=make.editor(),
        )
    assert not Correction.objects.exists()


def test_an_entry_goes_with_what_it_is_about() -> None:
    made = entry()
    Episode.objects.update(visibility=0)
    assert Client().get(made.get_absolute_url()).status_code == 404
    assert "licence fees" not in Client().get("/corrections/").content.decode()


def test_an_entry_about_what_was_withdrawn_stays_and_does_not_repeat_it() -> None:
    made = entry()
    episode = Episode.objects.get()
    episodes.withdraw(episode, reason="The guest asked", by=make.reviewer())
    page = Client().get("/corrections/").content.decode()
    assert "licence fees now" in page
    assert "A withdrawn quote" in page and "Revenue doubled" not in page
    assert Client().get(made.get_absolute_url()).status_code == 200


def test_an_entry_is_reworded_and_withdrawn_with_a_reason() -> None:
    made, ed = entry(), make.editor()
    day = made.corrected_on
    assert not correctionlog.reword(made, wrong=made.wrong, changed=made.changed, corrected_on=day, by=ed)
    assert correctionlog.reword(made, wrong=made.wrong, changed="Mended.", corrected_on=day, by=ed)
    with pytest.raises(Refusal, match="Say why"):
        correctionlog.withdraw(made, reason="", by=ed)
    correctionlog.withdraw(made, reason="It was right before.", by=ed)
    answer = Client().get(made.get_absolute_url())
    assert answer.status_code == 410 and "It was right before." in answer.content.decode()
    assert "Mended" not in Client().get("/corrections/").content.decode()
    kinds = Publication.objects.filter(object_type="correction").values_list("kind", flat=True)
    assert list(kinds) == ["published", "updated", "withdrawn"]
    with pytest.raises(Refusal, match="withdrawn"):
        correctionlog.reword(made, wrong="a", changed="b", corrected_on=day, by=ed)


def test_no_correction_is_told_before_it_is_made() -> None:
    with pytest.raises(ValidationError, match="today or an earlier day"):
        entry(corrected_on=timezone.localdate() + timedelta(days=1))


def test_a_withdrawn_quote_is_not_reported_on() -> None:
    version = make.published()
    review.move(version, action=review.Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    assert Client().get(address("quote", version.quote.public_id)).status_code == 404


def test_the_log_takes_few_queries(django_assert_max_num_queries: Any) -> None:
    for number in range(12):
        entry(wrong=f"Wrong {number}.")
    with django_assert_max_num_queries(6):
        assert Client().get("/corrections/").content.decode().count("Wrong ") == 12
