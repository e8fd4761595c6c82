"""What each resource shows, in lists and details alike, and at which cost."""

from typing import Any

import jsonschema
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from drf_spectacular.generators import SchemaGenerator

from annotations.models import TagSynonym
from annotations.services import quotes
from annotations.tests import factories as make
from api.tests import world
from transcripts.editing import Words
from transcripts.models import Appearance, Episode, Revision
from transcripts.services import corrections

pytestmark = pytest.mark.django_db
# Queries of a page, however many rows it has: how far the log has come, its rows (those of a list without
# statements that are kept: its keys, then its rows), and what these have in common.
QUERIES = {
    "podcasts": 3,
    "episodes": 6,
    "guests": 2,
    "companies": 4,
    "tags": 4,
    "quotes": 5,
    "claims": 7,
    "corrections": 7,
    "appearances": 5,
    "evidence": 4,
}
DETAILS = {
    "podcasts": "Podcast",
    "episodes": "Episode",
    "guests": "Guest",
    "companies": "Company",
    "tags": "Tag",
    "quotes": "Quote",
    "claims": "Claim",
    "corrections": "Correction",
    "appearances": "Appearance",
    "evidence": "OneEvidence",
}


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    components = SchemaGenerator().get_schema(request=None, public=True)["components"]
    for each in components["schemas"].values():
        if "properties" in each:
            each["additionalProperties"] = False
    return components


@pytest.mark.parametrize("resource", QUERIES)
def test_a_list_shows_what_the_details_show_and_the_schema_says(
    resource: str, schema: dict[str, Any]
) -> None:
    world.build()
    rows = world.found(f"{resource}/")
    assert rows
    for row in rows:
        detail = Client().get(row["url"]).json()
        assert detail == row
        jsonschema.validate(
            detail, {"$ref": f"#/components/schemas/{DETAILS[resource]}", "components": schema}
        )


@pytest.mark.parametrize(("resource", "allowed"), QUERIES.items())
def test_a_page_takes_a_fixed_number_of_queries(resource: str, allowed: int) -> None:
    world.build()
    with CaptureQueriesContext(connection) as few:
        world.found(f"{resource}/", page_size=1)
    with CaptureQueriesContext(connection) as many:
        world.found(f"{resource}/", page_size=100)
    # PostgreSQL is asked in one message for the three things that stand beside quotes.
    together = 2 * (resource == "quotes" and connection.vendor == "postgresql")
    assert len(many) == allowed - together, [query["sql"] for query in many]
    assert len(few) <= allowed + 1  # of a size that is not usual, the keys are asked for apart


@pytest.mark.parametrize("resource", ["podcasts", "episodes", "guests", "companies", "tags"])
def test_a_detail_is_found_by_slug_too(resource: str) -> None:
    world.build()
    for row in world.found(f"{resource}/"):
        assert world.get(f"{resource}/{row['slug']}/").json() == row


def test_the_index_names_every_resource() -> None:
    index = world.get("").json()
    assert set(index) == {*QUERIES, "changes", "snapshots", "schema", "documentation"}
    for address in index.values():
        assert Client().get(address).status_code == 200, address


def test_a_quote_says_who_where_when_and_under_which_terms() -> None:
    version = world.build()["moved"]
    Appearance.objects.filter(guest__name="Bo Lindqvist").update(title="co-founder")
    quote = world.get(f"quotes/{version.quote.public_id}/").json()
    assert quote["exact"] == "We moved the core to a new licence."
    assert quote["prefix"].endswith("paid for support. ")
    assert quote["suffix"] == " It hurt."
    assert (quote["credit"], quote["speaker"]["display"]) == ("Bo Lindqvist", "Bo Lindqvist")
    assert (quote["speaker_role"], quote["speaker_title"]) == ("guest", "co-founder")
    assert quote["speaker_company"]["slug"] == "quarrystone"
    assert quote["episode"]["podcast"]["display"] == "Core Memory"
    assert [tag["slug"] for tag in quote["tags"]] == ["licensing"]
    assert [company["display"] for company in quote["companies"]] == ["Tallowmere"]
    assert (quote["licence"], quote["attribution"]) == ("CC BY 4.0", "Core Memory FM")
    assert quote["permalink"] == f"http://testserver/quotes/{version.quote.public_id}/"
    assert quote["audio_url"] == "https://audio.example/7.mp3#t=0"
    assert (quote["start_ms"], quote["end_ms"]) == (0, 60000)


def test_a_quote_shows_what_was_left_out_and_keeps_the_words_verbatim() -> None:
    edit = {"start": 0, "end": 7, "text": "Turnover"}
    version = make.published(emendations=[edit], guests=[make.guest("Tam Okafor")])
    quote = world.get(f"quotes/{version.quote.public_id}/").json()
    assert quote["exact"] == "Revenue doubled within a year."
    assert quote["text"] == "[Turnover] doubled within a year."
    assert quote["emendations"] == [edit]
    assert [guest["display"] for guest in quote["guests"]] == ["Tam Okafor"]
    assert world.words(about_guest="tam-okafor") == {quote["exact"]}
    assert world.words(speaker="ines-carvalho", about_guest="tam-okafor") == {quote["exact"]}
    world.publish(make.claim(version))
    (claim,) = world.found("claims/")
    assert claim["evidence"][0]["quote"]["display"] == "“[Turnover] doubled within a year.”"


def test_a_quote_from_the_notes_is_nobodys_speech() -> None:
    world.build()
    (quote,) = world.found("quotes/", kind="notes")
    assert (quote["speaker"], quote["credit"], quote["speaker_company"]) == (None, "Show notes", None)
    assert quote["audio_url"] is None


def test_a_changed_quote_keeps_its_first_date_and_gets_a_new_one() -> None:
    version = world.build()["doubled"]
    changed = quotes.change(version.quote, by=make.editor(), tags=[make.tag("growth")])
    before = world.get(f"quotes/{version.quote.public_id}/").json()
    for action, person in (
        ("submit", make.editor()),
        ("approve", make.reviewer()),
        ("publish", make.reviewer()),
    ):
        make.review.move(changed, action=action, by=person)
    after = world.get(f"quotes/{version.quote.public_id}/").json()
    assert [tag["slug"] for tag in before["tags"]] == ["pricing"]
    assert [tag["slug"] for tag in after["tags"]] == ["growth"]
    assert after["published_at"] == before["published_at"]
    assert after["updated_at"] > before["updated_at"]
    assert (before["version"], after["version"]) == (1, 2)


def test_an_episode_names_only_public_people_and_companies() -> None:
    world.build()
    second = Episode.objects.get(slug="open-core-years")
    Appearance.objects.create(episode=second, guest=make.guest("Nobody Yet"), role="host")
    row = world.get("episodes/open-core-years/").json()
    assert [guest["display"] for guest in row["guests"]] == ["Bo Lindqvist"]
    assert row["guests"][0]["company"]["display"] == "Quarrystone"
    assert [company["display"] for company in row["companies"]] == ["Tallowmere"]
    assert (row["number"], row["published_on"], row["duration_seconds"]) == (7, "2024-03-01", 3000)


def test_an_untitled_episode_is_called_what_it_is_called_elsewhere() -> None:
    world.build()
    Episode.objects.filter(slug="open-core-years").update(title="")
    assert world.get("episodes/open-core-years/").json()["title"] == "Episode 7"
    (quote,) = world.found("quotes/", episode="open-core-years")
    assert quote["episode"]["display"] == "Episode 7"


def test_a_topic_has_its_synonyms_and_its_parent() -> None:
    world.build()
    TagSynonym.objects.create(tag=make.tag("licensing-change"), text="relicensing")
    row = world.get("tags/licensing-change/").json()
    assert row["synonyms"] == ["relicensing"]
    assert row["parent"]["slug"] == "licensing"


def test_a_claim_has_its_published_evidence() -> None:
    built = world.build()
    (row,) = world.found("claims/")
    assert (row["company"]["slug"], row["guest"]["slug"]) == ("tallowmere", "ines-carvalho")
    (evidence,) = row["evidence"]
    assert evidence["stance"] == "supports"
    assert evidence["quote"]["id"] == str(built["moved"].quote.public_id)
    assert evidence["quote"]["display"] == "“We moved the core to a new licence.”"


def test_a_sites_own_address_stands_in_every_link(settings: Any) -> None:
    settings.SITE_URL = "https://quotes.example"
    world.build()
    answer = world.get("quotes/", page_size=1).json()
    assert answer["next"].startswith("https://quotes.example/api/v1/quotes/?")
    assert answer["results"][0]["url"].startswith("https://quotes.example/api/v1/quotes/")


def test_a_quote_says_in_which_text_its_words_were_verified_and_how_sure_its_place_is() -> None:
    version = world.build()["moved"]
    address = f"quotes/{version.quote.public_id}/"
    first = {"id": str(version.revision.public_id), "number": 1}
    told = world.get(address).json()
    assert (told["verified_revision"], told["anchor_status"]) == (first, "exact")
    second = mend(version.quote.episode, "paid for", "ever paid for")
    told = world.get(address).json()
    assert told["verified_revision"] == {"id": str(second.public_id), "number": 2}
    assert (told["anchor_status"], told["prefix"]) == ("moved", "Nobody ever paid for support. ")
    mend(version.quote.episode, "the core", "our core")
    told = world.get(address).json()
    assert (told["verified_revision"]["number"], told["anchor_status"]) == (2, "confirm")
    assert (told["exact"], told["version"]) == ("We moved the core to a new licence.", 1)


def mend(episode: Episode, heard: str, meant: str) -> Revision:
    """Correct a word of the transcript."""
    turn = make.turn(episode)
    start = turn.text.index(heard)
    edit = Words(turn.position, start, start + len(heard), meant)
    return corrections.correct(episode, base=turn.revision, edits=[edit], by=make.editor()).revision
