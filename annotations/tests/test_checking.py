"""The nightly check: what came past the guards about a published quote is an alarm, once, until settled."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.guards import install_guards, remove_guards
from annotations.models import Alarm, ListKind, ListPlace, QuoteVersion, TopicsTogether
from annotations.services import checking, review, topiccounts
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal
from transcripts.models import Episode
from transcripts.services.revisions import digest_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Any, settings: Any) -> Any:
    settings.DATA_DIR = tmp_path
    settings.ADMINS = [("Ada", "ada@example.org")]
    return tmp_path


def past_the_guards(statement: str, *values: Any) -> None:
    """Write as a repair by hand does that switched the guards off."""
    remove_guards(using="default")
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    install_guards(using="default")


def rewrite_words(version: QuoteVersion) -> None:
    words = "Revenue tripled within a year."
    past_the_guards("UPDATE annotations_quoteversion SET exact = %s WHERE id = %s", words, version.pk)


def rewrite_words_and_seal(version: QuoteVersion) -> None:
    rewrite_words(version)
    seal = digest_of("Revenue tripled within a year.")
    past_the_guards("UPDATE annotations_quoteversion SET exact_sha256 = %s WHERE id = %s", seal, version.pk)


def shift(version: QuoteVersion) -> None:
    past_the_guards(
        'UPDATE annotations_quoteversion SET start = start + 1, "end" = "end" + 1 WHERE id = %s', version.pk
    )


def put_outside(version: QuoteVersion) -> None:
    past_the_guards(
        'UPDATE annotations_quoteversion SET start = start + 900, "end" = "end" + 900 WHERE id = %s',
        version.pk,
    )


def break_seal(version: QuoteVersion) -> None:
    past_the_guards("UPDATE annotations_quoteversion SET exact_sha256 = 'x' WHERE id = %s", version.pk)


def rewrite_text(version: QuoteVersion) -> None:
    past_the_guards("UPDATE transcripts_turn SET text = text || ' And more.' WHERE id = %s", version.turn_id)


def shift_turn(version: QuoteVersion) -> None:
    past_the_guards('UPDATE transcripts_turn SET "offset" = "offset" + 1 WHERE id = %s', version.turn_id)


def credit_another(version: QuoteVersion) -> None:
    other = make.guest("Tomas Lindqvist").pk
    past_the_guards("UPDATE annotations_quoteversion SET speaker_id = %s WHERE id = %s", other, version.pk)


def change_speaker(version: QuoteVersion) -> None:
    past_the_guards("UPDATE transcripts_turn SET speaker_id = NULL WHERE id = %s", version.turn_id)


def leave_behind(version: QuoteVersion) -> None:
    past_the_guards("UPDATE transcripts_revision SET is_current = false WHERE id = %s", version.revision_id)


BREACHES: dict[str, tuple[Callable[[QuoteVersion], None], set[str], str]] = {
    "words": (rewrite_words, {"words", "seal"}, "stands “Revenue doubled within a year.”"),
    "words and seal": (rewrite_words_and_seal, {"words"}, "and not “Revenue tripled"),
    "place": (shift, {"words"}, "stands “evenue doubled"),
    "outside": (put_outside, {"words"}, "lies in no one turn of revision 1"),
    "seal": (break_seal, {"seal"}, "not the words that were sealed"),
    "text": (rewrite_text, {"text"}, "is not the one that was stored"),
    "turn": (shift_turn, {"text"}, "is not the one that was stored"),
    "credit": (credit_another, {"speaker"}, "credits Tomas Lindqvist, but Ines Carvalho speaks there"),
    "speaker": (change_speaker, {"speaker"}, "but nobody speaks there"),
    "left behind": (leave_behind, {"words"}, "revision 1 is not the current text"),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_what_does_not_agree_is_an_alarm_that_says_what(breach: str) -> None:
    version = make.published()
    breaking, kinds, words = BREACHES[breach]
    breaking(version)
    report = checking.check()
    assert (report.quotes, report.found, report.new) == (1, len(kinds), len(kinds))
    assert set(Alarm.objects.values_list("kind", flat=True)) == kinds
    assert words in " ".join(Alarm.objects.values_list("message", flat=True))


def test_a_quote_of_the_notes_credits_nobody() -> None:
    episode = make.episode(notes=["Ines explains why the licence had to go."])
    version = make.published("why the licence had to go", turn=make.turn(episode, kind="notes"))
    assert checking.check().found == 0
    somebody = make.guest().pk
    past_the_guards("UPDATE transcripts_turn SET speaker_id = %s WHERE id = %s", somebody, version.turn_id)
    checking.check()
    assert Alarm.objects.get().message.startswith("It credits nobody, but Ines Carvalho speaks there")


def test_sound_quotes_raise_nothing_and_nobody_is_written_to() -> None:
    make.published()
    make.draft()
    report = checking.check()
    assert (report.quotes, report.found) == (1, 0)
    assert not mail.outbox
    assert not Alarm.objects.exists()


def test_quotes_of_hidden_episodes_are_checked_too() -> None:
    break_seal(make.published())
    Episode.objects.update(visibility=0)
    assert checking.check().found == 1


def test_what_is_over_is_not_checked() -> None:
    version = make.published()
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    break_seal(version)
    assert checking.check().quotes == 0


def test_an_alarm_is_raised_once_and_seen_again() -> None:
    break_seal(make.published())
    checking.check()
    first = Alarm.objects.get()
    assert checking.check().new == 0
    again = Alarm.objects.get()
    assert (again.found_at, again.pk) == (first.found_at, first.pk)
    assert again.seen_at > first.seen_at


def test_one_mail_a_run_says_how_many_and_the_first_of_them() -> None:
    episode = make.episode()
    for _ in range(25):
        make.published(turn=make.turn(episode))
    past_the_guards("UPDATE annotations_quoteversion SET exact_sha256 = 'x'")
    checking.check()
    (letter,) = mail.outbox
    assert letter.to == ["ada@example.org"]
    assert "25 disagreements in 25 published quotes, 25 of them new" in letter.body
    assert "and 5 more." in letter.body


def test_a_mail_server_that_fails_keeps_no_alarm_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any) -> None:
        raise OSError("no route")

    monkeypatch.setattr(checking, "mail_admins", fail)
    break_seal(make.published())
    assert checking.check().new == 1


def test_texts_are_read_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "AT_ONCE", 2)
    for number in range(5):
        break_seal(make.published(turn=make.turn(make.episode(f"Episode {number}", texts=[make.WORDS]))))
    with CaptureQueriesContext(connection) as queries:
        report = checking.check()
    assert (report.quotes, report.found) == (5, 5)
    read = [query["sql"] for query in queries if 'FROM "transcripts_turn"' in query["sql"]]
    assert len(read) == 3


def test_a_person_settles_an_alarm_with_a_note_and_it_comes_back_where_nothing_was_done() -> None:
    break_seal(make.published())
    checking.check()
    alarm = Alarm.objects.get()
    with pytest.raises(Refusal, match="Say what was done"):
        checking.settle(alarm, note=" ", by=make.reviewer())
    with pytest.raises(PermissionDenied):
        checking.settle(alarm, note="Looked.", by=make.editor())
    checking.settle(alarm, note="Restored from the backup.", by=make.reviewer())
    assert (alarm.settled_by, alarm.settled_note) == (make.reviewer(), "Restored from the backup.")
    with pytest.raises(Refusal, match="already"):
        checking.settle(alarm, note="Again.", by=make.reviewer())
    assert checking.check().new == 1
    assert Alarm.objects.count() == 2


def test_the_command_ends_with_one_while_an_alarm_stands(capsys: pytest.CaptureFixture[str]) -> None:
    version = make.published()
    call_command("check_quotes")
    assert "1 published quotes checked, 0 disagreements." in capsys.readouterr().out
    break_seal(version)
    with pytest.raises(SystemExit) as ended:
        call_command("check_quotes")
    assert ended.value.code == 1
    assert str(version.quote.public_id) in capsys.readouterr().out
    seal = digest_of(version.exact)
    past_the_guards("UPDATE annotations_quoteversion SET exact_sha256 = %s", seal)
    with pytest.raises(SystemExit):
        call_command("check_quotes")
    checking.settle(Alarm.objects.get(), note="Mended by hand.", by=make.reviewer())
    call_command("check_quotes")


def test_a_worker_without_a_clock_checks_once_a_day(data_folder: Any) -> None:
    break_seal(make.published())
    assert checking.check_if_due() == 0
    assert Alarm.objects.count() == 1
    Alarm.objects.all().delete()
    checking.check_if_due()
    assert not Alarm.objects.exists()
    os.utime(data_folder / "quotes-checked", (0, 0))
    checking.check_if_due()
    assert Alarm.objects.exists()


def test_a_check_that_is_stopped_is_not_done(data_folder: Any) -> None:
    make.published()
    checking.check(stop=lambda: True)
    assert not (data_folder / "quotes-checked").exists()


@pytest.mark.parametrize("who", ["editor", "reviewer"])
def test_nobody_overlooks_an_alarm_on_the_start_page(who: str) -> None:
    client = Client()
    user = make.person(who, who)
    client.force_login(user, backend="osbiz.accounts.Accounts")
    make.published()
    assert b'role="alert"' not in client.get(reverse("admin:index")).content
    break_seal(QuoteVersion.objects.get())
    checking.check()
    page = client.get(reverse("admin:index")).content.decode()
    assert page.index('role="alert"') < page.index('class="worklist"')
    assert "not the words that were sealed" in page
    checking.settle(Alarm.objects.get(), note="Mended.", by=make.reviewer())
    assert b'role="alert"' not in client.get(reverse("admin:index")).content


def test_topics_counted_wrongly_are_counted_anew(db: None, caplog: pytest.LogCaptureFixture) -> None:
    tags = [make.tag("pricing"), make.tag("support")]
    make.published(tags=tags)
    assert topiccounts.wrong() == (set(), set())
    TopicsTogether.objects.update(quotes=7)
    checking.check()
    assert "2 pairs of topics were not counted as published" in caplog.text
    assert topiccounts.wrong() == (set(), set())
    assert [row.quotes for row in TopicsTogether.objects.all()] == [1, 1]


def test_quotes_on_the_wrong_lists_are_put_on_their_own(db: None, caplog: pytest.LogCaptureFixture) -> None:
    make.published()
    ListPlace.objects.filter(kind=ListKind.SPEAKER).delete()
    checking.check()
    assert "1 quotes were not on the lists" in caplog.text
    assert ListPlace.objects.filter(kind=ListKind.SPEAKER).count() == 1
    caplog.clear()
    checking.check()
    assert "lists" not in caplog.text
