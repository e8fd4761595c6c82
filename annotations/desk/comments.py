"""What the desk says of comments: each talk with its answers, and where in the current text it belongs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotations.models import Comment, QuoteVersion
from annotations.neighbours import Neighbour, nearest
from annotations.selectors import colleagues, comments
from annotations.workflow import State
from transcripts.models import Episode, Revision, Turn


@dataclass(frozen=True, slots=True)
class Words:
    """The words a talk is about, and where in which text they stood when last seen for certain."""

    revision: Revision
    start: int
    end: int
    exact: str


def comments_of(episode: Episode, user: Any) -> list[dict[str, Any]]:
    """Every talk of an episode in the order in which they began, as this person sees it."""
    related = ("created_by", "resolved_by", "quote", "revision")
    said = comments.visible_to(user).filter(episode=episode, answers=None).select_related(*related)
    found = list(said.prefetch_related("mentions", "replies__created_by", "replies__mentions"))
    gone = gone_quotes(found)
    words = {comment.pk: about for comment in found if (about := words_of(comment, gone))}
    near = places(episode, words) if words else {}
    return [talk(comment, user, words.get(comment.pk), near.get(comment.pk)) for comment in found]


def gone_quotes(comments: list[Comment]) -> dict[int, QuoteVersion]:
    """The last versions of quotes that the desk shows no more, by quote: what was said of them stays."""
    about = {comment.quote_id for comment in comments if comment.quote_id}
    ended = [State.DISCARDED, State.WITHDRAWN]
    versions = QuoteVersion.objects.newest().filter(quote__in=about, state__in=ended)
    return {version.quote_id: version for version in versions.select_related("revision")} if about else {}


def words_of(comment: Comment, gone: Mapping[int, QuoteVersion]) -> Words | None:
    """The words a talk is about; None for a quote the desk shows, which knows them itself."""
    if comment.revision and comment.start is not None and comment.end is not None:
        return Words(comment.revision, comment.start, comment.end, comment.exact)
    version = gone.get(comment.quote_id or 0)
    return Words(version.revision, version.start, version.end, version.exact) if version else None


def places(episode: Episode, words: Mapping[int, Words]) -> dict[int, dict[str, Any]]:
    """The turn of the current text of the kind to show each at: its own, or for words that are gone the
    nearest. Nothing for a kind of text the episode has no more."""
    current = {r.kind: r for r in episode.revisions.filter(is_current=True)}
    read = {about.revision.pk for about in words.values()} | {r.pk for r in current.values()}
    turns: dict[int, list[Neighbour]] = {pk: [] for pk in read}
    rows = Turn.objects.filter(revision__in=read).order_by("revision", "position")
    for revision, offset, text in rows.values_list("revision_id", "offset", "text"):
        turns[revision].append(Neighbour(offset, text))
    found = {}
    for key, about in words.items():
        here = current.get(about.revision.kind)
        if here and turns[here.pk]:
            position = nearest(turns[about.revision.pk], about.start, turns[here.pk])
            found[key] = {"revision": str(here.public_id), "turn": position}
    return found


def talk(
    comment: Comment, user: Any, words: Words | None = None, near: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A comment on something with its answers; offsets are code points in the text of `revision`."""
    return {
        **remark(comment, user),
        "quote": str(comment.quote.public_id) if comment.quote else None,
        "is_gone": bool(comment.quote and words),
        "revision": str(words.revision.public_id) if words else None,
        "start": words.start if words else None,
        "end": words.end if words else None,
        "exact": words.exact if words else "",
        "near": near,
        "is_moved_on": bool(words and near and near["revision"] != str(words.revision.public_id)),
        "resolved_by": comment.resolved_by and colleagues.name_of(comment.resolved_by),
        "resolved_at": comment.resolved_at and comment.resolved_at.isoformat(),
        "replies": [remark(reply, user) for reply in comment.replies.all()],
    }


def remark(comment: Comment, user: Any) -> dict[str, Any]:
    """What one person said."""
    return {
        "id": str(comment.public_id),
        "text": comment.text,
        "by": comment.created_by.get_username(),
        "name": colleagues.name_of(comment.created_by),
        "at": comment.created_at.isoformat(),
        "changed_at": comment.changed_at and comment.changed_at.isoformat(),
        "mentions": [person.get_username() for person in comment.mentions.all()],
        "mine": comment.created_by_id == user.pk,
        "to_me": user.pk in [person.pk for person in comment.mentions.all()],
    }
