"""The log of corrections in the API: what readers of the log see, and nothing that reporters wrote."""

from typing import Any
from uuid import uuid4

import pytest

from annotations.models import Correction
from annotations.services import correctionlog, errorreports, review
from annotations.tests import factories as make
from api.tests import world
from transcripts.models import Episode

pytestmark = pytest.mark.django_db


def corrected(thing: Any, **values: Any) -> Correction:
    """An entry about a thing."""
    given = {"wrong": "We had 2023.", "changed": "It is 2024.", "by": make.editor(), **values}
    return correctionlog.publish(object_type=thing._meta.model_name, object_id=thing.public_id, **given)


def test_an_entry_names_what_it_is_about() -> None:
    quote = make.published().quote
    made = corrected(quote)
    (row,) = world.found("corrections/")
    assert row["about"]["id"] == str(quote.public_id)
    assert row["about"]["url"].endswith(f"/api/v1/quotes/{quote.public_id}/")
    assert row["about"]["display"] == "“Revenue doubled within a year.” Ines Carvalho"
    assert (row["wrong"], row["changed"]) == ("We had 2023.", "It is 2024.")
    assert row["permalink"].endswith(made.get_absolute_url())
    assert world.get(f"corrections/{made.public_id}/").json() == row


def test_entries_are_found_by_what_they_are_about() -> None:
    version = make.published()
    corrected(version.quote)
    corrected(version.speaker, wrong="Her name was misspelt.")
    assert len(world.found("corrections/", about=str(version.quote.public_id))) == 1
    (row,) = world.found("corrections/", type="guest")
    assert row["wrong"] == "Her name was misspelt."
    assert world.get("corrections/", type="nothing").status_code == 400


def test_reports_are_nowhere() -> None:
    version = make.published()
    report = errorreports.receive(
        public_id=uuid4(),
        object_type="quote",
        object_id=version.quote.public_id,
        address="/",
        text="A zanzibar remark.",
        email="zanzibar@example.org",
    )
    corrected(version.quote, report=report)
    assert "zanzibar" not in world.get("corrections/").content.decode()
    assert world.get(f"corrections/{report.public_id}/").status_code == 404


def test_a_withdrawn_subject_is_not_repeated() -> None:
    version = make.published()
    corrected(version.quote)
    review.move(version, action=review.Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    (row,) = world.found("corrections/")
    assert (row["about"]["withdrawn"], row["about"]["display"]) == (True, "A withdrawn quote")


def test_a_hidden_subject_takes_its_entries_along() -> None:
    version = make.published()
    made = corrected(version.quote)
    Episode.objects.update(visibility=0)
    assert world.found("corrections/") == []
    assert world.get(f"corrections/{made.public_id}/").status_code == 404


def test_a_withdrawn_entry_answers_with_the_reason() -> None:
    version = make.published()
    made = corrected(version.quote)
    correctionlog.withdraw(made, reason="It was right before.", by=make.editor())
    answer = world.get(f"corrections/{made.public_id}/")
    assert (answer.status_code, answer.json()["reason"]) == (410, "It was right before.")
    assert world.found("corrections/") == []
