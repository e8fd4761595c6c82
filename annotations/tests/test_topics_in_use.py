"""Only topics in use are offered and given; who asks for one that is gone is led to what there is."""

import pytest
from django.test import Client
from django.urls import reverse

from annotations.desk import choices
from annotations.models import PublicationKind, Tag, TagAddress, TagStatus
from annotations.selectors import topics
from annotations.services import claims, publiclog, quotes
from annotations.tests import factories as make
from annotations.workflow import Refusal

pytestmark = pytest.mark.django_db
OUT_OF_USE = (TagStatus.PROPOSED, TagStatus.DEPRECATED)


def stand(tag: Tag, status: str, into: Tag | None = None) -> Tag:
    """A topic of that status."""
    Tag.objects.filter(pk=tag.pk).update(status=status, merged_into=into)
    return Tag.objects.get(pk=tag.pk)


@pytest.mark.parametrize("status", TagStatus)
def test_only_active_topics_are_offered(client: Client, status: str) -> None:
    tag = stand(make.tag("forks"), status, make.tag("trust") if status == TagStatus.MERGED else None)
    offered = status == TagStatus.ACTIVE
    assert bool(choices.tags("forks")) == offered
    assert (tag.label in {one["label"] for one in choices.vocabulary(make.editor())}) == offered
    client.force_login(make.editor(), backend="osbiz.accounts.Accounts")
    sought = {"term": "forks", "app_label": "annotations", "model_name": "claim", "field_name": "tags"}
    found = client.get(reverse("admin:autocomplete"), sought).json()["results"]
    assert bool(found) == offered


@pytest.mark.parametrize("status", OUT_OF_USE)
def test_a_topic_out_of_use_is_given_to_nothing_new_and_stays_where_it_is(status: str) -> None:
    had = make.draft(tags=[make.tag("forks")])
    tag = stand(make.tag("forks"), status)
    other = make.draft("We changed the licence in March.")
    for refused in (
        lambda: make.draft("Two contributors left us over it.", tags=[tag]),
        lambda: quotes.change(other.quote, tags=[tag], by=make.editor()),
        lambda: claims.create(
            statement="So.", kind="event", tags=[tag], subject="founders", by=make.editor()
        ),
    ):
        with pytest.raises(Refusal) as refusal:
            refused()
        assert refusal.value.rule == "topic"
    changed = quotes.change(had.quote, tags=[tag, make.tag("trust")], by=make.editor())
    assert set(changed.tags.all()) == {tag, make.tag("trust")}


def test_who_gives_a_merged_topic_gives_the_one_it_was_merged_into() -> None:
    old = stand(make.tag("forks"), TagStatus.MERGED, make.tag("trust"))
    version = make.draft(tags=[old, make.tag("trust")])
    claim = claims.create(statement="So.", kind="event", tags=[old], subject="founders", by=make.editor())
    assert list(version.tags.all()) == list(claim.tags.all()) == [make.tag("trust")]


def gone_over(slug: str, into: Tag) -> Tag:
    """A topic that readers knew and that was merged."""
    old = stand(make.tag(slug), TagStatus.MERGED, into)
    publiclog.write(old, PublicationKind.MERGED, by=make.reviewer(), into=into.public_id)
    return old


def test_the_page_and_the_api_lead_on_from_merged_topics_and_old_addresses(client: Client) -> None:
    make.published(tags=[make.tag("trust")])
    trust = make.tag("trust")
    old = gone_over("forks", trust)
    TagAddress.objects.create(slug="confidence", tag=trust)
    TagAddress.objects.create(slug="forking", tag=old)
    for slug in ("forks", "confidence", "forking"):
        answer = client.get(f"/topics/{slug}/?year=2024")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/topics/trust/?year=2024")
        for path in ("quotes", "claims"):
            assert client.get(f"/api/v1/{path}/", {"tag": slug}).status_code == 200
        assert len(client.get("/api/v1/quotes/", {"tag__any": slug}).json()["results"]) == 1
        page = client.get("/guests/ines-carvalho/", {"tag": slug})
        assert page.status_code == 200 and "Revenue doubled" in page.content.decode()
    for name in (old.public_id, "forks", "forking"):
        told = client.get(f"/api/v1/tags/{name}/").json()
        assert (told["id"], told["status"]) == (str(old.public_id), "merged")
        assert told["merged_into"]["slug"] == "trust"
    told = client.get("/api/v1/tags/confidence/").json()
    assert (told["slug"], told["status"], told["merged_into"]) == ("trust", "active", None)
    assert len(client.get("/api/v1/quotes/", {"tag": str(old.public_id)}).json()["results"]) == 1
    assert [row["slug"] for row in client.get("/api/v1/tags/").json()["results"]] == ["trust"]


def test_a_merged_topic_that_was_never_public_is_not_told_of(client: Client) -> None:
    make.published(tags=[make.tag("trust")])
    old = stand(make.tag("narwhal"), TagStatus.MERGED, make.tag("trust"))
    for name in ("narwhal", old.public_id):
        assert client.get(f"/api/v1/tags/{name}/").status_code == 404
        assert client.get("/api/v1/quotes/", {"tag": str(name)}).status_code == 400
    assert client.get("/topics/narwhal/").status_code == 404


def test_nothing_is_told_of_a_merged_topic_while_the_other_is_not_public(client: Client) -> None:
    make.draft(tags=[make.tag("trust")])
    gone_over("forks", make.tag("trust"))
    assert client.get("/topics/forks/").status_code == 404
    assert client.get("/api/v1/tags/forks/").status_code == 404


def test_an_old_address_is_nobody_elses() -> None:
    TagAddress.objects.create(slug="confidence", tag=make.tag("trust"))
    with pytest.raises(Exception, match="another topic’s address"):
        Tag(slug="confidence", label="Confidence", definition="About it.").full_clean()


def test_a_topic_has_the_colour_of_what_it_stands_under() -> None:
    wide, other = make.tag("licensing"), make.tag("money")
    narrow = make.tag("licensing-change", wide)
    hues = topics.hues()
    assert hues[narrow.pk] == hues[wide.pk] != hues[other.pk]
    Tag.objects.filter(pk=narrow.pk).update(parent=other)
    moved = topics.hues()
    assert moved[narrow.pk] == moved[other.pk]
    assert (moved[wide.pk], moved[other.pk]) == (hues[wide.pk], hues[other.pk])
