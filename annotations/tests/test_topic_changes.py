"""Topics renamed, moved, merged and split, and all of it undone: what was is there again, links included."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.desk import choices
from annotations.models import (
    Claim,
    Evidence,
    Publication,
    QuoteVersion,
    ReviewEvent,
    Tag,
    TagSynonym,
    VocabularyChange,
)
from annotations.services import claims, quotes, review, topics
from annotations.services.topicplans import Division, NewTopic
from annotations.tests import factories as make
from annotations.workflow import Action, Refusal

pytestmark = pytest.mark.django_db
LINES = [f"Sentence {number} of the talk." for number in range(8)]
LABELS = ("forks", "trust", "licensing", "licensing-change", "money", "pricing")
WHY = "Two words for one thing."


@pytest.fixture
def world() -> list[QuoteVersion]:
    """A vocabulary of two levels, and a quote in every state, each with the topic “forks”."""
    licensing, money = make.tag("licensing"), make.tag("money")
    make.tag("licensing-change", licensing), make.tag("pricing", money)
    forks, trust = make.tag("forks"), make.tag("trust")
    for tag, words in ((forks, "Hard forks"), (forks, "Splits"), (trust, "Splits"), (money, "Cash")):
        tag.synonyms.create(text=words)
    turn = make.turn(make.episode(texts=[" ".join(LINES)]))
    stages = (make.draft, make.in_review, make.approved, make.published, make.published, make.published)
    made = [
        stage(line, turn=turn, tags=[forks, make.tag(slug)])
        for stage, line, slug in zip(stages, LINES, LABELS, strict=False)
    ]
    discarded = make.draft(LINES[6], turn=turn, tags=[forks])
    review.move(discarded, action=Action.DISCARD, by=make.editor())
    review.move(made[4], action=Action.WITHDRAW, by=make.reviewer(), note="Wrong.")
    pending = quotes.change(made[5].quote, tags=[forks, trust], note="more", by=make.editor())
    claim = claims.create(
        statement="Forks happen.", kind="event", tags=[forks, money], about=forks, by=make.editor()
    )
    claims.add_evidence(claim, quote=made[3].quote, stance="supports", by=make.editor())
    make.published("Revenue doubled within a year.", turn=make.turn(make.episode("Two")), tags=[money])
    return [*made, discarded, pending]


def snapshot() -> dict[str, Any]:
    """The vocabulary and everything that hangs on it, but for dates and for what only grows."""
    tags = Tag.objects.order_by("pk").values()
    return {
        "tags": [{k: v for k, v in row.items() if k != "updated_at"} for row in tags],
        "synonyms": sorted(TagSynonym.objects.values_list("tag", "text", "folded")),
        "quotes": sorted(QuoteVersion.tags.through.objects.values_list("quoteversion", "tag")),
        "claims": sorted(Claim.tags.through.objects.values_list("claim", "tag")),
        "about": sorted(Claim.objects.values_list("pk", "about")),
        "evidence": sorted(Evidence.objects.values_list("claim", "quote", "stance")),
        "states": sorted(QuoteVersion.objects.values_list("pk", "state", "approved_by", "published_at")),
        "offered": [
            {k: v for k, v in one.items() if k != "mine"} for one in choices.vocabulary(make.editor())
        ],
        "public": sorted(Tag.objects.published().values_list("slug", flat=True)),
    }


@contextmanager
def rolled_back() -> Any:
    """What happens inside leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def new(slug: str = "hard-forks") -> NewTopic:
    return NewTopic(slug.replace("-", " ").capitalize(), slug, "What goes.", "This.", "That.")


def everything(tag: Tag, way: str = "both") -> Division:
    """All that a topic has goes that way."""
    of_quotes = QuoteVersion.objects.filter(tags=tag).values_list("quote", flat=True)
    of_claims = Claim.objects.filter(tags=tag).values_list("pk", flat=True)
    return Division(dict.fromkeys(of_quotes, way), dict.fromkeys(of_claims, way))  # type: ignore[arg-type]


def merged(tag: str = "forks", into: str = "trust", **more: Any) -> VocabularyChange:
    more = {"reason": WHY, "by": make.chief(), **more}
    return topics.merge(make.tag(tag), into=make.tag(into), **more)


def split(
    tag: str = "forks", division: Division | None = None, slug: str = "hard-forks", **more: Any
) -> VocabularyChange:
    more = {"reason": WHY, "by": make.chief(), **more}
    return topics.split(make.tag(tag), new=new(slug), division=division or everything(make.tag(tag)), **more)


def undo(change: VocabularyChange, **more: Any) -> None:
    topics.undo(change, **{"reason": "It was wrong.", "by": make.chief(), **more})


def act(draw: Callable[..., Any], number: int) -> VocabularyChange:
    """Some change of some topic."""
    by, reason = make.chief(), WHY
    stored = list(Tag.objects.order_by("pk"))
    tag, other = draw(st.sampled_from(stored)), draw(st.sampled_from([*stored, None]))
    verb = draw(st.sampled_from(("rename", "move", "merge", "split", "status")))
    if verb == "rename":
        slug = draw(st.sampled_from((tag.slug, f"other-{number}")))
        return topics.rename(tag, label=f"Other {number}", slug=slug, reason=reason, by=by)
    if verb == "move":
        return topics.move(tag, parent=other, reason=reason, by=by)
    if verb == "merge":
        return topics.merge(tag, into=other or tag, reason=reason, by=by)
    if verb == "status":
        status = draw(st.sampled_from(("active", "deprecated", "proposed")))
        return topics.set_status(tag, status=status, reason=reason, by=by)
    ways = st.sampled_from(("goes", "both"))
    of_quotes = sorted(set(QuoteVersion.objects.filter(tags=tag).values_list("quote", flat=True)))
    of_claims = sorted(Claim.objects.filter(tags=tag).values_list("pk", flat=True))
    division = Division(
        {key: draw(ways) for key in of_quotes if draw(st.booleans())},
        {key: draw(ways) for key in of_claims if draw(st.booleans())},
        [key for key in tag.synonyms.values_list("pk", flat=True) if draw(st.booleans())],
        [key for key in tag.children.values_list("pk", flat=True) if draw(st.booleans())],
    )
    return topics.split(tag, new=new(f"new-{number}"), division=division, reason=reason, by=by)


def without_tombstones(found: dict[str, Any]) -> dict[str, Any]:
    """Topics that a split made, that readers saw and that were undone stay to lead on from their
    addresses."""
    kept = [row for row in found["tags"] if not row["slug"].startswith("new-")]
    return {**found, "tags": kept}


@given(data=st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_do_and_undo_gives_what_was(world: list[QuoteVersion], data: st.DataObject) -> None:
    with rolled_back():
        before = [snapshot()]
        done: list[VocabularyChange] = []
        for number in range(data.draw(st.integers(1, 4))):
            try:
                with transaction.atomic():
                    done.append(act(data.draw, number))
            except (Refusal, ValidationError):
                assert snapshot() == before[-1]
            else:
                before.append(snapshot())
        for change in reversed(done):
            assert snapshot()["tags"] and without_tombstones(snapshot()) == without_tombstones(before.pop())
            undo(change)
        assert without_tombstones(snapshot()) == without_tombstones(before.pop())


def told(version: QuoteVersion) -> ReviewEvent:
    """The last that happened to a version."""
    return version.events.order_by("-id")[0]


def test_a_merge_carries_what_is_in_work_and_public_and_leaves_history_as_it_was(
    world: list[QuoteVersion],
) -> None:
    draft, in_review, approved, published, withdrawn, superseded, discarded, pending = world
    forks, trust = make.tag("forks"), make.tag("trust")
    before = {version.pk: (version.state, version.approved_by) for version in QuoteVersion.objects.all()}
    merged()
    for version in (draft, in_review, approved, published, superseded, discarded, pending):
        assert forks not in version.tags.all() and trust in version.tags.all(), version
        assert told(version).action == "merge"
        assert told(version).note == f"“Forks” was merged into “Trust”. {WHY}"
    assert forks in withdrawn.tags.all() and trust not in withdrawn.tags.all()
    after = {version.pk: (version.state, version.approved_by) for version in QuoteVersion.objects.all()}
    assert after == before
    assert Claim.objects.get().tags.filter(pk=trust.pk).exists()
    assert {one.text for one in trust.synonyms.all()} == {"Hard forks", "Splits", "Forks"}


def test_every_change_is_in_the_publication_log(world: list[QuoteVersion]) -> None:
    forks, trust, published = make.tag("forks"), make.tag("trust"), world[3]
    Publication.objects.all().delete()
    change = merged()
    kinds = set(Publication.objects.values_list("object_type", "object_id", "kind", "merged_into"))
    assert kinds == {
        ("tag", forks.public_id, "merged", trust.public_id),
        ("tag", trust.public_id, "published", None),
        ("quote", published.quote.public_id, "updated", None),
        ("quote", world[5].quote.public_id, "updated", None),
    }
    assert Publication.objects.count() == len(kinds)
    assert all(WHY in entry.reason for entry in Publication.objects.all())
    Publication.objects.all().delete()
    undo(change)
    kinds = set(Publication.objects.values_list("object_type", "object_id", "kind"))
    assert ("tag", forks.public_id, "published") in kinds
    assert ("tag", trust.public_id, "hidden") in kinds
    assert ("quote", published.quote.public_id, "updated") in kinds


def test_what_is_not_public_leaves_no_entry() -> None:
    make.draft(tags=[make.tag("forks")])
    merged()
    topics.rename(make.tag("trust"), label="Faith", slug="faith", reason=WHY, by=make.chief())
    assert not Publication.objects.exists()
    assert not Tag.objects.get(slug="faith").addresses.exists()


def test_old_addresses_and_ids_go_on_working_through_every_change(
    world: list[QuoteVersion], client: Client
) -> None:
    forks = make.tag("forks")
    by = make.chief()
    renaming = topics.rename(forks, label="Forking", slug="forking", reason=WHY, by=by)
    assert client.get("/topics/forks/").headers["Location"] == "/topics/forking/"
    made = split_of("forking", world[3])
    assert client.get("/topics/hard-forks/").status_code == 200
    topics.merge(Tag.objects.get(slug="hard-forks"), into=make.tag("pricing"), reason=WHY, by=by)
    last = topics.merge(make.tag("pricing"), into=make.tag("trust"), reason=WHY, by=by)
    for slug in ("hard-forks", "pricing"):
        assert client.get(f"/topics/{slug}/").headers["Location"] == "/topics/trust/"
        assert client.get(f"/api/v1/tags/{slug}/").json()["merged_into"]["slug"] == "trust"
    undo(last)
    assert client.get("/topics/hard-forks/").headers["Location"] == "/topics/pricing/"
    undo(VocabularyChange.objects.filter(undone_at=None)[0])
    undo(made)
    assert client.get("/topics/hard-forks/").headers["Location"] == "/topics/forking/"
    undo(renaming)
    assert client.get("/topics/forking/").headers["Location"] == "/topics/forks/"
    assert client.get(f"/api/v1/tags/{forks.public_id}/").json()["slug"] == "forks"


def split_of(slug: str, version: QuoteVersion) -> VocabularyChange:
    """A split by which one quote goes."""
    return split(slug, Division({version.quote_id: "goes"}, {}))


def test_a_split_gives_each_what_was_chosen(world: list[QuoteVersion]) -> None:
    draft, in_review, _, published, *_ = world
    forks, claim = make.tag("forks"), Claim.objects.get()
    synonym = forks.synonyms.get(text="Hard forks")
    split(
        division=Division(
            {draft.quote_id: "goes", published.quote_id: "both"}, {claim.pk: "goes"}, [synonym.pk]
        )
    )
    made = Tag.objects.get(slug="hard-forks")
    has = {v.pk: (forks in v.tags.all(), made in v.tags.all()) for v in (draft, in_review, published)}
    assert has == {draft.pk: (False, True), in_review.pk: (True, False), published.pk: (True, True)}
    assert (forks in claim.tags.all(), made in claim.tags.all()) == (False, True)
    assert [one.text for one in made.synonyms.all()] == ["Hard forks"]


def test_a_split_that_leaves_nothing_public_is_refused(world: list[QuoteVersion]) -> None:
    before = snapshot()
    with pytest.raises(Refusal, match="lead nowhere"), transaction.atomic():
        split(division=everything(make.tag("forks"), "goes"))
    assert snapshot() == before


def test_undoing_is_refused_where_a_quote_was_worked_on_since(world: list[QuoteVersion]) -> None:
    change = merged()
    quotes.change(world[3].quote, tags=[make.tag("money")], by=make.editor())
    with pytest.raises(Refusal, match="worked on since"):
        undo(change)


def test_undoing_is_refused_where_a_draft_has_other_topics_since(world: list[QuoteVersion]) -> None:
    change = merged()
    quotes.change(world[0].quote, tags=[make.tag("money")], by=make.editor())
    with pytest.raises(Refusal, match="worked on since"):
        undo(change)


def test_undoing_is_refused_where_a_later_change_stands_on_it(world: list[QuoteVersion]) -> None:
    change = merged()
    later = topics.rename(make.tag("trust"), label="Faith", slug="trust", reason=WHY, by=make.chief())
    with pytest.raises(Refusal, match="Undo that first"):
        undo(change)
    undo(later)
    undo(change)
    with pytest.raises(Refusal, match="undone already"):
        undo(change)


def test_undoing_is_refused_where_what_a_split_made_was_given_to_others(world: list[QuoteVersion]) -> None:
    change = split()
    other = make.turn(make.episode("Three"))
    make.draft("Revenue doubled within a year.", turn=other, tags=[Tag.objects.get(slug="hard-forks")])
    with pytest.raises(Refusal, match="given to 1 others"):
        undo(change)


def test_what_a_split_made_stays_where_the_history_speaks_of_it() -> None:
    draft = make.draft(tags=[make.tag("forks")])
    change = split(division=Division({draft.quote_id: "goes"}, {}))
    made = Tag.objects.get(slug="hard-forks")
    undo(topics.rename(made, label="Hard", slug="hard", reason=WHY, by=make.chief()))
    undo(change)
    made.refresh_from_db()
    assert (made.status, made.merged_into) == ("merged", make.tag("forks"))
    again = make.draft("We changed the licence in March.", tags=[make.tag("forks")])
    other = split(division=Division({again.quote_id: "goes"}, {}), slug="forked")
    undo(other)
    assert not Tag.objects.filter(slug="forked").exists()
    assert list(draft.tags.all()) == list(again.tags.all()) == [make.tag("forks")]


def test_undoing_is_refused_where_a_topic_was_edited_since(world: list[QuoteVersion]) -> None:
    change = topics.rename(make.tag("trust"), label="Faith", slug="trust", reason=WHY, by=make.chief())
    Tag.objects.filter(slug="trust").update(label="Belief")
    with pytest.raises(Refusal, match="its label is not"):
        undo(change)


REFUSED: dict[str, tuple[Callable[..., Any], str]] = {
    "a topic into itself": (lambda: merged("forks", "forks"), "itself"),
    "a family under a child": (lambda: merged("money", "licensing-change"), "two deep"),
    "a parent under another": (lambda: moved("money", "trust"), "two deep"),
    "a topic under a child": (lambda: moved("forks", "pricing"), "two deep"),
    "a topic where it is": (lambda: moved("forks", None), "already"),
    "a used topic to a proposal": (lambda: stand("forks", "proposed"), "cannot become"),
    "a change without a reason": (lambda: merged(reason=" "), "Say why"),
    "a split of nothing": (lambda: split(division=Division({}, {})), "Choose at least one"),
}


def moved(slug: str, under: str | None) -> VocabularyChange:
    parent = make.tag(under) if under else None
    return topics.move(make.tag(slug), parent=parent, reason=WHY, by=make.chief())


def stand(slug: str, status: str) -> VocabularyChange:
    return topics.set_status(make.tag(slug), status=status, reason=WHY, by=make.chief())


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_with_the_remedy(world: list[QuoteVersion], what: str) -> None:
    refused, words = REFUSED[what]
    with pytest.raises(Refusal, match=words):
        refused()


@pytest.mark.parametrize("into", ["deprecated", "proposed"])
def test_nothing_is_merged_into_or_put_under_what_is_out_of_use(into: str) -> None:
    Tag.objects.filter(pk=make.tag("trust").pk).update(status=into)
    with pytest.raises(Refusal, match="topic that is active"):
        merged()
    with pytest.raises(Refusal, match="topic that is active"):
        topics.move(make.tag("forks"), parent=make.tag("trust"), reason=WHY, by=make.chief())


def test_a_label_or_address_that_is_taken_is_refused(world: list[QuoteVersion]) -> None:
    by = make.chief()
    for label, slug in (("Trust", "forks"), ("Forks", "trust")):
        with pytest.raises(ValidationError):
            topics.rename(make.tag("forks"), label=label, slug=slug, reason=WHY, by=by)
    topics.rename(make.tag("forks"), label="Forks", slug="forking", reason=WHY, by=by)
    with pytest.raises(ValidationError, match="still leads there"):
        topics.rename(make.tag("trust"), label="Trust", slug="forks", reason=WHY, by=by)


def test_nobody_does_another_change_than_they_saw(world: list[QuoteVersion]) -> None:
    with pytest.raises(Refusal) as refusal:
        merged(seen="0" * 32)
    assert refusal.value.rule == "stale"


@pytest.mark.parametrize("roles", [(), ("contributor",), ("editor",), ("reviewer",)])
def test_only_chief_editors_change_the_vocabulary(world: list[QuoteVersion], roles: tuple[str, ...]) -> None:
    change = merged()
    somebody = make.person("someone", *roles)
    with pytest.raises(PermissionDenied):
        undo(change, by=somebody)
    with pytest.raises(PermissionDenied):
        merged("trust", "money", by=somebody)


def test_the_database_lets_nobody_change_what_was_written_down(world: list[QuoteVersion]) -> None:
    change = merged()
    for values in ({"reason": "Another."}, {"edit": {}}, {"tag": make.tag("trust")}):
        with pytest.raises(IntegrityError), transaction.atomic():
            VocabularyChange.objects.filter(pk=change.pk).update(**values)
    undo(change)
    with pytest.raises(IntegrityError), transaction.atomic():
        VocabularyChange.objects.filter(pk=change.pk).update(undone_at=None, undone_by=None, undone_reason="")


def test_a_merge_takes_as_many_queries_for_many_quotes_as_for_few(
    django_assert_max_num_queries: Any, world: list[QuoteVersion]
) -> None:
    # Six of them write notices, nine count anew (two are locks that PostgreSQL needs) and twenty-six keep
    # the search and six the synonyms in histories, for many quotes as for few.
    with django_assert_max_num_queries(127):
        merged()
