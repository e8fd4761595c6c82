"""A small world of things published and not, and a reader of the API."""

from typing import Any

from django.test import Client

from annotations.models import Claim, Correction, QuoteVersion
from annotations.services import correctionlog, review
from annotations.tests import factories as make
from annotations.workflow import Action
from transcripts.models import Episode

SECOND = "Nobody paid for support. We moved the core to a new licence. It hurt."
THIRD = "Hosting paid for everything from the first day. Pricing came later."


def get(path: str, client: Client | None = None, **parameters: Any) -> Any:
    """The answer at an address below /api/v1/."""
    return (client or Client()).get(f"/api/v1/{path}", parameters)


def found(path: str, **parameters: Any) -> list[dict[str, Any]]:
    """The results of a list."""
    answer = get(path, **parameters)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def words(path: str = "quotes/", **parameters: Any) -> set[str]:
    """The words of the quotes a list has."""
    return {row["exact"] for row in found(path, **parameters)}


def publish(made: Claim) -> Claim:
    """Take a claim to the public."""
    review.move(made, action=Action.SUBMIT, by=make.editor())
    review.move(made, action=Action.APPROVE, by=make.reviewer())
    review.move(made, action=Action.PUBLISH, by=make.reviewer())
    return made


def correct(thing: Any) -> Correction:
    """An entry of the log of corrections about a thing."""
    return correctionlog.publish(
        object_type=thing._meta.model_name,
        object_id=thing.public_id,
        wrong="We had another year.",
        changed="It is 2024.",
        by=make.editor(),
    )


def second_episode() -> Episode:
    """Another podcast's episode with another guest, dated and with audio."""
    return make.episode(
        "Open core years",
        texts=[SECOND],
        speaker=make.guest("Bo Lindqvist"),
        podcast=make.podcast("Core Memory", licence="CC BY 4.0", attribution="Core Memory FM"),
        number=7,
        published_on="2024-03-01",
        duration_seconds=3000,
        audio_url="https://audio.example/7.mp3",
    )


def build() -> dict[str, QuoteVersion]:
    """Four published quotes in two podcasts, under three topics, a published claim and two corrections."""
    licensing, change = make.tag("licensing"), make.tag("licensing-change", make.tag("licensing"))
    pricing, tallowmere = make.tag("pricing"), make.company("Tallowmere")
    first = make.episode(notes=["Ines tells how Quarrystone closed its source."])
    second = second_episode()
    second.companies.add(tallowmere, make.company("Hidden Hollow"))
    world = {
        "doubled": make.published(turn=make.turn(first), tags=[pricing], companies=[make.company()]),
        "changed": make.published(
            "We changed the licence in March.", turn=make.turn(first), tags=[change, pricing]
        ),
        "notes": make.published(
            "Quarrystone closed its source", turn=make.turn(first, kind="notes"), tags=[change]
        ),
        "moved": make.published(
            "We moved the core to a new licence.",
            turn=make.turn(second),
            tags=[licensing],
            companies=[tallowmere],
        ),
    }
    publish(make.claim(world["moved"], company=tallowmere, guest=make.guest(), tags=[change]))
    for thing in (world["doubled"].quote, tallowmere):
        correct(thing)
    return world
