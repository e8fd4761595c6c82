"""The gate: a quote that is not verbatim, or credits somebody else, is published by no road at all."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, models, transaction

from annotations.models import QuoteVersion
from annotations.services import gate, review
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal, State
from transcripts.models import Revision, SourceDocument, Turn, Visibility

pytestmark = pytest.mark.django_db


def tamper(version: QuoteVersion, **values: object) -> QuoteVersion:
    """Write past the services, as a bug or a person at a database prompt would."""
    models.QuerySet.update(QuoteVersion.objects.filter(pk=version.pk), **values)
    version.refresh_from_db()
    return version


TAMPERINGS: dict[str, Callable[[QuoteVersion], object]] = {
    "verbatim": lambda v: tamper(v, exact="Revenue tripled within a year."),
    "attribution": lambda v: tamper(v, speaker=make.guest("Somebody Else")),
    "anchor": lambda v: tamper(v, anchor_status="confirm"),
    "emendations": lambda v: tamper(v, emendations=[{"start": 0, "end": 30, "text": ""}]),
    "topic": make.strip,
    "sponsor": lambda v: Turn.objects.filter(pk=v.turn_id).update(section="sponsor"),
    "revision": lambda v: Revision.objects.filter(pk=v.revision_id).update(is_current=False),
    "rights": lambda v: make.Podcast.objects.update(rights=Visibility.HIDDEN),
}


@pytest.mark.parametrize("rule", TAMPERINGS)
@pytest.mark.parametrize("stage", ["approve", "publish"])
def test_a_broken_rule_stops_approval_and_publication(rule: str, stage: str) -> None:
    version = make.in_review() if stage == "approve" else make.approved()
    TAMPERINGS[rule](version)
    version = QuoteVersion.objects.get(pk=version.pk)
    assert [refusal.rule for refusal in gate.violations(version)] == [rule]
    with pytest.raises(Refusal) as refusal:
        review.move(version, action=Action(stage), by=make.reviewer())
    assert refusal.value.rule == rule
    assert not QuoteVersion.objects.published().exists()


def test_a_quote_of_an_unknown_speaker_waits_until_somebody_says_who_it_is() -> None:
    episode = make.episode()
    Turn.objects.update(speaker=None)
    version = make.in_review(turn=make.turn(episode))
    with pytest.raises(Refusal, match="say who “Ines Carvalho” is"):
        review.move(version, action=Action.APPROVE, by=make.reviewer())
    Turn.objects.update(speaker=make.guest())
    review.move(version, action=Action.RETRACT, by=make.editor())
    review.move(version, action=Action.SUBMIT, by=make.editor())
    review.move(version, action=Action.APPROVE, by=make.reviewer())
    assert version.speaker == make.guest()


def forge(version: QuoteVersion, **values: object) -> None:
    """Publish by raw UPDATE."""
    with transaction.atomic():
        tamper(version, state=State.PUBLISHED, published_at=version.approved_at, **values)


@pytest.mark.parametrize(
    "values",
    [
        {"exact": "Revenue tripled within a year."},
        {"exact": "Revenue doubled"},
        {"start": 0, "end": 30},
        {"speaker_id": None},
        {"anchor_status": "lost"},
        {"approved_by": None, "approved_at": None},
        {"kind": "notes", "speaker_id": None},
    ],
)
def test_the_database_itself_refuses_a_forged_publication(values: dict[str, object]) -> None:
    version = make.approved()
    with pytest.raises(DatabaseError):
        forge(version, **values)
    with pytest.raises(DatabaseError):
        forge(version, speaker=make.guest("Somebody Else"))
    forge(version)  # the same road is open to what is true


def test_the_database_refuses_a_forged_quote_from_the_start() -> None:
    version = make.approved()
    version.pk, version.number, version.exact = None, 2, "Revenue tripled within a year."
    version.state, version.published_at = State.PUBLISHED, version.approved_at
    with pytest.raises(DatabaseError), transaction.atomic():
        version.save(force_insert=True)


def test_four_eyes_are_a_constraint() -> None:
    version = make.in_review()
    with pytest.raises(DatabaseError), transaction.atomic():
        tamper(version, state=State.APPROVED, approved_by=version.changed_by, approved_at=version.changed_at)


def test_words_under_a_quote_cannot_change_and_its_speaker_neither() -> None:
    version = make.published()
    for values in ({"text": "Revenue tripled."}, {"speaker": None}, {"speaker": make.guest("Somebody Else")}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Turn.objects.filter(pk=version.turn_id).update(**values)


def test_what_a_published_quote_leaves_out_cannot_change() -> None:
    version = make.published()
    with pytest.raises(DatabaseError), transaction.atomic():
        tamper(version, emendations=[{"start": 0, "end": 7, "text": ""}])


def test_source_bytes_never_change() -> None:
    document = make.document()
    with pytest.raises(DatabaseError), transaction.atomic():
        models.QuerySet.update(SourceDocument.objects.filter(pk=document.pk), content=b"other")


def test_the_guards_stand_after_migration() -> None:
    names = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'osbiz_%'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'osbiz_%'"
    )
    with connection.cursor() as cursor:
        cursor.execute(names)
        found = {name for (name,) in cursor.fetchall()}
    for guard in ("quote_verbatim", "turn_words", "turn_speaker", "review_event", "source_document"):
        assert any(name.startswith(f"osbiz_{guard}") for name in found), guard
