"""The graph: its edges end in public things, read the same from both ends, and go with what they rest on."""

from datetime import date
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from annotations.graph import layout
from annotations.graph.parts import Edge, Graph, Key, Kind, Node, Tie
from annotations.models import Claim, QuoteVersion, Stance, Tag
from annotations.querysets import PUBLIC
from annotations.selectors.graph import neighbours, paths, things, topics
from annotations.selectors.graph.neighbourhood import around
from annotations.selectors.graph.relations import RELATIONS, ways
from annotations.selectors.graph.selection import Selection
from annotations.services import acceptance, claims, review
from annotations.services import quotes as services
from annotations.tests import factories as make
from annotations.workflow import Action
from transcripts.models import Episode, Podcast
from transcripts.services import records

ALL = Selection()


def claim(quote: QuoteVersion, statement: str, **values: object) -> Claim:
    """A published claim that rests on a quote."""
    made = claims.create(statement=statement, kind="event", by=make.editor(), **values)  # type: ignore[arg-type]
    claims.add_evidence(made, quote=quote.quote, stance=Stance.SUPPORTS, by=make.editor())
    for action, by in ((Action.SUBMIT, make.editor()), (Action.APPROVE, make.reviewer())):
        review.move(made, action=action, by=by)
    review.move(made, action=Action.PUBLISH, by=make.reviewer())
    return made


@pytest.fixture
def world(db: None) -> dict[str, QuoteVersion]:
    """Two episodes, of 2020 and 2024, three public quotes and two public claims, and drafts of everything."""
    first = make.episode(published_on=date(2020, 5, 1))
    second = make.episode(
        "Open core years",
        texts=["We moved the core to a new licence. Nobody paid for support."],
        speaker=make.guest("Bo Lindqvist"),
        podcast=make.podcast("Core Memory"),
        published_on=date(2024, 3, 1),
    )
    change, pricing = make.tag("licensing-change", make.tag("licensing")), make.tag("pricing")
    turn, other = make.turn(first), make.turn(second)
    about = {"companies": [make.company("Tallowmere")]}
    built = {
        "changed": make.published(
            "We changed the licence in March.", turn=turn, tags=[change, pricing], **about
        ),
        "doubled": make.published("Revenue doubled within a year.", turn=turn, tags=[pricing], **about),
        "moved": make.published("We moved the core to a new licence.", turn=other, tags=[change]),
    }
    claim(
        built["changed"], "Tallowmere changed its licence.", company=make.company("Tallowmere"), tags=[change]
    )
    claim(built["moved"], "Bo moved the core.", guest=make.guest("Bo Lindqvist"))
    secret = {"tags": [make.tag("narwhal")], "companies": [make.company("Axolotl")], "turn": other}
    make.draft("Nobody paid for support.", guests=[make.guest("Dugong")], **secret)
    second.companies.add(make.company("Axolotl"), make.company("Tallowmere"))
    return built


def everything() -> list[Node]:
    """All public nodes."""
    keys = [
        Key(kind, pk) for kind in Kind for pk in PUBLIC[kind]().order_by("pk").values_list("pk", flat=True)
    ]
    return list(things.look_up(keys).values())


def edges_of(node: Node, selection: Selection = ALL) -> set[Edge]:
    """All edges of a node."""
    return {neighbour.edge for neighbour in neighbours.page(node, selection, size=500).neighbours}


def node(kind: Kind, name: str) -> Node:
    """The public thing of that name."""
    found = things.find(kind, name)
    assert found
    return found


def test_every_edge_is_read_from_both_ends_which_are_public(world: dict) -> None:
    nodes = {one.key: one for one in everything()}
    found = {key: edges_of(one) for key, one in nodes.items()}
    for key, edges in found.items():
        for edge in edges:
            assert edge.other(key) in nodes
            assert edge in found[edge.other(key)], edge
    names = {one.name for one in nodes.values()}
    assert not names & {"axolotl", "narwhal", "dugong"}
    assert {edge.tie for edges in found.values() for edge in edges} >= {
        *(Tie.APPEARS_IN, Tie.SAYS, Tie.IS_ABOUT, Tie.SUPPORTS, Tie.TAGGED, Tie.BELONGS_UNDER, Tie.PART_OF)
    }


def test_every_relation_has_its_way_back_and_a_name_of_its_own() -> None:
    names = {way.name for one in Kind for way in ways(one, ALL)}
    assert len(names) == 2 * len(RELATIONS)


def test_what_is_tied_between_claims_shows_once_it_is_accepted(world: dict) -> None:
    one, other = Claim.objects.order_by("pk")
    relation = claims.relate(one, kind="contradicts", target=other, by=make.editor())
    ends = things.look_up([Key(Kind.CLAIM, one.pk), Key(Kind.CLAIM, other.pk)])
    contradicting = Selection(ties=frozenset({Tie.CONTRADICTS}))
    assert not any(edges_of(end, contradicting) for end in ends.values())
    acceptance.accept(relation, by=make.reviewer())
    (edge,), (same,) = (edges_of(end, contradicting) for end in ends.values())
    assert edge == same and edge.tie is Tie.CONTRADICTS


def test_withdrawing_a_quote_takes_its_edges_and_what_only_it_made_public_at_once(world: dict) -> None:
    version = world["moved"]
    gone = {Key(Kind.QUOTE, version.quote_id), Key(Kind.GUEST, version.speaker_id)}
    assert gone <= {one.key for one in everything()}
    review.move(version, action=Action.WITHDRAW, note="They asked.", by=make.reviewer())
    left = everything()
    ends = {end for one in left for edge in edges_of(one) for end in (edge.source, edge.target)}
    assert not gone & ({one.key for one in left} | ends)
    assert things.find(Kind.CLAIM, str(Claim.objects.get(statement="Bo moved the core.").public_id)) is None


def test_pages_give_each_neighbour_once_in_a_stable_order(world: dict) -> None:
    for one in everything():
        whole = neighbours.page(one, ALL, size=500)
        paged, after = [], None
        while True:
            some_of_it = neighbours.page(one, ALL, after, size=1)
            paged += some_of_it.neighbours
            after = some_of_it.after
            if after is None:
                break
        assert paged == whole.neighbours
        assert sum(count.count for count in neighbours.counts(one, ALL)) == len(paged)


def test_a_page_goes_on_where_it_stood_when_its_last_quote_was_published_anew(world: dict) -> None:
    topic = node(Kind.TAG, "pricing")
    quotes = neighbours.page(topic, Selection(kinds=frozenset([Kind.QUOTE])), size=1)
    (last,) = quotes.neighbours
    assert last.node.key.pk == world["doubled"].quote_id
    anew = services.change(world["doubled"].quote, companies=[], by=make.editor())
    for action, by in ((Action.SUBMIT, make.editor()), (Action.APPROVE, make.reviewer())):
        review.move(anew, action=action, by=by)
    review.move(anew, action=Action.PUBLISH, by=make.reviewer())
    rest = neighbours.page(topic, Selection(kinds=frozenset([Kind.QUOTE])), quotes.after, size=5)
    assert [one.node.key.pk for one in rest.neighbours] == [world["changed"].quote_id]


def test_filters_leave_what_was_said_then_and_there(world: dict) -> None:
    company, pricing = node(Kind.COMPANY, "tallowmere"), node(Kind.TAG, "pricing")
    assert {edge.tie for edge in edges_of(company)} == {Tie.IS_ABOUT}
    assert edges_of(company, Selection(until=date(2019, 12, 31))) == set()
    early = edges_of(company, Selection(until=date(2020, 12, 31)))
    assert {edge.source.kind for edge in early} == {Kind.QUOTE, Kind.CLAIM}
    podcast = Episode.objects.get(title="Open core years").podcast_id
    there = edges_of(company, Selection(podcasts=frozenset([podcast])))
    assert {edge.source.kind for edge in there} == {Kind.EPISODE}
    on_change = Selection(topics=frozenset([make.tag("licensing").pk]))
    assert len(edges_of(company, on_change)) == 3  # a quote, a claim and the episode where it is spoken of
    assert len(edges_of(pricing, Selection(kinds=frozenset({Kind.GUEST})))) == 0


def test_a_neighbourhood_keeps_to_its_bounds(world: dict) -> None:
    company = node(Kind.COMPANY, "tallowmere")
    near = around(company, ALL, depth=1, limit=100)
    assert near.nodes[0] == company and not near.is_cut
    assert all(company.key in (e.source, e.target) or e.source in near.degrees for e in near.edges)
    few = around(company, ALL, depth=1, limit=3)
    assert len(few.nodes) == 3 and few.is_cut
    far = around(company, ALL, depth=2, limit=100)
    assert {one.key for one in near.nodes} < {one.key for one in far.nodes}
    opened = around(company, ALL, depth=1, limit=100, opened=[node(Kind.TAG, "pricing")])
    assert node(Kind.TAG, "pricing") in opened.nodes


def test_what_is_opened_shows_more_where_all_room_is_taken(world: dict) -> None:
    company, bo = node(Kind.COMPANY, "tallowmere"), node(Kind.GUEST, "bo-lindqvist")
    few = around(company, ALL, depth=1, limit=2)
    assert few.is_cut and bo not in few.nodes
    opened = around(company, ALL, depth=1, limit=2, opened=[bo])
    assert {*few.nodes, bo} < set(opened.nodes)
    assert {bo.key} < {end for edge in opened.edges for end in (edge.source, edge.target)}


def test_the_shortest_paths_are_found_from_either_end(world: dict) -> None:
    company, bo = node(Kind.COMPANY, "tallowmere"), node(Kind.GUEST, "bo-lindqvist")
    there, back = (paths.shortest(*ends, ALL, longest=4) for ends in ((company, bo), (bo, company)))
    assert [len(path.edges) for path in there.paths] == [
        2
    ]  # over the episode that speaks of one, by the other
    assert [path.nodes for path in back.paths] == [path.nodes[::-1] for path in there.paths]
    without = Selection(kinds=frozenset({Kind.QUOTE, Kind.TAG}))
    longer = paths.shortest(company, bo, without, longest=6)
    assert [[str(one.kind) for one in path.nodes] for path in longer.paths] == [
        ["company", "quote", "tag", "quote", "guest"]
    ]
    assert paths.shortest(company, bo, without, longest=3).paths == []


def test_of_millions_of_paths_no_more_are_walked_than_are_told() -> None:
    edge = Edge(Tie.IS_ABOUT, Key(Kind.QUOTE, 1), Key(Kind.COMPANY, 1))
    assert len(paths.first((edge,) * length for length in count(1))) == paths.MOST + 1


def test_topics_stand_together_as_often_as_quotes_carry_both(world: dict) -> None:
    found = topics.together(node(Kind.TAG, "pricing"), ALL, size=10).shares
    assert [(share.node.name, share.quotes, share.years) for share in found] == [
        ("licensing-change", 1, {2020: 1})
    ]
    over = topics.together(node(Kind.TAG, "licensing"), Selection(since=date(2021, 1, 1)), size=10)
    assert over.shares == []


def test_kept_counts_are_those_of_the_quotes_themselves(world: dict) -> None:
    """Also of a topic over others, and after one of its quotes is withdrawn and another dated anew."""
    everywhere = Selection(podcasts=frozenset(Podcast.objects.values_list("pk", flat=True)))
    more = [make.tag("support"), make.tag("dual", make.tag("licensing")), make.tag("licensing-change")]
    make.published("Nobody paid for support.", turn=make.turn(Episode.objects.latest("pk")), tags=more)

    def compare() -> None:
        for tag in Tag.objects.published():
            one = node(Kind.TAG, tag.slug)
            assert topics.together(one, ALL, size=10) == topics.together(one, everywhere, size=10)

    compare()
    assert topics.together(node(Kind.TAG, "licensing"), ALL, size=10).shares
    moved = Episode.objects.latest("pk")
    moved.published_on = date(2025, 1, 1)
    records.save(moved, by=make.editor())
    review.move(world["changed"], action=Action.WITHDRAW, by=make.reviewer(), note="Misheard.")
    compare()


def test_companies_of_a_topic_are_counted_by_year(world: dict) -> None:
    pricing = Selection(topics=frozenset([make.tag("pricing").pk]))
    (share,) = topics.companies(pricing, size=10).shares
    assert (share.node.name, share.quotes, share.years) == ("tallowmere", 2, {2020: 2})


# The drawing


@some.composite
def graphs(draw: some.DrawFn) -> Graph:
    """A graph of up to some hundred nodes."""
    kinds = draw(some.lists(some.sampled_from(list(Kind)), min_size=1, max_size=160))
    nodes = [
        Node(Key(kind, n), UUID(int=n), f"n{n}", f"Node {n} of some name", f"/{n}/")
        for n, kind in enumerate(kinds)
    ]
    ends = some.integers(0, len(nodes) - 1)
    pairs = draw(some.lists(some.tuples(ends, ends).filter(lambda pair: pair[0] != pair[1]), max_size=200))
    spokes = [(0, n) for n in range(1, len(nodes))]
    return Graph(
        nodes, [Edge(Tie.IS_ABOUT, nodes[a].key, nodes[b].key) for a, b in dict.fromkeys([*spokes, *pairs])]
    )


@settings(max_examples=12, deadline=None)
@given(graphs())
def test_every_node_has_a_place_of_its_own_and_labels_that_show_do_not_touch(graph: Graph) -> None:
    drawing = layout.draw(graph)
    assert drawing == layout.draw(graph)
    assert {spot.node for spot in drawing.spots} == set(graph.nodes)
    assert len({(spot.x, spot.y) for spot in drawing.spots}) == len(graph.nodes)
    assert all(0 <= spot.x <= drawing.width and 0 <= spot.y <= drawing.height for spot in drawing.spots)
    for level in range(layout.CLOSEST):
        boxes = layout.Boxes(2.0 ** (level - 1))
        shown = [spot for spot in drawing.spots if spot.level is not None and spot.level <= level]
        assert all(boxes.take(spot) for spot in shown)
