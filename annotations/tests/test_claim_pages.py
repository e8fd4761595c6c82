"""What readers find of claims: one with its evidence, a company in time, companies side by side, and both
sides of a topic; never what is not published yet."""

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from annotations.models import Claim, QuoteVersion
from annotations.services import acceptance, claims, review
from annotations.tests import factories as make
from annotations.workflow import Action
from transcripts.models import Appearance, Episode, Visibility

pytestmark = pytest.mark.django_db
LICENCE = "We changed the licence in March."
REVENUE = "Revenue doubled within a year."
GONE = "Two contributors left us over it."


def text(reader: Client, address: str, status: int = 200) -> str:
    response = reader.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def published(statement: str, *evidence: tuple[QuoteVersion, str], **meaning: Any) -> Claim:
    """A claim that readers see."""
    meaning.setdefault("company", make.company())
    claim = claims.create(statement=statement, by=make.editor(), **{"kind": "event", **meaning})
    for version, stance in evidence:
        claims.add_evidence(claim, quote=version.quote, stance=stance, by=make.editor())
    claim.refresh_from_db()
    review.move(claim, action=Action.SUBMIT, by=make.editor())
    for action in (Action.APPROVE, Action.PUBLISH):
        review.move(claim, action=action, by=make.reviewer())
    return claim


def figures(count: int, version: QuoteVersion, **meaning: Any) -> None:
    """So many values of one metric, a year apart."""
    for n in range(count):
        published(
            f"It had {n + 1} people.",
            (version, "supports"),
            kind="metric",
            metric="employees",
            low=n + 1,
            unit="people",
            holds_from=date(2015 + n, 1, 1),
            holds_until=date(2015 + n, 1, 1),
            precision="year",
            **meaning,
        )


def test_a_claim_shows_what_it_says_and_who_speaks_for_and_against_it(client: Client) -> None:
    early = make.episode("Early", published_on=date(2019, 1, 1))
    late = make.episode("Late", published_on=date(2023, 1, 1))
    first = make.published(REVENUE, turn=make.turn(early))
    later = make.published(LICENCE, turn=make.turn(late))
    against = make.published(GONE, turn=make.turn(late))
    claim = published(
        "Its revenue doubled.",
        *((later, "supports"), (first, "supports"), (against, "disputes")),
        kind="metric",
        metric="revenue",
        low=2,
        unit="times",
        scope="in Europe",
        holds_from=date(2020, 1, 1),
        holds_until=date(2020, 1, 1),
        precision="year",
        tags=[make.tag()],
    )
    other = published("It lost half of its revenue.", (against, "supports"))
    relation = claims.relate(claim, kind="contradicts", target=other, by=make.editor())
    pending = make.draft("We changed", turn=make.turn(early))
    waiting = make.published("We changed the licence", turn=make.turn(late))
    claims.add_evidence(claim, quote=waiting.quote, stance="disputes", by=make.editor())
    page = text(client, claim.get_absolute_url())
    for wanted in ("2 times", "2020", "in Europe", "For it", "Against it", "Approved", "Quarrystone"):
        assert wanted in page
    assert page.index(REVENUE) < page.index(LICENCE) < page.index(GONE)  # for it, in time; then against it
    assert "Said by 1 person (1 at first hand) in 1 independent episode. Disputed by 1 person" in page
    assert "lost half" not in page  # nobody has accepted the relation yet
    assert f"“{waiting.shown}”" not in page
    assert f"“{pending.shown}”" not in page
    acceptance.accept(relation, by=make.reviewer())
    assert "lost half" in text(client, claim.get_absolute_url())
    both = text(client, "/topics/licensing-change/both-sides/")
    assert "Claims that contradict each other" in both
    assert both.index("Its revenue doubled.") < both.index("It lost half of its revenue.")


def test_claims_are_narrowed_by_kind_topic_subject_and_year(client: Client) -> None:
    version = make.published(REVENUE)
    figures(1, version, tags=[make.tag()])
    published("It was sold.", (version, "supports"), company=make.company("Alder"))
    published("It is being written.", (version, "supports"), company=None, subject="founders")
    for query in (
        "kind=metric",
        "tag=licensing-change",
        "company=quarrystone",
        "year=2015",
        "metric=employees",
    ):
        page = text(client, f"/claims/?{query}")
        assert "It had 1 people." in page
        assert "It was sold." not in page
    assert "No published claim here has kind “rumour”." in text(client, "/claims/?kind=rumour", 404)


def test_a_company_in_time_draws_what_is_told_often_enough_and_costs_the_same_however_much(
    client: Client,
) -> None:
    version = make.published(REVENUE)
    figures(2, version)
    assert "<svg" not in text(client, "/companies/quarrystone/timeline/")
    published("It was founded.", (version, "supports"))
    figures(3, version)
    draft = claims.create(
        statement="Unseen", kind="event", company=make.company(), by=make.editor(), subject=""
    )
    with CaptureQueriesContext(
        connection,
    ) as few:
        page = text(client, "/companies/quarrystone/timeline/")
    assert draft.statement not in page
    drawing = page[page.index("<svg") : page.index("</figure>")]
    for wanted in ("<title", "Employees, people", "<desc", '<th scope="row">2016</th>', "<polyline"):
        assert wanted in drawing
    assert page.index('id="year-2015"') < page.index('id="year-2017"') < page.index("No time told")
    figures(5, version)
    with CaptureQueriesContext(connection) as many:
        text(client, "/companies/quarrystone/timeline/")
    assert len(many) == len(few) == 6  # one of them for the ETag


def test_companies_side_by_side_over_a_topic(client: Client) -> None:
    ours = make.published(LICENCE, companies=[make.company()])
    there = make.episode("Elsewhere", speaker=make.guest("Ada Brandt"))
    Appearance.objects.filter(episode=there).update(company=make.company("Alder"))
    make.published(REVENUE, turn=make.turn(there))
    published("Quarrystone changed its licence.", (ours, "supports"), tags=[make.tag()])
    address = "/compare/?company=quarrystone&company=alder&tag=licensing-change"
    page = text(client, address)
    mine, theirs = page.split('id="company-2"')
    assert "Quarrystone changed its licence." in mine
    assert REVENUE in theirs
    assert "?company=quarrystone&amp;tag=licensing-change" in page  # without Alder
    assert '<option value="">None</option>' in text(client, "/compare/")
    for query in ("company=nobody", "tag=nothing", "metric=height", "company=%00"):
        text(client, f"/compare/?{query}", 404)


@pytest.fixture
def told_over_years() -> None:
    """What two companies and a third tell of how many they are, entered in no order, not all of it public."""
    version = make.published(REVENUE)

    def told(company: str, people: int, year: int | None, **meaning: Any) -> dict[str, Any]:
        day = date(year, 1, 1) if year else None
        when = {"holds_from": day, "holds_until": day, "precision": "year"} if year else {}
        figure = {"kind": "metric", "metric": "employees", "low": people, "unit": "people"}
        return {"company": make.company(company), **figure, **when, **meaning}

    def tell(*of: Any, **meaning: Any) -> Claim:
        return published("So many were there.", (version, "supports"), **told(*of, **meaning))

    for company, people, year in (
        *(("Quarrystone", 31, 2021), ("Quarrystone", 11, 2015), ("Quarrystone", 99, None)),
        *(("Alder", 52, 2020), ("Quarrystone", 21, 2019), ("Alder", 41, 2016), ("Birch", 77, 2018)),
    ):
        tell(company, people, year)
    tell("Alder", 66, 2017, metric="customers")
    claims.create(statement="Nobody saw it yet.", by=make.editor(), **told("Alder", 88, 2018))
    gone = tell("Quarrystone", 44, 2017)
    review.move(gone, action=Action.WITHDRAW, by=make.reviewer(), note="It was another company.")


ASKED = "company=quarrystone&company=alder&metric=employees"
VALUES = {"Quarrystone": ["11", "21", "31", "99"], "Alder": ["41", "52"]}


def test_companies_side_by_side_over_a_figure_show_its_published_values_in_time(
    client: Client, told_over_years: None
) -> None:
    _, *columns = text(client, f"/compare/?{ASKED}").split('<h2 id="company-')
    shown = {
        str(re.search(r"/companies/[^>]*>([^<]+)<", column)[1]): re.findall(
            r'class="amount">(\d+) people<', column
        )
        for column in columns
    }
    assert shown == VALUES


def test_the_api_gives_the_same_values_in_time(client: Client, told_over_years: None) -> None:
    answer = client.get(f"/api/v1/claims/?{ASKED}&ordering=holds_from")
    assert answer.status_code == 200, answer.content
    shown: dict[str, list[str]] = {}
    for claim in answer.json()["results"]:
        shown.setdefault(claim["company"]["display"], []).append(claim["value"]["low"])
    assert shown == VALUES


def test_a_company_with_more_values_than_fit_beside_others_says_so_and_leads_to_all(
    client: Client, told_over_years: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    everything = "/claims/?company=quarrystone&amp;metric=employees"
    assert everything not in text(client, f"/compare/?{ASKED}")
    monkeypatch.setattr("annotations.selectors.comparisons.CLAIMS", 3)
    page = text(client, f"/compare/?{ASKED}")
    mine, theirs = page.split('id="company-2"')
    assert "99 people" not in mine
    assert everything in mine and "/claims/?" not in theirs.split("</section>")[0]


def test_companies_and_figures_are_offered_only_where_somebody_can_read_of_them(
    client: Client, told_over_years: None
) -> None:
    hidden = make.episode("Hidden", speaker=make.guest("Ada Brandt"))
    version = make.published(LICENCE, turn=make.turn(hidden))
    for metric in ("employees", "customers"):
        published(
            "Cedar grew.", (version, "supports"), kind="metric", metric=metric, company=make.company("Cedar")
        )
    page = text(client, f"/compare/?{ASKED}")
    assert "Cedar" in page and "<option>customers</option>" in page
    Episode.objects.filter(pk=hidden.pk).update(visibility=Visibility.HIDDEN)
    page = text(client, f"/compare/?{ASKED}")
    assert "Birch" in page and "Cedar" not in page
    assert "<option selected>employees</option>" in page and "customers" not in page
    text(client, "/compare/?company=cedar", 404)


@pytest.mark.parametrize("few", [0, 200])
def test_claims_that_its_people_speak_to_stand_under_a_company_however_much_they_say(
    client: Client, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr("annotations.selectors.comparisons.FEW", few)
    there = make.episode("Elsewhere", speaker=make.guest("Ada Brandt"))
    Appearance.objects.filter(episode=there).update(company=make.company("Alder"))
    theirs = make.published(REVENUE, turn=make.turn(there), tags=[make.tag()])
    ours = make.published(LICENCE, turn=make.turn(make.episode("Ours")))
    published("It was sold.", (theirs, "supports"), company=make.company("Birch"), tags=[make.tag()])
    published(
        "It was bought.",
        (ours, "supports"),
        company=make.company("Birch"),
        tags=[make.tag()],
    )
    page = text(client, "/compare/?company=alder&tag=licensing-change")
    assert "It was sold." in page and "It was bought." not in page


def test_both_sides_of_a_topic_show_who_disputes_what(client: Client) -> None:
    make.tag("forks")
    text(client, "/topics/forks/both-sides/", 404)
    version, against = make.published(LICENCE), make.published(GONE)
    published("It was right.", (version, "supports"), (against, "disputes"), tags=[make.tag()])
    published("It changed.", (version, "supports"), tags=[make.tag()], company=make.company("Alder"))
    with CaptureQueriesContext(connection) as few:
        page = text(client, "/topics/licensing-change/both-sides/")
    assert page.index("Claims that somebody disputes") < page.index("It was right.") < page.index(GONE)
    assert page.index("About Alder, undisputed") < page.index("It changed.")
    published("It went on.", (version, "supports"), tags=[make.tag()], company=make.company("Birch"))
    with CaptureQueriesContext(connection) as many:
        text(client, "/topics/licensing-change/both-sides/")
    assert len(many) == len(few)


def test_what_is_in_dispute_stands_first_beside_a_topic(client: Client) -> None:
    version, against = make.published(LICENCE), make.published(GONE)
    published("It was right.", (version, "supports"), (against, "disputes"), tags=[make.tag()])
    published("It was wrong.", (against, "disputes"), tags=[make.tag()])
    for n in range(8):
        published(f"It went on {n}.", (version, "supports"), tags=[make.tag()])
    page = text(client, "/topics/licensing-change/")
    assert page.index("It was right.") < page.index("It was wrong.") < page.index("It went on 7.")
    assert "It went on 2." in page and "It went on 1." not in page  # eight fit


def test_a_list_of_claims_says_where_not_all_are_counted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures(2, make.published(REVENUE))
    assert "Counted are" not in text(client, "/claims/")
    monkeypatch.setattr("annotations.selectors.claims.COUNTED", 1)
    assert "Counted are the newest 1 of these claims." in text(client, "/claims/")
