"""How well a claim is supported, counted from what readers may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotations.models import QuoteVersion
from annotations.selectors import support
from annotations.selectors.support import Support, Voice, Weight
from annotations.services import claims
from annotations.tests import factories as make
from annotations.tests.test_claims import draft, walk


def test_episodes_that_share_a_person_are_not_independent() -> None:
    ines, bo, tam = 1, 2, 3
    voices = [Voice(ines, 10, True), Voice(bo, 11, False), Voice(bo, 10, False), Voice(tam, 12, False)]
    assert support.weight(voices) == Weight(people=3, episodes=3, independent=2, first_hand=1)
    assert support.independent([Voice(None, 10, False), Voice(None, 11, False)]) == 2
    assert support.weight([]) == Weight()


@pytest.mark.django_db
def test_first_hand_is_whom_it_is_about_or_who_spoke_for_the_company_in_that_episode() -> None:
    said = "We changed the licence in March."
    bo = make.guest("Bo Lindqvist")
    notes = "Quarrystone relicensed."
    first = make.episode("One", texts=[said], notes=[notes])
    second = make.episode("Two", texts=[said], speaker=bo)
    second.appearances.update(company=make.company("Tallowmere"))
    versions: list[QuoteVersion] = [
        make.published(said, turn=make.turn(first)),
        make.published(notes, turn=make.turn(first, kind="notes")),
        make.published(said, turn=make.turn(second)),
    ]
    of_company, of_person = draft("It did.", company=make.company()), draft("He did.", guest=bo)
    for claim in (of_company, of_person):
        for version in versions:
            claims.add_evidence(claim, quote=version.quote, stance="supports", by=make.editor())
        walk(claim, "submit", "approve", "publish")
    with CaptureQueriesContext(connection) as queries:
        found = support.of([of_company.pk, of_person.pk])
    assert len(queries) == 2
    everybody = Support(Weight(people=2, episodes=2, independent=2, first_hand=1), Weight())
    assert found == {of_company.pk: everybody, of_person.pk: everybody}
    unseen = make.published(turn=make.turn(make.episode("Three", speaker=make.guest("Tam Okafor"))))
    claims.add_evidence(of_company, quote=unseen.quote, stance="supports", by=make.editor())
    assert support.of([of_company.pk])[of_company.pk] == everybody
