"""What other programs mark comes in on the right words, however they count."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotations.anchoring import Turn
from annotations.models import QuoteVersion, Tag
from annotations.research import counting, formats
from annotations.research.passages import Code, ResearchFile, Unreadable
from annotations.research.placing import How, Placer
from annotations.selectors import researchin
from annotations.services import research, topics
from annotations.tests import factories as make
from transcripts.models import Episode

TAGUETTE = Path(__file__).parent / "taguette"
HARBOUR = (
    "Nobody came. We had a licence for all of it, and a café in Zürich – really? "
    "Yes, a café in Zürich – really?",
    "We changed the licence & moved the 🚢 in March. Nobody came. "
    "It was école all over, and then the fork left.",
    "And who paid? Nobody paid.",
)
ASTRAL = "So the 🚢 sails. 𝔅ut nobody came, e\u0301ver. So the 🚢 sails again."


def bring(content: bytes, name: str, episode: Episode | None = None, **values: Any) -> research.Outcome:
    values.setdefault("by", make.editor())
    return research.bring(research.Bringing(formats.read(content, name), name, episode=episode, **values))


def written(rows: Any, *, lines: bool = False) -> bytes:
    """JSON, or one object a line."""
    if lines:
        return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    return json.dumps(rows).encode()


@pytest.fixture
def harbour(db: None) -> Episode:
    """The episode whose words were marked in Taguette, and its topics."""
    make.tag("licensing-change"), make.tag("forks")
    return make.episode("Harbour Talk 7", texts=HARBOUR)


def placed() -> list[tuple[str, int, set[str]]]:
    """The drafts: words, place, topics."""
    rows = QuoteVersion.objects.order_by("start")
    return [(row.exact, row.start, {tag.slug for tag in row.tags.all()}) for row in rows]


def test_a_project_of_the_real_taguette_comes_in_on_the_right_words(harbour: Episode) -> None:
    outcome = bring((TAGUETTE / "project.sqlite3").read_bytes(), "project.sqlite3")
    text = "\n".join(HARBOUR)
    second = text.index("We changed")
    assert placed() == [
        ("a café in Zürich – really?", text.rindex("a café"), {"forks"}),
        ("We changed the licence & moved the 🚢 in March.", second, {"licensing-change"}),
        ("licence", text.index("licence &"), set()),
        ("Nobody came.", text.index("Nobody came.", second), {"forks"}),
    ]
    assert {fate.how for fate in outcome.fates} == {"words"}
    assert [fate.unknown for fate in outcome.fates if fate.unknown] == [["unknown here"]]


def test_of_a_table_of_taguette_only_words_that_stand_once_are_placed(harbour: Episode) -> None:
    outcome = bring((TAGUETTE / "highlights.csv").read_bytes(), "highlights.csv")
    assert [exact for exact, _, _ in placed()] == ["We changed the licence & moved the 🚢 in March."]
    refused = {fate.passage.exact: fate.why for fate in outcome.of("refused")}
    assert set(refused) == {"Nobody came.", "a café in Zürich – really?"}
    assert all("several places" in why for why in refused.values())


def hypothesis_row(exact: str, prefix: str, suffix: str, **more: Any) -> dict[str, Any]:
    """A row of Hypothesis's API; its places are of a web page, in UTF-16."""
    selector = [
        {"type": "RangeSelector", "startContainer": "/div[1]", "endContainer": "/div[1]"},
        {"type": "TextPositionSelector", "start": 4711, "end": 4711 + len(exact)},
        {"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix},
    ]
    return {
        "id": "x",
        "uri": "https://example.org/7",
        "user": "acct:ana@hypothes.is",
        "text": "Look.",
        "tags": ["forks"],
        "document": {"title": ["Harbour Talk 7"]},
        "target": [{"source": "https://example.org/7", "selector": selector}],
        **more,
    }


@pytest.mark.django_db
@pytest.mark.parametrize("shape", ["rows", "list", "lines"])
def test_hypothesis_is_placed_by_its_words_and_what_stands_around_them(shape: str) -> None:
    make.tag("forks")
    make.episode("Harbour Talk 7", texts=[ASTRAL])
    rows = [
        hypothesis_row("So the 🚢 sails", "came, e\u0301ver. ", " again."),
        hypothesis_row("nobody came", "sails. 𝔅ut ", ", e\u0301ver."),
        {**hypothesis_row("", "", ""), "target": [{"source": "https://example.org/7"}]},
    ]
    content = (
        written({"total": 3, "rows": rows}) if shape == "rows" else written(rows, lines=shape == "lines")
    )
    outcome = bring(content, "export.json")
    assert placed() == [
        ("nobody came", ASTRAL.index("nobody"), {"forks"}),
        ("So the 🚢 sails", ASTRAL.rindex("So the"), {"forks"}),
    ]
    assert len(outcome.left_out) == 1
    note = QuoteVersion.objects.order_by("start")[0].note
    assert "Look." in note and "marked by ana" in note


@pytest.mark.django_db
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("spans", ["label", "labels", "entities"])
def test_doccano_is_placed_by_its_text(ends: str, spans: str) -> None:
    make.tag("forks"), make.tag("pricing")
    episode = make.episode("Harbour Talk 7", texts=[ASTRAL, "And the rest of it, to the end."])
    text = f"{ASTRAL}{ends}And the rest of it, to the end."
    start, rest = text.rindex("So the 🚢 sails"), text.index("the rest")
    found: list[Any] = [[start, start + 14, "forks"], [start, start + 14, "pricing"], [rest, rest + 8, "Odd"]]
    if spans == "entities":
        found = [{"id": 1, "start_offset": a, "end_offset": b, "label": c} for a, b, c in found]
    content = written([{"id": 3, "text": text, spans: found, "Comments": []}], lines=True)
    outcome = bring(content, "admin.jsonl", episode)
    assert placed() == [
        ("So the 🚢 sails", ASTRAL.rindex("So the"), {"forks", "pricing"}),
        ("the rest", len(ASTRAL) + 1 + len("And "), set()),
    ]
    assert [fate.how for fate in outcome.fates] == (["exact"] * 2)


@pytest.mark.django_db
@pytest.mark.parametrize("offsets", ["code points", "utf-16", "global"])
def test_label_studio_is_placed_by_its_text_however_its_pages_counted(offsets: str) -> None:
    make.tag("forks")
    make.episode("Harbour Talk 7", texts=[ASTRAL])
    words = "So the 🚢 sails again."
    at = ASTRAL.index(words)
    start, end = at, at + len(words)
    if offsets != "code points":
        start, end = (len(ASTRAL[:place].encode("utf-16-le")) // 2 for place in (start, end))
    value: dict[str, Any] = {"start": start, "end": end, "text": words, "labels": ["forks"]}
    if offsets == "global":
        value |= {
            "start": "/p[1]/text()[1]",
            "end": "/p[1]/text()[1]",
            "hypertextlabels": value.pop("labels"),
        }
        value["globalOffsets"] = {"start": start, "end": end}
    result = [{"id": "r1", "from_name": "label", "to_name": "text", "type": "labels", "value": value}]
    result.append({"id": "r1", "type": "textarea", "value": {"text": ["Odd."]}})
    done = {"id": 1, "completed_by": {"email": "ana@example.org"}, "result": result}
    cancelled = {"id": 2, "was_cancelled": True, "result": result}
    task = {"id": 1, "data": {"text": ASTRAL, "title": "Harbour Talk 7"}, "annotations": [done, cancelled]}
    outcome = bring(written([task]), "project-1.json")
    assert placed() == [(words, at, {"forks"})]
    assert len(outcome.left_out) == 1
    assert "Odd." in QuoteVersion.objects.get().note and "ana@example.org" in QuoteVersion.objects.get().note


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"[1, 2]",
        b'{"rows": []}',
        b'{"text": "a"}',
        b"SQLite format 3\x00 and nothing else",
        b"\xff\xfe\x00",
        b"id,document\n1,2\n",
        b'{"type": "Annotation", "target": "https://example.org/"}'[:-1],
    ],
)
def test_what_is_of_no_program_is_told(content: bytes) -> None:
    with pytest.raises(Unreadable):
        formats.read(content, "odd")


def test_a_table_with_a_broken_row_is_told() -> None:
    with pytest.raises(Unreadable, match="four columns"):
        formats.read(b"id,document,tag,content\n1,2\n", "highlights.csv")


SIGNS = st.sampled_from(
    ["a", "B", "é", "e\u0301", "🚢", "𝔅", " ", " ", "\r\n", "\n", ".", "日", "\u2028", "\ufeff"]
)
TEXTS = st.lists(SIGNS, min_size=1, max_size=40).map("".join)
COUNTS = {
    "code points": (counting.code_points, len),
    "utf-16": (counting.utf16, lambda text: len(text.encode("utf-16-le")) // 2),
    "utf-8": (counting.utf8, lambda text: len(text.encode())),
}


@given(text=TEXTS, mark=st.booleans(), data=st.data(), way=st.sampled_from(sorted(COUNTS)))
def test_every_place_leads_to_the_same_words(text: str, mark: bool, data: st.DataObject, way: str) -> None:
    raw = "\ufeff" + text if mark else text
    width, counted = COUNTS[way]
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    places, clean = counting.Places(raw, width), counting.clean(raw)
    words = clean[places(counted(raw[:start])) : places(counted(raw[:end]))]
    expected = raw[start:end]
    if start == 0:
        expected = expected.removeprefix("\ufeff")
    if start and raw[start - 1 : start + 1] == "\r\n" and expected:
        expected = expected[1:]  # the two signs are one here, and it was begun before
    assert words == expected.replace("\r\n", "\n").replace("\r", "\n")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    lines=st.lists(
        st.text("ab 🚢é", min_size=3, max_size=20).map(str.strip).filter(bool), min_size=1, max_size=5
    ),
    data=st.data(),
)
def test_words_are_placed_only_where_they_stand_and_never_on_their_like(lines: list[str], data: Any) -> None:
    """Whatever is said about a passage, a place that is taken has its very words and surroundings."""
    offsets, length = [], 0
    for line in lines:
        offsets.append(length)
        length += len(line) + 1
    turns = [Turn(offset, line, None) for offset, line in zip(offsets, lines, strict=True)]
    text = "\n".join(lines)
    turn = data.draw(st.sampled_from(turns))
    start = data.draw(st.integers(0, len(turn.text) - 1))
    end = data.draw(st.integers(start + 1, len(turn.text)))
    exact = turn.text[start:end]
    if not exact.strip():
        return
    row = {"text": text.replace("\n", "\r\n"), "label": [[0, 0, "x"]]}
    before = text[: turn.offset + start].replace("\n", "\r\n")
    row["label"] = [[len(before), len(before) + len(exact), "x"]]
    file: ResearchFile = formats.read(written([row], lines=True), "a.jsonl")
    (passage,) = file.passages
    (place,) = Placer(file.documents[passage.document], turns).place_all([passage])
    blank = len(exact) - len(exact.lstrip())
    assert place.how is How.EXACT
    assert (place.start, text[place.start : place.end]) == (turn.offset + start + blank, exact.strip())


@pytest.mark.parametrize(
    "content",
    [
        b'[{"data": {"text": "We left."}, "annotations": [{"result": 5}]}]',
        b'{"total": 1, "rows": [{"uri": "x", "target": [{"selector": 5}], "tags": 5}]}',
        b'{"text": "We left.", "label": [[0, 2, "a\\u0000b"]]}\n',
        b'{"text": "We left.", "label": [[0, 2, "\\ud800"]]}\n',
        b"x" * 200_000,
    ],
)
def test_what_is_not_as_it_must_be_is_refused_with_a_reason(content: bytes) -> None:
    with pytest.raises(Unreadable):
        formats.read(content, "odd.json")


def test_a_topic_that_is_here_and_not_in_use_stays_as_it_is(db: None) -> None:
    tag = make.tag("pricing")
    topics.set_status(tag, status="deprecated", reason="Too wide.", by=make.chief())
    before = Tag.objects.filter(pk=tag.pk).values().get()
    make.episode()
    line = {"text": make.WORDS, "label": [[0, 10, tag.label]]}
    done = bring(
        written([line], lines=True), "marked.jsonl", Episode.objects.get(), by=make.chief(), missing=True
    )
    assert Tag.objects.filter(pk=tag.pk).values().get() == before
    assert done.fates[0].unknown == [tag.label]


def test_a_code_is_the_topic_of_that_name_and_no_other_that_is_spelt_alike(db: None) -> None:
    make.tag("c")
    assert researchin.topic(Code("C++")) is None
