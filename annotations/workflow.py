"""The editorial workflow as one table: states, roles, and who moves what from where to where. Pure.

`docs/editors.md` draws it; a test compares.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from transcripts.roles import Role


class State(StrEnum):
    """Where a version of a quote, or a claim, stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


class Action(StrEnum):
    """What a person does to move something on."""

    SUBMIT = "submit"
    RETURN = "return"
    APPROVE = "approve"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    RETRACT = "retract"
    DISCARD = "discard"
    RESTORE = "restore"
    CONFIRM = "confirm"
    SELECT = "select"
    ABANDON = "abandon"


# Someone can still change these; there is at most one of them beside what is published.
OPEN = frozenset({State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED, State.APPROVED})
# The words may be changed in place only here; elsewhere a change makes a new draft.
EDITABLE = frozenset({State.DRAFT, State.CHANGES_REQUESTED})
# These are moved along when the text of their episode changes; what is over stays where it stood.
LIVE = OPEN | {State.PUBLISHED}
# These are with the reviewers.
AWAITED = frozenset({State.IN_REVIEW, State.APPROVED})

CERTAIN = "Its place is certain, so there is nothing to {action}. Look at it again."


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed move. `by_other`: not by any of its authors (four eyes). `note`: it must say why.
    `uncertain`: only where a changed text left its place uncertain, as annotations.services.anchors does."""

    action: Action
    sources: frozenset[State]
    target: State
    role: Role
    by_other: bool = False
    note: bool = False
    uncertain: bool = False


TRANSITIONS = (
    Transition(
        Action.SUBMIT, frozenset({State.DRAFT, State.CHANGES_REQUESTED}), State.IN_REVIEW, Role.EDITOR
    ),
    Transition(Action.RETRACT, frozenset({State.IN_REVIEW}), State.DRAFT, Role.EDITOR),
    Transition(Action.RETURN, AWAITED, State.CHANGES_REQUESTED, Role.REVIEWER, by_other=True, note=True),
    Transition(Action.APPROVE, frozenset({State.IN_REVIEW}), State.APPROVED, Role.REVIEWER, by_other=True),
    Transition(Action.PUBLISH, frozenset({State.APPROVED}), State.PUBLISHED, Role.REVIEWER),
    Transition(Action.WITHDRAW, frozenset({State.PUBLISHED}), State.WITHDRAWN, Role.REVIEWER, note=True),
    Transition(
        Action.DISCARD, frozenset({State.DRAFT, State.CHANGES_REQUESTED}), State.DISCARDED, Role.EDITOR
    ),
    Transition(Action.RESTORE, frozenset({State.DISCARDED}), State.DRAFT, Role.EDITOR),
    Transition(Action.CONFIRM, AWAITED, State.IN_REVIEW, Role.EDITOR, uncertain=True),
    Transition(Action.SELECT, AWAITED, State.IN_REVIEW, Role.EDITOR, uncertain=True),
    Transition(Action.ABANDON, AWAITED, State.DISCARDED, Role.EDITOR, note=True, uncertain=True),
)
BY_ACTION = {transition.action: transition for transition in TRANSITIONS}


class Refusal(Exception):
    """A move that is not allowed: the message says why and what to do, `rule` names it for programs."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


def check(
    action: Action, *, state: State, roles: Collection[Role], own: bool, note: str, uncertain: bool = False
) -> Transition:
    """The transition that `action` makes from `state`, or a Refusal that says why it is not allowed.

    `own` is whether the person who acts drafted or changed the object; `uncertain`, whether its place in the
    current text is.
    """
    transition = BY_ACTION[action]
    if transition.role not in roles:
        raise Refusal("role", f"Only {transition.role}s can {action} this. Ask one of them.")
    if state not in transition.sources:
        wanted = " or ".join(sorted(source.replace("_", " ") for source in transition.sources))
        raise Refusal("state", f"It is {state.replace('_', ' ')}; to {action} it, it must be {wanted}.")
    if transition.by_other and own:
        raise Refusal(
            "four-eyes", f"Nobody can {action} what they wrote or changed themselves. Ask another reviewer."
        )
    if transition.uncertain and not uncertain:
        raise Refusal("certain", CERTAIN.format(action=action))
    if transition.note and not note.strip():
        raise Refusal("note", f"Say why in a note: to {action} needs a reason.")
    return transition


def actions_from(state: State, *, roles: Collection[Role], own: bool) -> list[Action]:
    """What a person may do next, in the table's order; what an uncertain place asks for is not among it."""
    return [
        transition.action
        for transition in TRANSITIONS
        if state in transition.sources
        and transition.role in roles
        and not (transition.by_other and own)
        and not transition.uncertain
    ]


def as_markdown() -> str:
    """The table as docs/editors.md shows it."""
    rows = ["| from | action | to | who | conditions |", "| --- | --- | --- | --- | --- |"]
    for move in TRANSITIONS:
        sources = ", ".join(state.replace("_", " ") for state in State if state in move.sources)
        named = (
            (move.by_other, "not its authors"),
            (move.note, "with a note"),
            (move.uncertain, "where its place is uncertain"),
        )
        conditions = [text for holds, text in named if holds]
        target = move.target.replace("_", " ")
        rows.append(f"| {sources} | {move.action} | {target} | {move.role} | {', '.join(conditions)} |")
    return "\n".join(rows)
