"""People, companies and podcasts in the admin: written with their history, by editors, deleted by nobody."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from transcripts.models import Company, Guest, Podcast
from transcripts.services import people, records

pytestmark = pytest.mark.django_db


@pytest.fixture
def ed() -> User:
    user = User.objects.create_user("ed", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    return user


@pytest.fixture
def editor(client: Client, ed: User) -> Client:
    client.force_login(ed, backend="osbiz.accounts.Accounts")
    return client


def named(name: str, *others: str, rows: list[Any] = ()) -> dict[str, Any]:  # type: ignore[assignment]
    """A filled-in form of a person or company."""
    form = {"name": name, "slug": name.lower().replace(" ", "-"), "about": "", "website": ""}
    form |= {"names-TOTAL_FORMS": str(len(rows) + len(others)), "names-INITIAL_FORMS": str(len(rows))}
    for number, row in enumerate(rows):
        form |= {f"names-{number}-id": str(row.pk), f"names-{number}-text": row.text}
    for number, other in enumerate(others, start=len(rows)):
        form[f"names-{number}-text"] = other
    return form


def test_a_person_is_made_with_a_history_and_found_by_every_name(editor: Client, ed: User) -> None:
    editor.post(reverse("admin:transcripts_guest_add"), named("Ines Carvalho", "I. Carvalho"))
    guest = Guest.objects.get()
    assert guest.history.last().history_user == ed
    assert people.find_or_make_guests(["i. carvalho"], by=ed)["i. carvalho"] == guest
    assert people.find_or_make_guests(["Inês Carvalho"], by=ed)["Inês Carvalho"] == guest


def test_a_save_that_changes_nothing_leaves_no_history(editor: Client, ed: User) -> None:
    guest = people.find_or_make_guests(["Ines Carvalho"], by=ed)["Ines Carvalho"]
    before = guest.history.count()
    editor.post(
        reverse("admin:transcripts_guest_change", args=[guest.pk]),
        named("Ines Carvalho", rows=list(guest.names.all())),
    )
    assert guest.history.count() == before


def podcast_form(podcast: Podcast, **values: str) -> dict[str, str]:
    """Its form, filled in as it stands but for these values."""
    names = ("title", "slug", "website", "language", "rights", "licence", "attribution")
    return {name: getattr(podcast, name) for name in names} | values


def test_what_others_changed_since_a_form_was_opened_is_not_taken_back_unseen(
    editor: Client, ed: User
) -> None:
    podcast = Podcast(title="Ledger and Licence", slug="ledger")
    records.save(podcast, by=ed)
    address = reverse("admin:transcripts_podcast_change", args=[podcast.pk])
    opened = re.search(r'name="opened" value="(\d+)"', editor.get(address).content.decode())
    assert opened
    stale = podcast_form(podcast, language="de", opened=opened[1])
    podcast.licence = "CC BY 4.0"
    records.save(podcast, by=User.objects.create_user("bea"))
    page = editor.post(address, stale).content.decode()
    assert "Somebody changed this to “CC BY 4.0”" in page
    podcast.refresh_from_db()
    assert (podcast.licence, podcast.language) == ("CC BY 4.0", "")
    again = re.search(r'name="opened" value="(\d+)"', page)
    assert again and again[1] != opened[1]
    assert editor.post(address, {**stale, "opened": again[1]}).status_code == 302
    podcast.refresh_from_db()
    assert (podcast.licence, podcast.language) == ("", "de")


def test_a_change_elsewhere_in_a_record_holds_no_form_up(editor: Client, ed: User) -> None:
    podcast = Podcast(title="Ledger and Licence", slug="ledger")
    records.save(podcast, by=ed)
    address = reverse("admin:transcripts_podcast_change", args=[podcast.pk])
    opened = str(podcast.history.first().history_id)
    podcast.longest_quote = 60  # which an editor's form only shows
    records.save(podcast, by=User.objects.create_user("bea"))
    records.note(podcast, by=ed, reason="A label was bound")
    assert editor.post(address, podcast_form(podcast, language="de", opened=opened)).status_code == 302
    podcast.refresh_from_db()
    assert (podcast.longest_quote, podcast.language) == (60, "de")


def test_a_name_of_another_company_is_refused_in_its_line(editor: Client, ed: User) -> None:
    people.find_or_make_companies(["Quarrystone"], by=ed)["Quarrystone"]
    response = editor.post(reverse("admin:transcripts_company_add"), named("Slate", "QUARRYSTONE"))
    assert "This is a name of Quarrystone." in response.content.decode()
    assert Company.objects.count() == 1


@pytest.mark.parametrize("kind", ["guest", "company"])
def test_two_names_that_fold_alike_are_one(editor: Client, kind: str) -> None:
    url = reverse(f"admin:transcripts_{kind}_add")
    response = editor.post(url, named("Slate", "Sláte Works", "slate works"))
    assert "This name is here already" in response.content.decode()


@pytest.mark.parametrize("kind", ["guest", "company", "podcast", "episode", "job", "sourcedocument"])
def test_nobody_deletes(editor: Client, ed: User, kind: str) -> None:
    ed.is_superuser = True
    ed.save()
    assert editor.get(f"/admin/transcripts/{kind}/1/delete/").status_code in (302, 403)
    assert "Delete" not in editor.get(f"/admin/transcripts/{kind}/").content.decode()


def test_the_list_takes_no_query_a_row(editor: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        Podcast.objects.create(title=f"Podcast {number}", slug=f"p-{number}")
    with django_assert_max_num_queries(8):
        editor.get(reverse("admin:transcripts_podcast_changelist"))
