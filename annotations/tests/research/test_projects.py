"""A project out of many parts: as the parts together, however large."""

import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from pyrefiqda import RefiProject

from annotations.research import projects, qdpx, qdpxout
from annotations.research.passages import Code, Name, Statement
from annotations.research.qdpxout import Case, Project, Selection, Source
from annotations.tests.research.test_qdpx import validated
from annotations.vocabularies import Entry

DAY = datetime(2026, 11, 20, tzinfo=UTC)
TOPIC = UUID(int=7)
LONG = "A sentence of a talk that goes on and on. " * 12_000  # half a megabyte


def part(number: int, text: str = "So it was. 🚢", **values: object) -> Project:
    """A project of one source with one quote, about a company that every part has."""
    quote = Selection(UUID(int=1000 + number), 0, 2, text[:2], [TOPIC], "osbiz", DAY)
    source = Source(UUID(int=2000 + number), f"Talk {number}", text, "", [quote], '{"turns": []}')
    case = Case(UUID(int=1), "company", "Quarrystone", [quote.id])
    claim = Statement(
        str(UUID(int=3)),
        {"statement": "Prices rose."},
        company=Name("company", "Quarrystone", str(case.id)),
        codes=(Code("Pricing", str(TOPIC), "pricing"),),
        evidence=((str(quote.id), "supports"),),
    )
    known = {"codebook": [Entry("pricing", "Pricing", id=str(TOPIC))], "cases": [case], "claims": [claim]}
    return Project(**{"name": "Talks", "sources": [source], **known, **values})  # type: ignore[arg-type]


def kept(folder: Path, *parts: Project) -> list[Path]:
    """The parts, each in its file."""
    paths = [folder / str(number) for number in range(len(parts))]
    for path, one in zip(paths, parts, strict=True):
        with path.open("wb") as file:
            projects.keep(one, file)
    return paths


def put_together(folder: Path, *parts: Project) -> bytes:
    """The file of these parts."""
    whole = folder / "whole.qdpx"
    with projects.joined("Talks", kept(folder, *parts), lambda: None) as project, whole.open("wb") as file:
        qdpxout.pack(project, file)
    return whole.read_bytes()


def test_one_part_is_the_project_itself(tmp_path: Path) -> None:
    assert put_together(tmp_path, part(1)) == qdpxout.write(part(1))


def test_what_goes_through_several_parts_is_one(tmp_path: Path) -> None:
    found = put_together(tmp_path, part(1), part(2), part(3))
    root = validated(found)
    assert len(list(root.iter("{*}Code"))) == len(list(root.iter("{*}Case"))) == 1
    assert len(list(root.iter("{*}SelectionRef"))) == len(list(root.iter("{*}Link"))) == 3
    read = qdpx.read(found, "talks.qdpx")
    assert [claim.evidence for claim in read.statements] == [
        tuple((str(UUID(int=1000 + number)), "supports") for number in (1, 2, 3))
    ]
    assert [passage.exact for passage in read.passages] == ["So"] * 3


def test_a_topic_stands_under_the_wider_one_that_another_part_brought(tmp_path: Path) -> None:
    narrow = Entry("prices", "Prices", "pricing", id=str(UUID(int=8)))
    wide = Entry("pricing", "Pricing", id=str(TOPIC))
    found = put_together(tmp_path, part(1, codebook=[narrow]), part(2, codebook=[wide]))
    (code,) = (one for one in validated(found).iter("{*}Code") if one.get("name") == "Prices")
    above = code.getparent()
    assert above is not None and above.get("name") == "Pricing"


def test_of_nothing_it_is_a_project_all_the_same(tmp_path: Path) -> None:
    empty = Project("Talks", [], [], [])
    assert put_together(tmp_path, empty) == qdpxout.write(empty)
    validated(put_together(tmp_path, empty))


def test_a_reader_that_is_not_ours_opens_it(tmp_path: Path) -> None:
    put_together(tmp_path, part(1), part(2))
    project = RefiProject.load(tmp_path / "whole.qdpx", extract_dir=str(tmp_path / "out"))
    assert len(project.sources.text_source) == 2 and project.cases and project.links


def test_it_tells_at_each_part_and_ends_where_nobody_wants_it_more(tmp_path: Path) -> None:
    told = []

    def tell() -> None:
        told.append(1)
        if len(told) == 4:
            raise InterruptedError

    with projects.joined("Talks", kept(tmp_path, part(1), part(2)), tell) as project:
        assert len(told) == 2
        with pytest.raises(InterruptedError):
            qdpxout.write(project)


def test_however_large_it_is_one_text_is_held_at_a_time(tmp_path: Path) -> None:
    paths = kept(tmp_path, *(part(number, LONG) for number in range(40)))  # 20 MB
    tracemalloc.start()
    with projects.joined("Talks", paths, lambda: None) as project, (tmp_path / "w").open("wb") as file:
        qdpxout.pack(project, file)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 6 * len(LONG)
