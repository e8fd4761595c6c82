"""A vocabulary goes out as a file and comes back as it was; nothing changes before somebody has looked."""

import json
from dataclasses import replace
from io import StringIO

import pytest
from defusedxml.ElementTree import fromstring
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations import vocabularies
from annotations.models import Publication, Tag
from annotations.services import topics, vocabulary
from annotations.tests import factories as make
from annotations.vocabularies import Entry
from annotations.vocabularies.entries import plain

pytestmark = pytest.mark.django_db
HEAD = "slug,label,parent,definition,belongs,does_not_belong,synonyms\n"


@pytest.fixture
def editor() -> User:
    return make.chief()


def imported(text: str, by: User) -> int:
    return vocabulary.apply(vocabulary.plan(vocabularies.read(text.encode())), by=by)


def faults(text: str) -> list[tuple[int, str]]:
    found = vocabulary.plan(vocabularies.read(text.encode())).faults
    return [(fault.line, fault.message) for fault in found]


@pytest.mark.parametrize("kind", vocabularies.KINDS)
def test_what_is_exported_comes_back_the_same(kind: str, editor: User) -> None:
    call_command("load_vocabulary", stdout=StringIO())
    before = vocabulary.export()
    text = vocabularies.KINDS[kind][0](before)
    planned = vocabulary.plan(vocabularies.read(text.encode()))
    assert planned.is_empty and not planned.faults and len(planned.unchanged) == len(before)
    Tag.objects.update(parent=None)
    Tag.objects.all().delete()
    assert imported(text, editor) == len(before)
    assert [sorted_synonyms(entry) for entry in vocabulary.export()] == [
        sorted_synonyms(entry) for entry in before
    ]


def sorted_synonyms(entry: Entry) -> Entry:
    """Files may have them in another order."""
    return replace(entry, synonyms=tuple(sorted(entry.synonyms)), line=0)


# Words as people write them: lines, marks of the formats themselves, other scripts.
WORDS = st.text(
    st.sampled_from("aé Ж\"'<>&|,;:\\#@\n.=中😀-")
    | st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]),
    max_size=40,
).map(plain)
MARKED = st.sampled_from(["Belongs: here", "\\Status: x", "Address: y\nSynonyms: a | b", "Status:"])
SAID = WORDS | MARKED | st.tuples(WORDS, MARKED, WORDS).map(lambda parts: plain("\n".join(parts)))
NAMED = WORDS.filter(lambda text: bool(text) and "\n" not in text and "\ufffe" not in text)


@st.composite
def vocabularies_of_two_levels(draw: st.DrawFn) -> list[Entry]:
    """Some topics, some of them under the first."""
    found: list[Entry] = []
    for number in range(draw(st.integers(1, 4))):
        under = draw(st.booleans()) and number > 0
        words = draw(st.lists(NAMED.filter(lambda text: "|" not in text), max_size=3, unique=True))
        found.append(
            Entry(
                f"topic-{number}",
                draw(NAMED),
                "topic-0" if under else "",
                draw(SAID) or "It.",
                draw(SAID),
                draw(SAID),
                tuple(words),
                draw(st.sampled_from(vocabularies.STATUSES)),
            )
        )
    return found


@given(entries=vocabularies_of_two_levels())
@settings(max_examples=100, deadline=None)
@pytest.mark.parametrize("kind", vocabularies.KINDS)
def test_whatever_is_said_survives_every_kind_of_file(kind: str, entries: list[Entry]) -> None:
    text = vocabularies.KINDS[kind][0](entries)
    for content in (text, text.replace("\r\n", "\n").replace("\n", "\r\n")):
        found = vocabularies.read(content.encode())
        assert not found.faults
        by_slug = {entry.slug: sorted_synonyms(entry) for entry in found.entries}
        assert by_slug == {entry.slug: sorted_synonyms(entry) for entry in entries}


CODEBOOK = """\ufeff<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:{form}" origin="QualCoder 3.5">
 <Codes>
  <Code guid="aa" isCodable="true" name="Licences" color="#ff0000">
   <Code guid="bb" isCodable="true" name="Licence change"><Description>About changes.</Description></Code>
  </Code>
 </Codes>
 <Sets><Set guid="cc" name="Some"><MemberCode guid="bb"/></Set></Sets>
</CodeBook>"""


@pytest.mark.parametrize("form", ["1.0", "1:0"])
def test_a_codebook_of_another_program_is_read(form: str) -> None:
    found = vocabularies.read(CODEBOOK.format(form=form).encode())
    assert [(e.slug, e.label, e.parent, e.definition, e.status) for e in found.entries] == [
        ("licences", "Licences", "", "Licences", ""),
        ("licence-change", "Licence change", "licences", "About changes.", ""),
    ]


THESAURUS = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix : <https://example.org/> .
:open a skos:Concept ; skos:prefLabel "Offene Quelle"@de , "Open source"@en ; skos:narrower :fork .
:fork a skos:Concept ; skos:prefLabel "Fork" ; skos:altLabel "Split"@en ; skos:scopeNote "A copy."@en ;
  <http://www.w3.org/2002/07/owl#deprecated> true .
"""


def test_a_thesaurus_of_another_program_is_read() -> None:
    found = vocabularies.read(THESAURUS.encode())
    assert [(e.slug, e.label, e.parent, e.definition, e.synonyms, e.status) for e in found.entries] == [
        ("open-source", "Open source", "", "Open source", (), ""),
        ("fork", "Fork", "open-source", "A copy.", ("Split",), "deprecated"),
    ]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    "text",
    [
        "@prefix skos: <x",
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> . skos:a skos:b .",
        "<rdf:RDF",
        BOMB + '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&b;</rdf:RDF>',
        BOMB + '<CodeBook xmlns="urn:QDA-XML:codebook:1.0">&b;</CodeBook>',
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"/>',
        '<CodeBook xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="a"/></Codes></CodeBook>',
        "<html><p>No vocabulary</p></html>",
    ],
)
def test_a_file_that_is_broken_or_laid_as_a_trap_is_refused_in_words(text: str) -> None:
    found = vocabularies.read(text.encode())
    assert found.faults and not found.entries


def test_a_codebook_says_what_the_schema_asks_for() -> None:
    make.tag("licensing-change", make.tag("licensing"))
    root = fromstring(vocabularies.as_codebook(vocabulary.export()))
    assert root.tag == "{urn:QDA-XML:codebook:1.0}CodeBook" and root.get("origin") == "osbiz"
    (outer,) = root[0]
    assert outer.get("guid") == str(make.tag("licensing").public_id)
    assert [(code.get("name"), code.get("isCodable")) for code in outer if code.get("name")] == [
        ("Licensing change", "true")
    ]


def test_merged_topics_are_not_exported_and_not_imported_again() -> None:
    topics.merge(make.tag("forks"), into=make.tag("trust"), reason="One thing.", by=make.chief())
    assert [entry.slug for entry in vocabulary.export()] == ["trust"]
    assert any("leads to “trust” now" in message for _, message in faults(HEAD + "forks,F,,It.,,,\n"))


def test_what_chief_editors_change_of_a_topic_only_they_import() -> None:
    make.tag("a")
    assert imported(HEAD + "a,A,,About all a.,,,A word\nb,B,,About.,,,\n", make.editor()) == 2
    assert Tag.objects.get(slug="b").status == "proposed"
    with pytest.raises(PermissionDenied, match="chief editors"):
        imported(HEAD + "a,Another,,About a.,,,\n", make.editor())
    with pytest.raises(PermissionDenied, match="chief editors"):
        imported(HEAD[:-1] + ",status\nb,B,,About.,,,,active\n", make.editor())
    imported(HEAD[:-1] + ",status\nb,B,,About.,,,,active\n", make.chief())
    assert Tag.objects.get(slug="b").status == "active"


def test_a_change_of_what_readers_see_is_in_the_publication_log(editor: User) -> None:
    make.published(tags=[make.tag("a")])
    Publication.objects.all().delete()
    imported(HEAD + "a,A,,About all a.,,,\nb,B,,About b.,,,\n", editor)
    assert [(one.object_type, one.kind) for one in Publication.objects.all()] == [("tag", "updated")]


def test_words_with_commas_quotes_and_lines_survive_a_table() -> None:
    entry = Entry("a", 'A, “b” "c"', "", "One.\nTwo; three", "=1+1", "", ("x y", "z, w"))
    (found,) = vocabularies.read(vocabularies.as_csv([entry]).encode()).entries
    assert found == Entry(*(getattr(entry, name) for name in vocabularies.COLUMNS), line=2)


def test_a_plan_says_what_is_new_changed_field_by_field_and_unchanged(editor: User) -> None:
    imported(HEAD + "a,A,,About a.,,,one|two\nb,B,,About b.,,,\n", editor)
    text = HEAD + "a,A,c,About all a.,,,two|three\nb,B,,About b.,,,\nc,C,,About c.,,,\n"
    planned = vocabulary.plan(vocabularies.read(text.encode()))
    assert [entry.slug for entry in planned.new] == ["c"]
    assert [entry.slug for entry in planned.unchanged] == ["b"]
    (one,) = planned.changed
    assert {change.name: (change.old, change.new) for change in one.changes} == {
        "parent": ("", "c"),
        "definition": ("About a.", "About all a."),
        "synonyms": ("one, two", "three, two"),
    }
    assert vocabulary.apply(planned, by=editor) == 2
    tag = Tag.objects.get(slug="a")
    assert tag.parent == Tag.objects.get(slug="c")
    assert {synonym.text for synonym in tag.synonyms.all()} == {"two", "three"}
    reasons = [record.history_change_reason for record in tag.history.all()]
    assert "Synonyms: added three; took away one" in reasons
    assert {record.history_user for record in tag.history.all()} == {editor}


def test_a_topic_that_is_not_in_the_file_stays_and_labels_may_change_places(editor: User) -> None:
    imported(HEAD + "a,A,,About.,,,\nb,B,,About.,,,\nc,C,,About.,,,\n", editor)
    imported(HEAD + "a,B,,About.,,,\nb,A,,About.,,,\n", editor)
    assert dict(Tag.objects.values_list("slug", "label")) == {"a": "B", "b": "A", "c": "C"}


@pytest.mark.parametrize(
    ("rows", "line", "words"),
    [
        ("a,A,nowhere,About.,,,\n", 2, "parent “nowhere”"),
        ("a,A,b,About.,,,\nb,B,a,About.,,,\n", 2, "its own ancestor"),
        ("a,A,a,About.,,,\n", 2, "its own ancestor"),
        ("a,A,,About.,,,\na,B,,About.,,,\n", 3, "line 2 already"),
        ("a,A,,About.,,,\nb,A,,About.,,,\n", 3, "label of “a” already"),
        ("a,A,,,,,\n", 2, "no definition"),
        ("a b,A,,About.,,,\n", 2, "slug"),
        (",A,,About.,,,\n", 2, "no slug"),
        ("a,A,,About.,,,!!\n", 2, "no letter or digit"),
    ],
)
def test_a_fault_names_its_line_and_nothing_is_stored(rows: str, line: int, words: str, editor: User) -> None:
    found = faults(HEAD + rows)
    assert any(at == line and words in message for at, message in found), found
    with pytest.raises(vocabulary.Faulty):
        imported(HEAD + "new,New,,About.,,,\n" + rows, editor)
    assert not Tag.objects.exists()


@pytest.mark.parametrize(
    "text", ['[{"slug": 1}]', '[{"slug": "a", "colour": "red"}]', "[1]", "{}", "[", "nothing"]
)
def test_a_file_of_another_shape_is_refused_in_words(text: str) -> None:
    assert faults(text)


def test_only_editors_import(editor: User) -> None:
    with pytest.raises(PermissionDenied):
        imported(HEAD + "a,A,,About.,,,\n", make.reviewer())


def test_the_admin_shows_differences_and_stores_only_what_was_seen(client: Client, editor: User) -> None:
    client.force_login(editor, backend="osbiz.accounts.Accounts")
    file = SimpleUploadedFile("v.csv", (HEAD + "a,A,,About.,,,\n").encode())
    page = client.post(reverse("admin:annotations_tag_import"), {"file": file})
    assert page.status_code == 200 and not Tag.objects.exists()
    kept = page.context["kept"].initial
    make.tag("a")
    again = client.post(reverse("admin:annotations_tag_apply"), kept)
    assert again.status_code == 409 and Tag.objects.get().definition == "About a."
    done = client.post(reverse("admin:annotations_tag_apply"), again.context["kept"].initial)
    assert done.status_code == 302 and Tag.objects.get().definition == "About."
    out = client.get(reverse("admin:annotations_tag_export", args=["json"]))
    assert json.loads(out.content)[0]["definition"] == "About."
    assert client.get(reverse("admin:annotations_tag_export", args=["exe"])).status_code == 404


def test_the_commands_do_the_same(tmp_path: object, editor: User) -> None:
    path = tmp_path / "v.csv"  # type: ignore[operator]
    path.write_text(HEAD[:-1] + ",status\na,A,,About.,,,one,active\n", encoding="utf-8")
    call_command("import_vocabulary", path, by="chi", dry_run=True, stdout=StringIO())
    assert not Tag.objects.exists()
    call_command("import_vocabulary", path, by="chi", stdout=StringIO())
    told = StringIO()
    call_command("export_vocabulary", kind="csv", stdout=told)
    assert told.getvalue().replace("\r\n", "\n") == path.read_text(encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_vocabulary", path, by="nobody", stdout=StringIO())
