"""The lines under a thing (names, owners, synonyms, matching points) stand in its history with their values:
told, compared, given back."""

import re
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.urls import reverse

from annotations import vocabularies
from annotations.models import Tag, TagSynonym
from annotations.selectors import identities as plans
from annotations.services import identities, topics, vocabulary
from annotations.tests import factories as make
from annotations.tests.test_linked_histories import keys, page, plain, told
from transcripts.models import AudioFile, Company, CompanyName, CompanyOwner, Guest, SyncPoint
from transcripts.services import people, records
from transcripts.services.records import history_of

pytestmark = pytest.mark.django_db
WHY = "They are one."


def texts(thing: Any, name: str = "names") -> list[list[str]]:
    """What its history says it was called, the oldest state first."""
    return [[line["text"] for line in state] for state in told(thing, name)]


def owned(company: Company, owner: Company) -> CompanyOwner:
    """A line that says so, with its note in the history, as the form of a company writes it."""
    line = CompanyOwner(company=company, owner=owner, since="2012-01-01")
    records.save(line, by=make.editor())
    records.note(company, by=make.editor(), reason="Owners: added")
    return line


def lines(thing: Model, name: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """What a form sends of a thing and one kind of its lines."""
    html = make.signed_in(make.editor()).get(page(thing, "change")).content.decode()
    prefixes = re.findall(r'name="([\w-]+)-TOTAL_FORMS"', html)
    values = {f"{prefix}-{one}": "0" for prefix in prefixes for one in ("TOTAL_FORMS", "INITIAL_FORMS")}
    values[f"{name}-TOTAL_FORMS"] = str(len(rows))
    values[f"{name}-INITIAL_FORMS"] = str(sum("id" in row for row in rows))
    for number, row in enumerate(rows):
        values |= {f"{name}-{number}-{column}": value for column, value in row.items()}
    return values


def restored(thing: Any, record: Any) -> str:
    """What the page says after a state was given back."""
    newest = history_of(type(thing)).filter(id=thing.pk).latest("history_id")
    client = make.signed_in(make.editor())
    restore = page(thing, "simple_history", record.history_id)
    return plain(client.post(restore, {"seen": newest.history_id, "why": "It was right"}, follow=True))


def states(thing: Any) -> list[Any]:
    return list(history_of(type(thing)).filter(id=thing.pk).order_by("history_id"))


def test_a_former_name_that_gets_another_day_is_told_with_both_days_and_given_back() -> None:
    company = make.company("Anaconda")
    people.add_names(company, ["Continuum Analytics"], by=make.editor())
    own, former = company.names.get(text="Anaconda"), company.names.get(text="Continuum Analytics")
    rows = (
        {"id": own.pk, "company": company.pk, "text": own.text},
        {"id": former.pk, "company": company.pk, "text": former.text, "until": "2017-06-28"},
    )
    client = make.signed_in(make.editor())
    sent = {
        "name": "Anaconda",
        "slug": company.slug,
        "why": "It was renamed",
        **lines(company, "names", *rows),
    }
    assert client.post(page(company, "change"), sent).status_code == 302
    before, newest = states(company)[-2:]
    assert newest.linked["names"][1] == {
        "text": "Continuum Analytics",
        "since": None,
        "until": "2017-06-28",
    }
    assert re.search(
        r"Names .*Continuum Analytics .*inserted: \s*\(until 28 June 2017\)",
        plain(client.get(page(company, "history"))),
    )
    look = plain(client.get(page(company, "simple_history", before.history_id)))
    assert re.search(r"deleted: \s*\(until 28 June 2017\)", look), look
    assert "Restored as it was on" in restored(company, before)
    assert CompanyName.objects.get(pk=former.pk).until is None  # the very same line
    assert texts(company)[-1] == ["Anaconda", "Continuum Analytics"]
    newest = states(company)[-1]
    assert str(newest.history_user) == "ed" and newest.history_change_reason.endswith("It was right")


def test_names_that_were_taken_away_and_added_are_given_back() -> None:
    guest = make.guest("Ines Carvalho")
    assert texts(guest) == [["Ines Carvalho"]]  # its first state knows its name
    people.add_names(guest, ["I. Carvalho"], by=make.editor())
    with_both = states(guest)[-1]
    records.remove(guest.names.get(text="I. Carvalho"), by=make.editor())
    records.note(guest, by=make.editor(), reason="Names: took away I. Carvalho")
    people.add_names(guest, ["Inez Carvalho"], by=make.editor())
    assert "Restored as it was on" in restored(guest, with_both)
    assert sorted(guest.names.values_list("text", flat=True)) == ["I. Carvalho", "Ines Carvalho"]


def test_a_name_that_is_another_company_s_by_now_is_not_given_back() -> None:
    company = make.company("Quarrystone")
    people.add_names(company, ["Tidewater"], by=make.editor())
    had = states(company)[-1]
    records.remove(company.names.get(text="Tidewater"), by=make.editor())
    records.note(company, by=make.editor(), reason="")
    make.company("Tidewater")
    assert "Another company goes by one of these names" in restored(company, had)
    assert [name.text for name in company.names.all()] == ["Quarrystone"]


def test_owners_are_told_by_name_with_their_days_and_given_back_but_those_that_are_gone() -> None:
    company, first, second = (make.company(name) for name in ("Quarrystone", "Tidewater", "Fernhill"))
    owned(company, first)
    owned(company, second)
    both = states(company)[-1]
    shown = plain(make.signed_in(make.editor()).get(page(company, "history")))
    assert "inserted: Tidewater (since 1 January 2012)" in shown, shown
    CompanyOwner.objects.all().delete()
    records.note(company, by=make.editor(), reason="")
    second.names.all().delete()
    second.delete()
    look = plain(make.signed_in(make.editor()).get(page(company, "simple_history", both.history_id)))
    assert "something that is not there any more" in look
    assert "Restored as it was on" in restored(company, both)
    assert [line.owner for line in company.owners.all()] == [first]


def test_points_of_an_audio_file_are_told_as_clocks_and_given_back() -> None:
    audio = AudioFile(episode=make.episode(), name="Uncut", url="https://a.example/1.mp3", duration_ms=90_000)
    records.save(audio, by=make.editor())
    began = states(audio)[-1]
    records.save(SyncPoint(audio=audio, transcript_ms=61_500, audio_ms=90_000), by=make.editor())
    records.note(audio, by=make.editor(), reason="Matching points: added")
    shown = plain(make.signed_in(make.editor()).get(page(audio, "history")))
    assert re.search(r"Points .*1:01.5 \(in the audio 1:30\)", shown), shown
    had = states(audio)[-1]
    assert "Restored as it was on" in restored(audio, began)
    assert not audio.points.exists()
    assert "Restored as it was on" in restored(audio, had)
    assert audio.points.get().audio_ms == 90_000


def test_a_file_that_gives_a_topic_its_first_synonyms_is_told_in_its_history() -> None:
    tag = make.tag("forks")
    head = "slug,label,parent,definition,belongs,does_not_belong,synonyms"
    file = f"{head}\n{tag.slug},{tag.label},,{tag.definition},,,hard forks\n"
    vocabulary.apply(vocabulary.plan(vocabularies.read(file.encode())), by=make.chief())
    assert texts(tag, "synonyms")[-1] == ["hard forks"]
    newest = states(tag)[-1]
    assert (newest.history_change_reason, str(newest.history_user)) == ("Synonyms: added hard forks", "chi")


def test_merging_topics_and_undoing_it_stand_in_their_histories() -> None:
    tag, into = make.tag("forks"), make.tag("trust")
    TagSynonym.objects.create(tag=tag, text="hard forks")
    records.note(tag, by=make.editor(), reason="Synonyms: added hard forks")
    change = topics.merge(tag, into=into, reason=WHY, by=make.chief())
    assert texts(tag, "synonyms")[-1] == []
    assert texts(into, "synonyms")[-1] == ["Forks", "hard forks"]
    topics.undo(change, reason="No.", by=make.chief())
    assert texts(Tag.objects.get(slug="forks"), "synonyms")[-1] == ["hard forks"]
    assert texts(into, "synonyms")[-1] == []


@pytest.mark.parametrize("build", [make.company, make.guest], ids=["companies", "people"])
def test_merging_and_undoing_it_stand_in_the_histories_of_both(build: Any) -> None:
    kept, other = build("Quarrystone"), build("Tidewater")
    seen = plans.merging(kept, other).sign
    change = identities.merge(kept, other, seen=seen, reason=WHY, by=make.administrator())
    assert (texts(kept)[-1], texts(other)[-1]) == (["Quarrystone", "Tidewater"], [])
    identities.undo(change, reason="No.", by=make.administrator())
    assert (texts(kept)[-1], texts(other)[-1]) == (["Quarrystone"], ["Tidewater"])


def test_a_split_and_undoing_it_stand_in_the_histories_of_both() -> None:
    guest = make.guest("Ines Carvalho")
    people.add_names(guest, ["Iris Carvalho"], by=make.editor())
    chosen = {"names": keys(guest.names.get(text="Iris Carvalho"))}
    seen = plans.splitting(guest, name="Iris C.", chosen=chosen).sign
    change = identities.split(
        guest, name="Iris C.", chosen=chosen, seen=seen, reason="Two", by=make.administrator()
    )
    assert texts(guest)[-1] == ["Ines Carvalho"]
    assert texts(change.other)[-1] == ["Iris C.", "Iris Carvalho"]
    identities.undo(change, reason="No.", by=make.administrator())
    assert texts(guest)[-1] == ["Ines Carvalho", "Iris Carvalho"]
    assert "split" in states(guest)[-1].history_change_reason.lower()


def test_a_company_whose_owner_was_merged_says_whose_it_is_now() -> None:
    company, kept, other = (make.company(name) for name in ("Quarrystone", "Tidewater", "Fernhill"))
    owned(company, other)
    seen = plans.merging(kept, other).sign
    change = identities.merge(kept, other, seen=seen, reason=WHY, by=make.administrator())
    newest = states(company)[-1]
    assert [line["owner_id"] for line in newest.linked["owners"]] == [kept.pk]
    assert "Fernhill" in newest.history_change_reason and str(newest.history_user) == "adi"
    identities.undo(change, reason="No.", by=make.administrator())
    assert [line["owner_id"] for line in states(company)[-1].linked["owners"]] == [other.pk]


def test_whoever_may_not_change_a_thing_gives_it_no_lines_back() -> None:
    guest = make.guest("Ines Carvalho")
    began = states(guest)[-1]
    people.add_names(guest, ["I. Carvalho"], by=make.editor())
    client = make.signed_in(make.reviewer())
    address = reverse("admin:transcripts_guest_simple_history", args=[guest.pk, began.history_id])
    assert client.post(address, {"seen": states(guest)[-1].history_id}).status_code == 403
    assert Guest.objects.get(pk=guest.pk).names.count() == 2


def test_where_no_history_kept_lines_yet_the_newest_entries_begin_with_what_is() -> None:
    tag, company = make.tag("forks"), make.company("Quarrystone")
    TagSynonym.objects.create(tag=tag, text="hard forks")
    owned(company, make.company("Tidewater"))
    wanted = states(company)[-1].linked
    for thing in (tag, company):
        history_of(type(thing)).all().update(linked=None)
    for app in ("transcripts", "annotations"):
        numbered = "0028" if app == "transcripts" else "0038"
        import_module(f"{app}.migrations.{numbered}_lines_in_histories").say_what_is(apps, None)
    assert (states(company)[-1].linked, states(company)[0].linked) == (wanted, None)
    assert texts(tag, "synonyms") == [["hard forks"]]
