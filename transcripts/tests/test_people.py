"""Make a company or a person in place, with a warning where one like it is there."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError

from transcripts.models import Company, Guest
from transcripts.services import people
from transcripts.services.people import Alike

pytestmark = pytest.mark.django_db


@pytest.fixture
def ed() -> User:
    user = User.objects.create_user("ed", is_staff=True)
    user.groups.add(Group.objects.get(name="editor"))
    return user


def names(alike: Any) -> list[str]:
    return [one.thing.name for one in alike.value.found]


def test_what_is_made_is_found_by_its_name_and_has_its_history(ed: User) -> None:
    company = people.make_company(name="  Quarrystone   Data ", by=ed)
    guest = people.make_guest(name="Ines Carvalho", by=ed)
    assert (company.name, company.slug) == ("Quarrystone Data", "quarrystone-data")
    assert [name.text for name in (*company.names.all(), *guest.names.all())] == [company.name, guest.name]
    assert company.history.get().history_user == guest.history.get().history_user == ed


def test_a_company_like_one_that_is_there_is_made_only_when_asked_again(ed: User) -> None:
    there = people.make_company(name="HashiCorp", by=ed)
    there.names.create(text="Terraform Makers")
    for name in ("Hashi Corp", "Terraform Makers Inc."):
        with pytest.raises(Alike, match="or make this one all the same") as alike:
            people.make_company(name=name, by=ed)
        assert names(alike) == ["HashiCorp"]
    assert alike.value.found[0].text == "Terraform Makers"
    assert people.make_company(name="Hashi Corp", anyway=True, by=ed) != there


def test_the_very_same_name_stays_one_company_s(ed: User) -> None:
    people.make_company(name="HashiCorp", by=ed)
    with pytest.raises(Alike, match="one company’s") as alike:
        people.make_company(name="hashicorp", anyway=True, by=ed)
    assert alike.value.is_taken
    assert Company.objects.count() == 1


def test_two_people_may_share_a_name_when_asked_again(ed: User) -> None:
    people.make_guest(name="Ines Carvalho", by=ed)
    with pytest.raises(Alike) as alike:
        people.make_guest(name="Carvalho, Ines", by=ed)
    assert names(alike) == ["Ines Carvalho"]
    people.make_guest(name="Ines Carvalho", anyway=True, by=ed)
    assert list(Guest.objects.values_list("slug", flat=True)) == ["ines-carvalho", "ines-carvalho-2"]


def test_the_likest_come_first(ed: User) -> None:
    for name in ("Quarrystone Data", "Quarrystone"):
        people.make_company(name=name, anyway=True, by=ed)
    with pytest.raises(Alike) as alike:
        people.make_company(name="Quarry Stone", by=ed)
    assert names(alike)[0] == "Quarrystone"


def test_asked_twice_under_one_public_id_it_is_made_once(ed: User) -> None:
    name = uuid4()
    assert people.make_guest(name="Bo", public_id=name, by=ed) == people.make_guest(
        name="Bo", public_id=name, by=ed
    )
    assert people.make_company(name="Bo", public_id=name, by=ed).public_id == name


@pytest.mark.parametrize("name", ["", " … ", "x" * 201])
def test_what_is_no_name_is_refused(ed: User, name: str) -> None:
    for make in (people.make_guest, people.make_company):
        with pytest.raises(ValidationError):
            make(name=name, by=ed)


def test_only_editors_make_them() -> None:
    rae = User.objects.create_user("rae", is_staff=True)
    rae.groups.add(Group.objects.get(name="reviewer"))
    for make in (people.make_guest, people.make_company):
        with pytest.raises(PermissionDenied):
            make(name="Bo", by=rae)
