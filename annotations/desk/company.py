"""Who else is at an episode's desk, and what they changed meanwhile."""

from typing import Any

from annotations.desk import cards
from annotations.models import Lease, Presence
from annotations.selectors import changes, colleagues
from annotations.services.presence import Here
from transcripts.models import Episode


def company(here: Here, user: Any) -> dict[str, Any]:
    """The others and the lease, as this person sees them."""
    return {"people": [person(one) for one in here.others], "lease": here.lease and held(here.lease, user)}


def person(presence: Presence) -> dict[str, Any]:
    """Somebody at the desk, and the position of the turn they stand in."""
    return {
        "user": presence.user.get_username(),
        "name": colleagues.name_of(presence.user),
        "since": presence.since.isoformat(),
        "place": presence.place,
    }


def held(lease: Lease, user: Any) -> dict[str, Any]:
    """Who works here."""
    return {
        "holder": lease.holder.get_username(),
        "name": colleagues.name_of(lease.holder),
        "since": lease.since.isoformat(),
        "until": lease.until.isoformat(),
        "mine": lease.holder_id == user.pk,
    }


def news(episode: Episode, user: Any, *, after: int) -> dict[str, Any]:
    """What is current, and which quotes others touched since the event `after`: what each is now, or null
    where the desk shows it no more."""
    last = changes.last_event()
    touched = changes.quotes_touched(episode, after=after, by_others_than=user)
    return {
        "event": last,
        "revisions": [
            str(name)
            for name in episode.revisions.filter(is_current=True)
            .order_by("-kind")
            .values_list("public_id", flat=True)
        ],
        "quotes": standing(episode, touched, user),
        "talk": changes.talk_mark(episode),
    }


def standing(episode: Episode, touched: set[int], user: Any) -> dict[str, str | None]:
    """What each of these quotes is now, as `cards.seen` names it, by its public id."""
    if not touched:
        return {}
    names = episode.quotes.filter(pk__in=touched).values_list("public_id", flat=True)
    shown = {
        str(version.quote.public_id): cards.seen(version)
        for version in cards.versions_of(episode, user).filter(quote__in=touched)
    }
    return {str(name): shown.get(str(name)) for name in names}
