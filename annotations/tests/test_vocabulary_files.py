"""A vocabulary goes out as a file and comes back as it was; nothing changes before somebody has looked."""

import json
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from annotations import vocabularies
from annotations.models import Tag
from annotations.services import vocabulary
from annotations.tests import factories as make
from annotations.vocabularies import Entry

pytestmark = pytest.mark.django_db
HEAD = "slug,label,parent,definition,belongs,does_not_belong,synonyms\n"


@pytest.fixture
def editor() -> User:
    return make.editor()


def imported(text: str, by: User) -> int:
    return vocabulary.apply(vocabulary.plan(vocabularies.read(text.encode())), by=by)


def faults(text: str) -> list[tuple[int, str]]:
    found = vocabulary.plan(vocabularies.read(text.encode())).faults
    return [(fault.line, fault.message) for fault in found]


@pytest.mark.parametrize("write", [vocabularies.as_csv, vocabularies.as_json])
def test_what_is_exported_comes_back_the_same(write: object, editor: User) -> None:
    call_command("load_vocabulary", stdout=StringIO())
    before = vocabulary.export()
    text = write(before)  # type: ignore[operator]
    planned = vocabulary.plan(vocabularies.read(text.encode()))
    assert planned.is_empty and not planned.faults and len(planned.unchanged) == len(before)
    Tag.objects.update(parent=None)
    Tag.objects.all().delete()
    assert imported(text, editor) == len(before)
    assert vocabulary.export() == before


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
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
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
    path.write_text(HEAD + "a,A,,About.,,,one\n", encoding="utf-8")
    call_command("import_vocabulary", path, by="ed", dry_run=True, stdout=StringIO())
    assert not Tag.objects.exists()
    call_command("import_vocabulary", path, by="ed", stdout=StringIO())
    told = StringIO()
    call_command("export_vocabulary", kind="csv", stdout=told)
    assert told.getvalue().replace("\r\n", "\n") == path.read_text(encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_vocabulary", path, by="nobody", stdout=StringIO())
