"""Who is at a desk and who holds it: told, never enforced."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from annotations.models import Lease, Presence
from annotations.services import presence, quotes
from annotations.services.presence import GONE_AFTER, LEASE, Here
from annotations.tests import factories as make
from transcripts.models import Episode

pytestmark = pytest.mark.django_db
A_WHILE = timedelta(seconds=15)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Let time pass."""
    shift = [timezone.now()]
    monkeypatch.setattr("annotations.services.presence.timezone.now", lambda: shift[0])

    def pass_(by: timedelta) -> None:
        shift[0] += by

    return pass_


def beat(by: User, *, working: bool = False, place: int | None = 0) -> Here:
    episode = Episode.objects.first() or make.episode()
    return presence.beat(episode, place=place, working=working, by=by)


def holder(here: Here) -> str | None:
    return here.lease.holder.username if here.lease else None


def test_one_sees_the_others_and_where_they_are_until_they_are_gone(later: Any) -> None:
    ed, rae = make.editor(), make.reviewer()
    assert beat(ed, place=3).others == []
    (found,) = beat(rae).others
    assert (found.user, found.place) == (ed, 3)
    later(GONE_AFTER)
    assert beat(rae).others == []
    (found,) = beat(ed).others
    assert found.user == rae
    presence.leave(Episode.objects.get(), by=rae)
    assert beat(ed).others == []


def test_whoever_comes_back_is_here_since_then(later: Any) -> None:
    ed, rae = make.editor(), make.reviewer()
    beat(ed)
    first = Presence.objects.get().since
    later(A_WHILE)
    beat(ed)
    assert Presence.objects.get().since == first
    later(2 * GONE_AFTER)
    beat(ed)
    assert beat(rae).others[0].since > first


def test_the_lease_is_the_first_worker_s_and_lasts_by_work_alone(later: Any) -> None:
    ed, rae = make.editor(), make.reviewer()
    assert holder(beat(rae)) is None
    assert holder(beat(ed, working=True)) == "ed"
    assert holder(beat(rae, working=True)) == "ed"
    until = Lease.objects.get().until
    later(A_WHILE)
    beat(ed)
    assert Lease.objects.get().until == until
    beat(ed, working=True)
    assert Lease.objects.get().until == until + A_WHILE


def test_a_lease_that_ran_out_is_free(later: Any) -> None:
    ed, rae = make.editor(), make.reviewer()
    beat(ed, working=True)
    for _ in range(LEASE // A_WHILE):
        later(A_WHILE)
        beat(ed)
    assert holder(beat(rae)) is None
    assert holder(beat(rae, working=True)) == "rae"
    assert holder(beat(ed, working=True)) == "rae"


def test_a_holder_who_left_or_is_heard_of_no_more_holds_nothing(later: Any) -> None:
    ed, rae = make.editor(), make.reviewer()
    beat(ed, working=True)
    presence.leave(Episode.objects.get(), by=ed)
    assert holder(beat(rae, working=True)) == "rae"
    later(GONE_AFTER)
    assert holder(beat(ed)) is None
    assert holder(beat(ed, working=True)) == "ed"


def test_nothing_is_refused_for_want_of_a_lease(later: Any) -> None:
    ed, bo = make.editor(), make.person("bo", "editor")
    version = make.draft()
    beat(bo, working=True)
    assert quotes.change(version.quote, note="Held by Bo.", by=ed).note == "Held by Bo."
    later(2 * LEASE)
    assert quotes.change(version.quote, note="Ran out.", by=bo).note == "Ran out."


def test_what_says_nothing_any_more_is_swept_away(later: Any) -> None:
    beat(make.editor(), working=True)
    later(GONE_AFTER)
    beat(make.reviewer())
    assert presence.sweep() == 1
    later(LEASE)
    assert presence.sweep() == 2
    assert not Presence.objects.exists()
    assert not Lease.objects.exists()


def test_only_those_who_work_here_are_seen() -> None:
    with pytest.raises(PermissionDenied):
        beat(User.objects.create_user("out", is_staff=True))
