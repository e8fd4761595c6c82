"""Comments of colleagues on quotes and passages: said, answered, resolved, and kept on their words."""

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from annotations import anchoring
from annotations.models import CERTAIN, Comment, Quote
from annotations.selectors import colleagues
from annotations.services import notices, texts
from annotations.workflow import Refusal
from transcripts.models import Episode, Revision, Turn
from transcripts.permissions import is_staff_member
from transcripts.services import records

MENTION = re.compile(r"(?<![\w@.+-])@([\w@.+-]+)")
ONLY_STAFF = "Only those who work here can comment. Ask an administrator for a role."
ONLY_AUTHOR = "Only {author} can {verb} this comment."
ANSWERED = "Somebody has answered this comment, so it stays. Resolve it instead."
ANSWER = "An answer is settled with the comment it answers. Resolve that one."
BLANK = "Say something first."
OUTSIDE = "These words lie in no single turn of this text. Select words of one turn."
ELSEWHERE = "That is part of another episode. Load the episode again."
MOVED = "The text was corrected"
OPEN_AGAIN = "Somebody has answered"
SETTLED = ("resolved_at", "resolved_by")
TAKEN = "Somebody else has written a comment of this name. Load the episode again."


@transaction.atomic
def add(
    episode: Episode,
    *,
    text: str,
    quote: Quote | None = None,
    revision: Revision | None = None,
    start: int = 0,
    end: int = 0,
    answers: Comment | None = None,
    public_id: UUID | None = None,
    by: Any,
) -> Comment:
    """Say something about a quote, or about the words from `start` to `end` of a text (code points), or in
    answer to somebody; an answer to what was resolved opens it again.

    Sent twice with one `public_id` by the same person it is said once. A passage of a text that has been
    replaced meanwhile goes to the current one where that is certain, else it stays where it was said.
    """
    check_can_comment(by)
    texts.hold(episode.pk)
    said = Comment.objects.filter(public_id=public_id).first() if public_id else None
    if said is not None:
        return said_before(said, by=by)
    comment = Comment(episode=episode, text=worded(text), created_by=by)
    comment.public_id = public_id or comment.public_id
    if answers is not None:
        comment.answers = thread_of(answers, episode, by=by)
    elif quote is not None:
        check_belongs(quote.episode_id, episode)
        comment.quote = quote
    else:
        put_on_words(comment, revision, start, end)
    store(comment, mentions=colleagues.named(mentioned(comment.text)), by=by)
    notices.of_comment(comment)
    return comment


@transaction.atomic
def reword(comment: Comment, *, text: str, reason: str = "", by: Any) -> Comment:
    """Say it otherwise; its author may. Said in the same words, nothing changes."""
    stored = own(comment, verb="reword", by=by)
    if stored.text == worded(text):
        return stored
    stored.text, stored.changed_at = worded(text), timezone.now()
    mentions = colleagues.named(mentioned(stored.text))
    store(stored, mentions=mentions, only=("text", "changed_at"), reason=reason, by=by)
    notices.of_comment(stored)
    return stored


@transaction.atomic
def resolve(comment: Comment, *, by: Any) -> Comment:
    """Say that it is done, answers and all."""
    return settle(comment, resolved=True, by=by)


@transaction.atomic
def reopen(comment: Comment, *, by: Any) -> Comment:
    """Say that it is not done after all."""
    return settle(comment, resolved=False, by=by)


@transaction.atomic
def remove(comment: Comment, *, by: Any) -> None:
    """Take back what one said oneself, while nobody has answered it."""
    stored = own(comment, verb="remove", by=by)
    if stored.replies.exists():
        raise Refusal("answered", ANSWERED)
    records.remove(stored, by=by)


@transaction.atomic
def move_comments(*, revision: Revision, by: Any, **kwargs: Any) -> int:
    """Move comments on passages to a text that has just become current; how many it was certain for.

    The others stay where they were said. Receives transcripts.signals.text_adopted, within its transaction.
    """
    texts.hold(revision.episode_id)
    said = Comment.objects.filter(episode=revision.episode_id, revision__kind=revision.kind)
    found = list(said.exclude(revision=revision).order_by("revision", "start", "pk"))
    if not found:
        return 0
    known = texts.read({revision.pk, *(comment.revision_id for comment in found if comment.revision_id)})
    moved = []
    for source, members in groupby(found, key=lambda comment: comment.revision_id or 0):
        group = list(members)
        anchors = [anchoring.Anchor(c.start or 0, c.end or 0, c.exact, None) for c in group]
        places = anchoring.move(
            anchors, words_alone(known[source].turns), words_alone(known[revision.pk].turns)
        )
        for comment, placed in zip(group, places, strict=True):
            if placed.standing in CERTAIN:
                comment.revision, comment.start, comment.end = revision, placed.start, placed.end
                moved.append(comment)
    Comment.objects.bulk_update(moved, ["revision", "start", "end"], batch_size=500)
    records.tell_links(moved, by=by, reason=MOVED)
    return len(moved)


def words_alone(turns: Iterable[anchoring.Turn]) -> list[anchoring.Turn]:
    """Turns whoever speaks them: a comment is about words, most of all where the speaker was wrong."""
    return [replace(turn, speaker=None, is_sponsor=False) for turn in turns]


def check_can_comment(user: Any) -> None:
    """Raise PermissionDenied unless they work here."""
    if not is_staff_member(user):
        raise PermissionDenied(ONLY_STAFF)


def said_before(comment: Comment, *, by: Any) -> Comment:
    """The comment that was sent a second time."""
    if comment.created_by_id != by.pk:
        raise Refusal("id", TAKEN)
    return comment


def worded(text: str) -> str:
    """What is said, without blanks around it; raises Refusal where that is nothing."""
    stripped = text.strip()
    if not stripped:
        raise Refusal("blank", BLANK)
    return stripped


def mentioned(text: str) -> set[str]:
    """The user names that a text may mention; a full stop or dash at the end may belong to the sentence."""
    found = set(MENTION.findall(text))
    return found | {name.rstrip(".-+@") for name in found}


def thread_of(comment: Comment, episode: Episode, *, by: Any) -> Comment:
    """The comment that a talk began with, open again."""
    check_belongs(comment.episode_id, episode)
    first = Comment.objects.get(pk=comment.answers_id or comment.pk)
    if first.resolved_at:
        first.resolved_at = first.resolved_by = None
        store(first, only=SETTLED, reason=OPEN_AGAIN, by=by)
    return first


def check_belongs(episode_id: int, episode: Episode) -> None:
    """Raise Refusal unless a thing is of this episode."""
    if episode_id != episode.pk:
        raise Refusal("episode", ELSEWHERE)


def put_on_words(comment: Comment, revision: Revision | None, start: int, end: int) -> None:
    """Place a comment on words of one turn: in the current text where it is certain which they are there."""
    turn = turn_around(revision, start, end)
    check_belongs(turn.revision.episode_id, comment.episode)
    comment.exact = turn.text[start - turn.offset : end - turn.offset]
    with suppress(Refusal):  # else it stays where it was said
        turn, start, end = texts.carried(turn, start, end)
    comment.revision, comment.start, comment.end = turn.revision, start, end


def turn_around(revision: Revision | None, start: int, end: int) -> Turn:
    """The turn that has all these words."""
    turns = revision.turns.filter(offset__lte=start).order_by("-offset") if revision else Turn.objects.none()
    turn = turns.first()
    if revision is None or turn is None or not start < end <= turn.end_offset:
        raise Refusal("one-turn", OUTSIDE)
    turn.revision = revision
    return turn


def own(comment: Comment, *, verb: str, by: Any) -> Comment:
    """The comment as stored, held; raises PermissionDenied where somebody else said it."""
    check_can_comment(by)
    stored = held(comment)
    if stored.created_by_id != by.pk:
        raise PermissionDenied(ONLY_AUTHOR.format(author=stored.created_by.get_username(), verb=verb))
    return stored


def held(comment: Comment) -> Comment:
    """The comment as stored, held with its episode until this transaction ends."""
    texts.hold(comment.episode_id)
    return Comment.objects.select_for_update().get(pk=comment.pk)


def settle(comment: Comment, *, resolved: bool, by: Any) -> Comment:
    """Resolve or reopen; what is so already stays as it is, with who did it."""
    check_can_comment(by)
    stored = held(comment)
    if stored.answers_id:
        raise Refusal("answer", ANSWER)
    if bool(stored.resolved_at) != resolved:
        stored.resolved_at = timezone.now() if resolved else None
        stored.resolved_by = by if resolved else None
        store(stored, only=SETTLED, by=by)
    return stored


def store(
    comment: Comment,
    *,
    mentions: Iterable[Any] | None = None,
    only: Sequence[str] | None = None,
    reason: str = "",
    by: Any,
) -> None:
    """Write a comment, whom it mentions, and its history."""
    links = {} if mentions is None else {"mentions": list(mentions)}
    records.store(comment, links=records.changed_links(comment, links), only=only, by=by, reason=reason)
