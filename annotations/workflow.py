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
    NEEDS_EVIDENCE = "needs_evidence"
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
    SPIKE = "spike"


# Someone can still change these; there is at most one of them beside what is published.
OPEN = frozenset(
    {State.DRAFT, State.IN_REVIEW, State.CHANGES_REQUESTED, State.NEEDS_EVIDENCE, State.APPROVED}
)
# The words may be changed in place only here; elsewhere a change makes a new draft.
EDITABLE = frozenset({State.DRAFT, State.CHANGES_REQUESTED, State.NEEDS_EVIDENCE})
# These are moved along when the text of their episode changes; what is over stays where it stood.
LIVE = OPEN | {State.PUBLISHED}
# These are with the reviewers.
IN_REVIEW = frozenset({State.IN_REVIEW})
AWAITED = IN_REVIEW | {State.APPROVED}

ONLY = "Only {who} can {action} this. Ask one of them."
FOUR_EYES = "Nobody can {action} what they wrote or changed themselves. {remedy}"
OTHER_REVIEWER = "Ask another reviewer."
EXCEPTION = "Ask another reviewer, or make an exception and say why; everybody will see it."
NO_EXCEPTION = "Only an administrator can make an exception of four eyes, and to approve only."
NEEDLESS = "You did not write or change it, so it needs no exception: {action} it as usual."
EXPLAIN = "Say why nobody else can approve it: an exception of four eyes needs an explanation, which stays."
CERTAIN = "Its place is certain, so there is nothing to {action}. Look at it again."


@dataclass(frozen=True, slots=True)
class Transition:
    """One allowed move. `author`: the role that is enough for what one wrote oneself. `by_other`: not by any
    of its authors (four eyes). `override`: who may make an exception of that. `note`: it must say why.
    `uncertain`: only where a changed text left its place uncertain, as annotations.services.anchors does.
    """

    action: Action
    sources: frozenset[State]
    target: State
    role: Role
    author: Role | None = None
    by_other: bool = False
    override: Role | None = None
    note: bool = False
    uncertain: bool = False


TRANSITIONS = (
    Transition(Action.SUBMIT, EDITABLE, State.IN_REVIEW, Role.EDITOR, author=Role.CONTRIBUTOR),
    Transition(Action.RETRACT, IN_REVIEW, State.DRAFT, Role.EDITOR, author=Role.CONTRIBUTOR),
    Transition(Action.RETURN, AWAITED, State.CHANGES_REQUESTED, Role.REVIEWER, by_other=True, note=True),
    Transition(
        *(Action.APPROVE, IN_REVIEW, State.APPROVED, Role.REVIEWER),
        by_other=True,
        override=Role.ADMINISTRATOR,
    ),
    Transition(Action.PUBLISH, frozenset({State.APPROVED}), State.PUBLISHED, Role.REVIEWER),
    Transition(Action.WITHDRAW, frozenset({State.PUBLISHED}), State.WITHDRAWN, Role.REVIEWER, note=True),
    Transition(Action.DISCARD, EDITABLE, State.DISCARDED, Role.EDITOR, author=Role.CONTRIBUTOR),
    Transition(
        *(Action.RESTORE, frozenset({State.DISCARDED}), State.DRAFT, Role.EDITOR), author=Role.CONTRIBUTOR
    ),
    Transition(
        *(Action.CONFIRM, AWAITED, State.IN_REVIEW, Role.EDITOR), author=Role.CONTRIBUTOR, uncertain=True
    ),
    Transition(
        *(Action.SELECT, AWAITED, State.IN_REVIEW, Role.EDITOR), author=Role.CONTRIBUTOR, uncertain=True
    ),
    Transition(
        *(Action.ABANDON, AWAITED, State.DISCARDED, Role.EDITOR),
        author=Role.CONTRIBUTOR,
        note=True,
        uncertain=True,
    ),
    Transition(Action.SPIKE, AWAITED, State.DISCARDED, Role.CHIEF_EDITOR, note=True),
)
# What another person does with what somebody tied to a published claim.
ACCEPT, DECLINE = "accept", "decline"
BY_ACTION = {transition.action: transition for transition in TRANSITIONS}


class Refusal(Exception):
    """A move that is not allowed: the message says why and what to do, `rule` names it for programs."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


def check(
    action: Action,
    *,
    state: State,
    roles: Collection[Role],
    own: bool,
    note: str,
    uncertain: bool = False,
    override: bool = False,
) -> Transition:
    """The transition that `action` makes from `state`, or a Refusal that says why it is not allowed.

    `own` is whether the person who acts drafted or changed the object; `uncertain`, whether its place in the
    current text is; `override`, whether they ask for an exception of four eyes, which `note` explains.
    """
    transition = BY_ACTION[action]
    if not is_for(transition, roles, own=own):
        raise Refusal("role", ONLY.format(who=who(transition), action=action))
    if state not in transition.sources:
        wanted = " or ".join(sorted(source.replace("_", " ") for source in transition.sources))
        raise Refusal("state", f"It is {state.replace('_', ' ')}; to {action} it, it must be {wanted}.")
    if override:
        check_override(transition, roles=roles, own=own, note=note)
    elif transition.by_other and own:
        remedy = EXCEPTION if transition.override in roles else OTHER_REVIEWER
        raise Refusal("four-eyes", FOUR_EYES.format(action=action, remedy=remedy))
    if transition.uncertain and not uncertain:
        raise Refusal("certain", CERTAIN.format(action=action))
    if transition.note and not note.strip():
        raise Refusal("note", f"Say why in a note: to {action} needs a reason.")
    return transition


def check_override(transition: Transition, *, roles: Collection[Role], own: bool, note: str) -> None:
    """Raise Refusal unless this person may make an exception of four eyes here, needs one, and says why."""
    if transition.override is None or transition.override not in roles:
        raise Refusal("four-eyes", NO_EXCEPTION.format(action=transition.action))
    if not own:
        raise Refusal("override", NEEDLESS.format(action=transition.action))
    if not note.strip():
        raise Refusal("note", EXPLAIN)


def is_for(transition: Transition, roles: Collection[Role], *, own: bool) -> bool:
    """Whether these roles make the move; for what one wrote oneself less may be enough."""
    return transition.role in roles or (own and transition.author is not None and transition.author in roles)


def actions_from(state: State, *, roles: Collection[Role], own: bool) -> list[Action]:
    """What a person may do next, in the table's order; what an uncertain place asks for is not among it."""
    return [
        transition.action
        for transition in TRANSITIONS
        if state in transition.sources
        and is_for(transition, roles, own=own)
        and not (transition.by_other and own)
        and not transition.uncertain
    ]


def overrides_from(state: State, *, roles: Collection[Role], own: bool) -> list[Action]:
    """What a person may do next as an exception of four eyes only, saying why."""
    return [
        transition.action
        for transition in TRANSITIONS
        if own and transition.by_other and state in transition.sources and transition.override in roles
    ]


def who(transition: Transition) -> str:
    """Whose move it is, for people."""
    author = f", {transition.author}s of what they wrote" if transition.author else ""
    return f"{transition.role}s{author}"


def conditions(move: Transition) -> list[str]:
    """What a move asks for, for people."""
    exception = f" ({move.override}s may, saying why)" if move.override else ""
    named = (
        (move.by_other, f"not its authors{exception}"),
        (move.note, "with a note"),
        (move.uncertain, "where its place is uncertain"),
    )
    return [text for holds, text in named if holds]


def as_markdown() -> str:
    """The table as docs/editors.md shows it."""
    rows = ["| from | action | to | who | conditions |", "| --- | --- | --- | --- | --- |"]
    for move in TRANSITIONS:
        sources = ", ".join(state.replace("_", " ") for state in State if state in move.sources)
        target = move.target.replace("_", " ")
        rows.append(f"| {sources} | {move.action} | {target} | {who(move)} | {', '.join(conditions(move))} |")
    return "\n".join(rows)


def as_diagram() -> str:
    """The same as a Mermaid state diagram; moves along the same way share an arrow."""
    arrows: dict[tuple[State, State], list[str]] = {}
    for move in TRANSITIONS:
        for source in State:
            if source in move.sources:
                arrows.setdefault((source, move.target), []).append(move.action)
    arrows[State.PUBLISHED, State.SUPERSEDED] = ["a newer version is published"]
    arrows[State.PUBLISHED, State.NEEDS_EVIDENCE] = ["a claim loses its last published evidence"]
    lines = [f"    {source} --> {target}: {', '.join(names)}" for (source, target), names in arrows.items()]
    ends = [state for state in State if not any(state == source for source, _ in arrows)]
    return "\n".join(
        [
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {State.DRAFT}",
            *lines,
            *(f"    {state} --> [*]" for state in ends),
            "```",
        ]
    )
