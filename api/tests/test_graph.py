"""The graph for partners: what it answers, what it refuses, and that it tells of nothing unpublished."""

from typing import Any

import pytest
from django.test import Client

from annotations.graph.files import FORMATS
from annotations.models import Claim, Tag
from annotations.querysets import PUBLIC
from annotations.services import review
from annotations.tests import factories as make
from annotations.workflow import Action
from api.tests import world
from api.tests.test_leaks import SECRETS, plant
from transcripts.models import Episode

pytestmark = pytest.mark.django_db
COMPANY = "company:tallowmere"


def asked(name: str, **parameters: Any) -> Any:
    """The JSON at an address of the graph."""
    answer = world.get(f"graph/{name}/", **parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()


def faults(name: str, **parameters: Any) -> list[str]:
    """The parameters that an address of the graph refuses."""
    answer = world.get(f"graph/{name}/", **parameters)
    assert answer.status_code == 400, answer.content
    return [error["parameter"] for error in answer.json()["errors"]]


def test_neighbours_are_counted_and_paged() -> None:
    world.build()
    first = asked("neighbours", node=COMPANY, page_size=1)
    total = sum(count["count"] for count in first["counts"])
    assert first["node"]["kind"] == "company" and total > 2
    seen, page = [], first
    while True:
        seen += [(row["edge"], row["direction"], row["node"]["id"]) for row in page["results"]]
        if not page["next"]:
            break
        page = Client().get(page["next"]).json()
        assert page["counts"] == []
    assert len(seen) == len(set(seen)) == total
    assert ("is_about", "in") in {row[:2] for row in seen}
    quotes = asked("neighbours", node=COMPANY, kind="quote", edge="is_about")["results"]
    assert {row["node"]["kind"] for row in quotes} == {"quote"}
    assert all(row["since"] == row["until"] == "2024-03-01" for row in quotes)


def test_a_neighbourhood_and_paths_name_their_ends() -> None:
    world.build()
    found = asked("neighbourhood", node=COMPANY, depth=2, limit=50)
    ids = {(node["kind"], node["id"]) for node in found["nodes"]}
    ends = {(end["kind"], end["id"]) for edge in found["edges"] for end in (edge["source"], edge["target"])}
    assert found["nodes"][0]["slug"] == "tallowmere" and ends <= ids
    (path, *_) = asked("paths", **{"from": COMPANY, "to": "guest:bo-lindqvist"})["paths"]
    assert [node["kind"] for node in (path["nodes"][0], path["nodes"][-1])] == ["company", "guest"]
    assert len(path["edges"]) == len(path["nodes"]) - 1


def test_what_is_opened_is_there_besides() -> None:
    world.build()
    alone = asked("neighbourhood", node=COMPANY, limit=1)["nodes"]
    opened = asked("neighbourhood", node=COMPANY, limit=1, open=["guest:bo-lindqvist"])["nodes"]
    assert [node["slug"] for node in alone] == ["tallowmere"]
    assert {"tallowmere", "bo-lindqvist"} < {node["slug"] for node in opened}
    file = world.get("graph/export/", node=COMPANY, limit=1, open=["guest:bo-lindqvist"])
    assert file.getvalue().count(b"<node ") == len(opened) > 2
    assert faults("export", node=COMPANY, open=["guest:nobody"]) == ["open"]


@pytest.mark.parametrize("what", ["neighbourhood", "export"])
def test_one_opened_too_many_is_refused_with_the_limit_and_what_to_do(what: str) -> None:
    turn = world.build()["doubled"].turn
    tags = [f"tag:topic-{n}" for n in range(9)]
    make.published("Two contributors", turn=turn, tags=[make.tag(each.removeprefix("tag:")) for each in tags])
    assert world.get(f"graph/{what}/", node=COMPANY, open=tags[:8]).status_code == 200
    answer = world.get(f"graph/{what}/", node=COMPANY, open=tags)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    (error,) = answer.json()["errors"]
    assert (error["parameter"], error["value"]) == ("open", "tag:topic-8")
    assert "at most 8 nodes" in error["detail"] and "on its own" in error["detail"]


def test_topics_and_companies_are_ranked_page_by_page() -> None:
    world.build()
    together = asked("cooccurrence", tag="licensing-change")["results"]
    assert [(row["node"]["slug"], row["quotes"]) for row in together] == [("pricing", 1)]
    companies = asked("companies-by-topic", tag="licensing")["results"]
    assert [(row["node"]["slug"], row["years"]) for row in companies] == [
        ("tallowmere", [{"year": 2024, "quotes": 1}])
    ]
    beside = make.turn(Episode.objects.get(title="Open core years"))
    make.published("It hurt.", turn=beside, tags=[make.tag("licensing"), make.tag("pricing")])
    first = asked("cooccurrence", tag="pricing", page_size=1)
    second = Client().get(first["next"]).json()
    assert second["next"] is None
    names = [row["node"]["slug"] for page in (first, second) for row in page["results"]]
    assert sorted(names) == ["licensing", "licensing-change"]


def test_what_is_not_understood_is_named() -> None:
    world.build()
    assert faults("neighbours") == ["node"]
    assert faults("neighbours", node="company:axolotl") == ["node"]
    assert faults("neighbours", node=COMPANY, edges="says", cursor="made-up") == ["edges"]
    assert faults("neighbours", node=COMPANY, cursor="made-up") == ["cursor"]
    assert faults("neighbourhood", node=COMPANY, depth=3, limit=9999) == ["depth", "limit"]
    assert faults("paths", **{"from": COMPANY, "to": COMPANY}) == ["to"]
    assert faults("cooccurrence", tag="narwhal") == ["tag"]
    assert faults("companies-by-topic", tag="pricing", said_on__gte="soon") == ["said_on__gte"]
    assert faults("export", node=COMPANY, **{"as": "xls"}) == ["as"]


def test_it_is_revalidated_and_changes_with_what_is_withdrawn() -> None:
    built = world.build()
    address = f"/api/v1/graph/neighbourhood/?node={COMPANY}&depth=2"
    etag = Client().get(address).headers["ETag"]
    assert Client().get(address, headers={"If-None-Match": etag}).status_code == 304
    review.move(built["moved"], action=Action.WITHDRAW, note="They asked.", by=make.reviewer())
    answer = Client().get(address, headers={"If-None-Match": etag})
    assert str(built["moved"].quote.public_id) not in answer.content.decode()
    assert answer.status_code in (200, 400)  # nothing else may make the company public


@pytest.mark.parametrize("name", FORMATS)
def test_a_selection_is_taken_away_as_a_file(name: str) -> None:
    world.build()
    answer = world.get("graph/export/", node=COMPANY, depth=2, **{"as": name})
    assert answer.status_code == 200 and answer.streaming
    assert answer.headers["Content-Type"] == FORMATS[name].media_type
    assert f'company-tallowmere.{FORMATS[name].ending}"' in answer.headers["Content-Disposition"]
    assert len(answer.getvalue()) > 200


def test_no_answer_has_a_trace_of_what_is_not_published() -> None:
    planted = plant()
    addresses = [
        f"graph/{name}/?node={noun}:{public_id}&depth=2&limit=500"
        for noun in ("quote", "claim", "tag", "guest", "company", "episode")
        for public_id in PUBLIC[noun]().order_by("pk").values_list("public_id", flat=True)
        for name in ("neighbourhood", "export")
    ]
    addresses += [
        address.replace("hood", "s").partition("&")[0] for address in addresses if "hood" in address
    ]
    addresses += [
        f"graph/{name}/?tag={slug}"
        for slug in Tag.objects.published().values_list("slug", flat=True)
        for name in ("cooccurrence", "companies-by-topic")
    ]
    for address in addresses:
        answer = Client().get(f"/api/v1/{address}")
        assert answer.status_code == 200, (address, answer.content)
        told = answer.getvalue().decode().lower()
        assert not [secret for secret in SECRETS if secret in told], address
    for noun, things in planted.items():
        for thing in things if noun != "podcast" else []:
            answer = world.get("graph/neighbours/", node=f"{noun}:{thing.public_id}")
            # A merged topic leads to what took it in, which is public.
            assert answer.status_code == (200 if getattr(thing, "status", "") == "merged" else 400), thing
    assert Claim.objects.exists()
