"""A REFI-QDA project goes out by the standard's own schema, opens in a reader that is not ours, and comes
home into an empty osbiz as the same graph."""

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from lxml import etree
from pyrefiqda import RefiProject

from annotations.models import Claim, Quote, QuoteVersion, Tag
from annotations.research import counting, formats, placing, qdpx, qdpxout
from annotations.research.passages import ResearchFile
from annotations.selectors import researchout
from annotations.selectors.researchclaims import PUBLIC
from annotations.services import claims, research
from annotations.tests import factories as make
from annotations.tests.research import building
from annotations.workflow import State
from transcripts.models import Company, Episode, Podcast, Visibility

SCHEMA = Path(__file__).with_name("Project.xsd")
ASTRAL = "We call it the 𝔅ridge 🚢 internally. Nobody else does, e\u0301ver. Then we changed the licence."


def outgoing(*, public: bool = True) -> bytes:
    """What there is, as a project."""
    versions = QuoteVersion.objects.published() if public else QuoteVersion.objects.all()
    seen_by = PUBLIC if public else make.chief()
    return qdpxout.write(researchout.project(versions, name="Quotes", seen_by=seen_by))


def read(content: bytes) -> ResearchFile:
    return qdpx.read(content, "quotes.qdpx")


def bring(content: bytes, **values: Any) -> research.Outcome:
    values.setdefault("by", make.editor())
    return research.bring(research.Bringing(read(content), "quotes.qdpx", **values))


def graph() -> set[tuple[Any, ...]]:
    """The published quotes with all that they are tied to, whatever their keys are here."""
    return {
        (
            str(version.quote.public_id),
            version.exact,
            version.start,
            version.end,
            version.prefix,
            version.suffix,
            version.speaker and version.speaker.name,
            version.quote.episode.title,
            version.quote.episode.podcast.title,
            tuple(sorted(version.tags.values_list("label", "definition", "parent__label"))),
            tuple(sorted(version.companies.values_list("name", flat=True))),
            tuple(sorted(version.guests.values_list("name", flat=True))),
            version.start_ms,
        )
        for version in QuoteVersion.objects.published()
    }


def everything() -> tuple[Any, ...]:
    """The graph, with claims and with what editors put into quotes."""
    return graph(), building.said(), building.emended_words()


@pytest.fixture
def public(db: None) -> None:
    world()


@pytest.fixture
def elsewhere(db: None) -> tuple[bytes, tuple[Any, ...]]:
    """The project of an osbiz that is not this one, and its graph; this one has nothing."""
    with transaction.atomic():
        world()
        building.claims_of_it()
        found = outgoing(), everything()
        transaction.set_rollback(True)
    assert not Episode.objects.exists() and not Tag.objects.exists() and not Company.objects.exists()
    return found


def world() -> None:
    """Two episodes whose transcripts everybody may read, with five published quotes."""
    where = make.podcast(rights=Visibility.TRANSCRIPT)
    first = make.episode(podcast=where, visibility=Visibility.TRANSCRIPT)
    other = make.podcast("Core Memory", rights=Visibility.TRANSCRIPT)
    second = make.episode(
        "Harbour: ships & <signs>",
        texts=[ASTRAL, "So. Nobody else does. So.", "So. It hurt."],
        speaker=make.guest("Bo Lindqvist"),
        podcast=other,
        visibility=Visibility.TRANSCRIPT,
    )
    wide = make.tag("licensing")
    narrow = make.tag("licensing-change", wide)
    make.published(turn=make.turn(first), tags=[narrow], companies=[make.company("Tallowmere")])
    make.published("Two contributors left us", turn=make.turn(first), tags=[make.tag("forks")])
    make.published("𝔅ridge 🚢 internally.", turn=make.turn(second), tags=[wide, narrow])
    make.published("changed the licence", turn=make.turn(second), guests=[make.guest()])
    make.published("So.", turn=make.turn(second, 2))


def validated(content: bytes) -> etree._Element:
    """The project's XML, held against the schema that its publishers give away."""
    root = etree.fromstring(building.member(content, qdpx.PROJECT))
    etree.XMLSchema(etree.parse(SCHEMA)).assertValid(root)
    return root


@pytest.mark.usefixtures("public")
def test_a_project_is_valid_and_opens_in_a_reader_that_is_not_ours(tmp_path: Path) -> None:
    content = outgoing()
    validated(content)
    path = tmp_path / "quotes.qdpx"
    path.write_bytes(content)
    project = RefiProject.load(path, extract_dir=str(tmp_path / "out"))
    assert project.code_book and project.sources and project.users
    labels: dict[str, str] = {}

    def walk(codes: Any) -> None:
        for code in codes:
            labels[code.guid] = code.name
            walk(code.code)

    walk(project.code_book.codes.code)
    found = set()
    for source in project.sources.text_source:
        where = RefiProject.resolve_source_path(source.plain_text_path, tmp_path / "out")
        text = where.read_bytes().decode()
        for one in source.plain_text_selection:
            topics = tuple(sorted(labels[coding.code_ref.target_guid] for coding in one.coding))
            found.add((one.guid, text[one.start_position : one.end_position], topics))
    assert found == {
        (str(version.quote.public_id), version.exact, tuple(sorted(t.label for t in version.tags.all())))
        for version in QuoteVersion.objects.published()
    }


def test_brought_into_an_empty_osbiz_it_is_the_same_graph(elsewhere: Any) -> None:
    content, before = elsewhere
    validated(content)
    assert [len(part) for part in before] == [5, 2, 1]
    outcome = bring(content, missing=True, by=make.chief())
    assert [fate.how for fate in outcome.fates] == ["exact"] * 5
    assert set(QuoteVersion.objects.values_list("state", flat=True)) == {State.DRAFT}
    assert not QuoteVersion.objects.published().exists()
    Podcast.objects.update(rights=Visibility.TRANSCRIPT)
    Episode.objects.update(visibility=Visibility.TRANSCRIPT)
    for version in QuoteVersion.objects.order_by("pk"):
        building.publish(version, by=make.chief())
    assert not Claim.objects.published().exists()
    building.publish_claims(by=make.chief())
    assert everything() == before
    assert building.without_moments(outgoing()) == building.without_moments(content)


@pytest.mark.django_db
def test_words_marked_twice_in_a_file_are_one_draft() -> None:
    content = building.project(make.WORDS, [(0, 32, ""), (33, 63, ""), (0, 32, "")], [])
    outcome = bring(content, episode=make.episode())
    assert [fate.how for fate in outcome.fates] == ["exact", "exact", "there"]
    assert outcome.fates[0].quote == outcome.fates[2].quote is not None


@pytest.mark.usefixtures("public")
def test_brought_in_where_it_is_there_it_changes_nothing() -> None:
    content, before = outgoing(), Quote.objects.count()
    outcome = bring(content)
    assert {fate.how for fate in outcome.fates} == {"there"}
    assert Quote.objects.count() == before


def test_what_is_shown_is_what_is_done_and_leaves_nothing(elsewhere: Any) -> None:
    content, _ = elsewhere
    shown = research.look(research.Bringing(read(content), "q", missing=True, by=make.chief()))
    assert not Quote.objects.exists() and not Episode.objects.exists() and not Tag.objects.exists()
    assert not Claim.objects.exists()
    done = research.bring(research.Bringing(read(content), "q", missing=True, by=make.chief()))
    assert shown.sign == done.sign
    assert shown.made == done.made


def test_without_what_is_missing_nothing_is_made_and_each_passage_says_why(elsewhere: Any) -> None:
    content, _ = elsewhere
    outcome = bring(content)
    assert {fate.why for fate in outcome.fates} == {research.NO_DOCUMENT}
    assert not Quote.objects.exists()


@pytest.mark.django_db
def test_of_a_transcript_that_is_not_public_a_public_project_has_the_quotes_alone() -> None:
    where = make.episode(texts=["A secret of ours. " + "Much was said. " * 6 + make.WORDS * 3 + " A secret."])
    words = "Revenue doubled within a year. Two contributors left us over it.We changed"
    make.published(words, turn=make.turn(where), note="For colleagues alone.")
    make.draft("A secret of ours.", turn=make.turn(where))
    content = outgoing()
    with ZipFile(building.opened(content)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist()).decode()
    assert words in everything
    for hidden in ("secret", "colleagues", "ed<", '"ed"'):
        assert hidden not in everything
    whole = outgoing(public=False)
    validated(whole)
    assert "A secret of ours. Much" in building.member(whole, f"sources/{source_id(whole)}.txt").decode()
    assert "For colleagues alone." in building.member(whole, qdpx.PROJECT).decode()


def source_id(content: bytes) -> str:
    """The id of the one source."""
    (source,) = validated(content).iter("{*}TextSource")
    return str(source.get("guid"))


@pytest.mark.django_db
def test_of_claims_a_public_project_has_the_published_with_what_they_were_accepted_on() -> None:
    world()
    building.claims_of_it()
    quote = QuoteVersion.objects.published().filter(quote__evidence=None).order_by("pk")[0]
    make.claim(quote, "A secret claim.")
    published = Claim.objects.get(statement="Forks rarely live.")
    claims.add_evidence(published, quote=quote.quote, stance="updates", by=make.editor())
    told = (
        building.member(outgoing(), qdpx.GRAPH).decode() + building.member(outgoing(), qdpx.PROJECT).decode()
    )
    assert "Forks rarely live." in told and 'name="disputes"' in told
    assert "secret" not in told and "updates" not in told
    whole = outgoing(public=False)
    validated(whole)
    project = building.member(whole, qdpx.PROJECT).decode()
    assert "A secret claim." in project and 'name="updates"' in project


def test_a_claim_that_is_none_is_refused_with_a_reason_and_the_quotes_come(elsewhere: Any) -> None:
    content, _ = elsewhere
    broken = (
        building.member(content, qdpx.GRAPH).replace(b"13000000", b"many").replace(b"disputes", b"doubts")
    )
    outcome = bring(building.with_member(content, qdpx.GRAPH, broken), missing=True, by=make.chief())
    assert [fate.how for fate in outcome.fates] == ["exact"] * 5
    assert [claim.how for claim in outcome.claims] == ["refused"] * 2
    assert "low: “many”" in outcome.claims[0].why + outcome.claims[1].why
    assert not Claim.objects.exists()
    for odd in (
        b"[]",
        b'{"claims": [{"id": 5}]}',
        b'{"claims": 5}',
        b'{"emendations": {"x": 1}, "claims": ["a"]}',
    ):
        with pytest.raises(qdpx.Unreadable, match="Export it anew"):
            formats.read(building.with_member(content, qdpx.GRAPH, odd), "quotes.qdpx")


@pytest.mark.django_db
def test_only_editors_bring_files_in() -> None:
    make.published()
    content = outgoing(public=False)
    with pytest.raises(PermissionDenied):
        bring(content, by=make.reviewer())
    with pytest.raises(PermissionDenied):
        bring(content, by=make.person("nobody"))
    assert User.objects.filter(username="nobody").exists()


@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("counts", ["standard", "no mark", "ends as one", "utf-16"])
@pytest.mark.django_db
def test_a_project_of_another_program_is_placed_however_it_counts(mark: bool, ends: str, counts: str) -> None:
    make.episode(texts=[ASTRAL, "Another turn of some length, to tell it apart."])
    raw = ("\ufeff" if mark else "") + f"BO{ends}{ends}{ASTRAL}{ends}{ends}Another turn of some length.{ends}"
    spans = [(raw.index(words), words) for words in ("𝔅ridge 🚢 internally.", "changed the licence")]

    def counted(place: int) -> int:
        text = raw[:place]
        if counts == "no mark":
            text = text.removeprefix("\ufeff")
        if counts == "ends as one":
            text = text.replace("\r\n", "\n")
        return len(text.encode("utf-16-le")) // 2 if counts == "utf-16" else len(text)

    content = building.project(
        raw, [(counted(start), counted(start + len(words)), words) for start, words in spans], ["forks"]
    )
    validated(content)
    make.tag("forks")
    outcome = bring(content, episode=Episode.objects.get())
    assert [(fate.passage.exact, fate.how) for fate in outcome.fates] == [(w, "words") for _, w in spans]
    found = QuoteVersion.objects.order_by("start")
    assert [(version.exact, version.tags.get().slug) for version in found] == [(w, "forks") for _, w in spans]
    assert "marked by Ana" in found[0].note


@pytest.mark.django_db
def test_a_code_is_the_topic_of_its_name_or_synonym_and_an_unknown_one_is_told() -> None:
    make.episode()
    topic = make.tag("licensing-change")
    topic.synonyms.create(text="Re-licensing", folded="re licensing")
    content = building.project(make.WORDS, [(0, 32, "We changed")], ["re-licensing", "Harbours"])
    outcome = bring(content, episode=Episode.objects.get())
    (fate,) = outcome.fates
    assert (fate.topics, fate.unknown) == ([topic.label], ["Harbours"])
    assert QuoteVersion.objects.get().exact == "We changed the licence in March."


@pytest.mark.django_db
def test_words_that_stand_twice_are_placed_by_what_stands_around_them_or_not_at_all() -> None:
    episode = make.episode(texts=["It hurt. We went on.", "Nobody paid. It hurt. We stopped.", "It hurt."])
    text = "Somebody typed it anew: nobody paid. It hurt. We stopped.\n\nIt hurt. We stopped.\n\nIt hurt."
    starts = [index for index in range(len(text)) if text.startswith("It hurt.", index)]
    content = building.project(text, [(start, start + 8, "It hurt.") for start in starts], [])
    outcome = bring(content, episode=episode)
    assert [fate.how for fate in outcome.fates][:1] == ["words"]
    assert {fate.why for fate in outcome.fates[2:]} == {placing.WHY["several"]}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", building.zipped({"other.txt": b"x"})])
def test_what_is_no_project_is_told(content: bytes) -> None:
    with pytest.raises(qdpx.Unreadable, match="Export the project anew"):
        read(content)


def test_a_project_with_entities_is_refused() -> None:
    evil = b'<!DOCTYPE a [<!ENTITY b "c">]><Project xmlns="urn:QDA-XML:project:1.0" name="&b;"/>'
    with pytest.raises(qdpx.Unreadable, match="no XML"):
        read(building.zipped({"project.qde": evil}))


def test_places_inside_a_sign_are_behind_it() -> None:
    places = counting.Places("a🚢b", counting.utf16)
    assert [places(n) for n in range(6)] == [0, 1, 2, 2, 3, 3]


def test_a_project_that_unpacks_to_far_more_than_a_project_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = building.project(make.WORDS, [(0, 32, "We")], [])
    monkeypatch.setattr(qdpx, "MOST_BYTES", 400)
    with pytest.raises(qdpx.Unreadable, match="unpacks to more"):
        read(content)
