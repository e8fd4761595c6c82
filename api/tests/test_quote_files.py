"""Quotes as files for programs for research: what the filters choose, and nothing that is not public."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.test import Client
from lxml import etree

from annotations.models import QuoteVersion
from annotations.tests import factories as make
from annotations.tests.research.test_qdpx import SCHEMA, source_id
from api.tests import world
from api.v1 import quotefiles
from transcripts.models import Episode

pytestmark = pytest.mark.django_db


def project(**parameters: str) -> bytes:
    answer = world.get("quotes/project.qdpx", **parameters)
    assert answer.status_code == 200, answer.content
    return bytes(answer.content)


def words_in(content: bytes) -> set[str]:
    """The passages of a project, read from its sources."""
    found = set()
    with ZipFile(BytesIO(content)) as archive:
        root = etree.fromstring(archive.read("project.qde"))
        etree.XMLSchema(etree.parse(SCHEMA)).assertValid(root)
        for source in root.iter("{*}TextSource"):
            text = archive.read(f"sources/{source.get('guid')}.txt").decode()
            for one in source.iter("{*}PlainTextSelection"):
                found.add(text[int(one.get("startPosition", "")) : int(one.get("endPosition", ""))])
    return found


def test_a_project_has_what_the_filters_choose() -> None:
    world.build()
    assert words_in(project()) == world.words()
    assert words_in(project(tag="pricing", speaker="ines-carvalho")) == world.words(
        tag="pricing", speaker="ines-carvalho"
    )
    assert len(words_in(project(tag="pricing"))) == 2


def test_no_draft_no_hidden_episode_and_no_hidden_person_is_in_it() -> None:
    world.build()
    make.draft(
        "Two contributors left us over it.", turn=make.turn(Episode.objects.get(title="Closing the source"))
    )
    hidden = make.episode("Behind closed doors", texts=["Nobody is to know of Zed."])
    make.published("Nobody is to know of Zed.", turn=make.turn(hidden))
    Episode.objects.filter(pk=hidden.pk).update(visibility=0)
    content = project()
    with ZipFile(BytesIO(content)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert "Zed" not in everything and "closed doors" not in everything
    assert len(words_in(content)) == QuoteVersion.objects.published().count() == 4


def test_the_same_project_is_the_same_bytes_and_304() -> None:
    world.build()
    first = world.get("quotes/project.qdpx")
    assert first.headers["Content-Type"] == "application/vnd.refi-qda.project+zip"
    again = Client().get("/api/v1/quotes/project.qdpx", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_an_unknown_filter_and_too_many_quotes_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    world.build()
    assert world.get("quotes/project.qdpx", topic="pricing").status_code == 400
    monkeypatch.setattr(quotefiles, "MOST", 3)
    answer = world.get("quotes/project.qdpx")
    assert (answer.status_code, "Narrow them" in answer.content.decode()) == (400, True)


def test_a_whole_transcript_is_in_it_where_everybody_may_read_it() -> None:
    world.build()
    assert "transcripts/" not in "".join(ZipFile(BytesIO(project())).namelist())
    Episode.objects.update(visibility=2)
    for episode in Episode.objects.all():
        episode.podcast.rights = 2
        episode.podcast.save()
    content = project(tag="licensing", speaker="bo-lindqvist")
    with ZipFile(BytesIO(content)) as archive:
        assert f"transcripts/{source_id(content)}.json" in archive.namelist()
        assert "Nobody paid for support." in archive.read(f"sources/{source_id(content)}.txt").decode()
