"""Whatever is tied, withdrawn, merged and undone, the graph of claims stays whole: no edge dangles, nothing
published rests on nothing, and no claim supersedes itself in the end."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.graph.parts import Key, Kind
from annotations.models import Claim, ClaimRelation, Evidence, QuoteVersion, RelationKind, Tag
from annotations.querysets import PUBLIC
from annotations.selectors import identities as planned
from annotations.selectors.graph import things
from annotations.selectors.graph.neighbourhood import around
from annotations.selectors.graph.selection import Selection
from annotations.services import acceptance, claims, identities, review, topics
from annotations.tests import factories as make
from annotations.tests.test_claims import GONE, LICENCE, REVENUE, draft, walk
from annotations.workflow import Action, Refusal, State
from transcripts.models import Company, Guest

pytestmark = pytest.mark.django_db
KINDS = RelationKind.values
ONE = st.integers(0, 2)
STEP = st.one_of(
    st.tuples(st.just("relate"), ONE, ONE, st.sampled_from(KINDS)),
    st.tuples(st.just("tie"), ONE, ONE, st.just("")),
    st.tuples(
        st.sampled_from(
            ["accept", "decline", "restate", "withdraw", "people", "companies", "topics", "undo"]
        ),
        ONE,
    ).map(lambda step: (*step, 0, "")),
)


def world() -> list[QuoteVersion]:
    """Three quotes, two people, two companies, two topics; a published claim on each quote."""
    one = {"guest": make.guest(), "company": make.company()}
    other = {"guest": make.guest("Ines de Carvalho"), "company": make.company("Quarry Stone")}
    tags = [make.tag("forks"), make.tag("splits")]
    versions = [make.published(words, tags=tags) for words in (LICENCE, REVENUE, GONE)]
    for version, values in zip(versions, (one, other, {"about": tags[0]}), strict=True):
        claim = draft(f"So {version.pk}.", **values)
        claims.add_evidence(claim, quote=version.quote, stance="supports", by=make.editor())
        walk(claim, "submit", "approve", "publish")
    return versions


def act(verb: str, first: int, second: int, kind: str, versions: list[QuoteVersion], done: list[Any]) -> None:
    """One thing that people do; what is refused is left."""
    rows = list(Claim.objects.order_by("pk"))
    claim, other = rows[first], rows[second]
    waiting = [*Evidence.objects.waiting(), *ClaimRelation.objects.waiting()]
    if verb == "relate":
        claims.relate(claim, kind=kind, target=other, by=make.editor())
    elif verb == "tie":
        claims.add_evidence(claim, quote=versions[second].quote, stance="disputes", by=make.editor())
    elif verb == "accept" and waiting:
        acceptance.accept(waiting[first % len(waiting)], by=make.reviewer())
    elif verb == "decline" and waiting:
        acceptance.decline(waiting[first % len(waiting)], note="No.", by=make.reviewer())
    elif verb == "restate":
        walk(claims.restate(claim, by=make.editor()), "submit", "approve", "publish")
    elif verb == "withdraw":
        version = QuoteVersion.objects.get(pk=versions[first].pk)
        review.move(version, action=Action.WITHDRAW, by=make.reviewer(), note="Misheard.")
    elif verb == "people":
        done.append(merged(Guest, "Ines Carvalho", "Ines de Carvalho"))
    elif verb == "companies":
        done.append(merged(Company, "Quarrystone", "Quarry Stone"))
    elif verb == "topics":
        done.append(topics.merge(make.tag("forks"), into=make.tag("splits"), reason="One.", by=make.chief()))
    elif verb == "undo" and done:
        undo(done.pop())


def merged(model: Any, kept: str, gone: str) -> Any:
    """Two people or companies made one."""
    pair = model.objects.get(name=kept), model.objects.get(name=gone)
    return identities.merge(*pair, seen=planned.merging(*pair).sign, by=make.chief())


def undo(change: Any) -> None:
    """Take a merge back."""
    if hasattr(change, "act"):
        topics.undo(change, reason="Two.", by=make.chief())
    else:
        identities.undo(change, by=make.chief())


def check() -> None:
    """The graph is whole."""
    for claim in Claim.objects.filter(state=State.PUBLISHED):
        assert claim.evidence.accepted().filter(quote__versions__state="published").exists(), claim
        assert claim.pk not in claims.superseded_by(claim), claim
    shown = set(Claim.objects.published().values_list("pk", flat=True))
    for relation in ClaimRelation.objects.published():
        assert {relation.source_id, relation.target_id} <= shown, relation
    assert not Claim.objects.exclude(guest__merged_into=None, company__merged_into=None).exists()
    assert not Claim.objects.filter(about__status="merged").exclude(state=State.WITHDRAWN).exists()
    public = Tag.objects.published().values("pk")
    assert not Claim.objects.published().exclude(about=None).exclude(about__in=public).exists()


def check_drawing() -> None:
    """What is told of the graph is public, and each edge has both its ends."""
    known = {Key(kind, pk) for kind in Kind for pk in PUBLIC[kind]().order_by().values_list("pk", flat=True)}
    middles = things.look_up(
        Key(Kind.CLAIM, pk) for pk in Claim.objects.order_by("pk").values_list("pk", flat=True)
    )
    assert {key for key in known if key.kind == Kind.CLAIM} == set(middles)
    for node in middles.values():
        drawn = around(node, Selection(), depth=2, limit=100)
        keys = {one.key for one in drawn.nodes}
        assert node.key in keys <= known
        assert {end for edge in drawn.edges for end in (edge.source, edge.target)} <= keys


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, min_size=3, max_size=8))
def test_the_graph_stays_whole(steps: list[tuple[str, int, int, str]]) -> None:
    with transaction.atomic():
        versions, done = world(), []  # type: ignore[var-annotated]
        before = list(Claim.objects.order_by("pk").values_list("pk", "guest", "company", "about"))
        for step in steps:
            try:
                with transaction.atomic():
                    act(*step, versions, done)
            except Refusal:
                continue
            check()
            check_drawing()
        while done:
            undo(done.pop())
            check()
            check_drawing()
        after = Claim.objects.order_by("pk").values_list("pk", "guest", "company", "about")[: len(before)]
        assert list(after) == before
        transaction.set_rollback(True)
