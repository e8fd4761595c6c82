"""The feed of changes: order, what is told, and what is not."""

import pytest
from django.test import Client

from annotations.models import Claim, Publication
from annotations.services import positions, review
from annotations.tests import factories as make
from annotations.workflow import Action
from api.tests import replica, world
from transcripts.models import Episode, Podcast
from transcripts.services import records

pytestmark = pytest.mark.django_db
SECRET = "Between us: the lawyers asked."


def feed(**parameters: object) -> dict:
    answer = world.get("changes/", **parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()


def withdraw(reason: str = "Misheard") -> None:
    version = world.build()["moved"]
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note=reason)


def test_everything_published_stands_in_it_in_the_order_it_happened() -> None:
    world.build()
    entries = feed(page_size=1000)["results"]
    assert [entry["cursor"] for entry in entries] == [str(n + 1) for n in range(Publication.objects.count())]
    assert {entry["type"] for entry in entries} >= {"quote", "claim", "guest", "company", "tag", "correction"}
    assert all(set(entry) == {*entries[0]} and "record" not in entry for entry in entries)


def test_a_copy_kept_by_the_feed_alone_is_what_a_snapshot_has() -> None:
    version = world.build()["moved"]
    for thing in (*Podcast.objects.all(), *Episode.objects.all()):  # which the factories store unlogged
        thing.title += " again"
        records.save(thing, by=make.editor())
    copy: replica.Copy = {}
    last = replica.follow(copy)
    assert copy == replica.snapshot()
    review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard")
    assert replica.follow(copy, after=last) == Publication.objects.count()
    assert copy == replica.snapshot()


def test_a_thing_withdrawn_is_told_with_the_reason_and_never_sent_again() -> None:
    withdraw("Misheard")
    assert world.get("claims/").json()["results"] == []  # it rested on that quote alone
    for entry in feed(records="true", page_size=1000)["results"]:
        over = entry["type"] in ("claim", "quote") and entry["record"] is None
        assert entry["reason"] == ("Misheard" if entry["kind"] == "withdrawn" else "")
        assert over or entry["record"] is None or "We moved the core" not in str(entry["record"])


def test_what_colleagues_write_to_each_other_stays_among_them() -> None:
    version = make.approved(turn=make.turn(make.episode()), tags=[make.tag("pricing")])
    review.move(version, action=Action.PUBLISH, by=make.reviewer(), note=SECRET)
    assert Publication.objects.filter(reason=SECRET).exists()
    assert SECRET not in world.get("changes/", records="true").content.decode()


def test_the_next_address_waits_where_the_feed_ends() -> None:
    world.build()
    page = feed(page_size=3)
    assert page["more"] and len(page["results"]) == 3
    seen = len(page["results"])
    while page["more"]:
        page = Client().get(page["next"]).json()
        seen += len(page["results"])
    assert seen == Publication.objects.count()
    address = page["next"]
    assert Client().get(address).json() == {"next": address, "more": False, "results": []}
    review.move(Claim.objects.get(), action=Action.WITHDRAW, by=make.reviewer(), note="Not so")
    assert "claim" in {entry["type"] for entry in Client().get(address).json()["results"]}


def test_it_can_be_narrowed_and_goes_on_behind_what_was_passed_over() -> None:
    withdraw()
    page = feed(type="quote", kind=["withdrawn", "merged"])
    assert [(entry["type"], entry["kind"]) for entry in page["results"]] == [("quote", "withdrawn")]
    assert f"cursor={positions.last()}" in page["next"] and "type=quote" in page["next"]


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "999999"}, "cursor"),
        ({"type": "draft"}, "type"),
        ({"kind": "gone"}, "kind"),
        ({"records": "yes"}, "records"),
        ({"page_size": "0"}, "page_size"),
        ({"page_size": "1001"}, "page_size"),
        ({"since": "2024"}, "since"),
    ],
)
def test_what_it_does_not_understand_is_refused_by_name(parameters: dict[str, str], named: str) -> None:
    answer = world.get("changes/", **parameters)
    assert answer.status_code == 400
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [named]


def test_unchanged_it_is_not_sent_again() -> None:
    world.build()
    first = world.get("changes/")
    assert Client().get("/api/v1/changes/", headers={"If-None-Match": first["ETag"]}).status_code == 304
