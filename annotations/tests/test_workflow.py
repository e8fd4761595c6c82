"""The workflow as a truth table: every state, action, role and authorship."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.conf import settings

from annotations.workflow import (
    Action,
    Refusal,
    State,
    actions_from,
    as_diagram,
    as_markdown,
    check,
    overrides_from,
)
from transcripts.roles import Role, with_included

S = State
# What a person of one role may do with what somebody else wrote: from each state, these actions.
OTHERS: dict[Role, dict[State, set[Action]]] = {
    Role.CONTRIBUTOR: {},
    Role.EDITOR: {
        S.DRAFT: {Action.SUBMIT, Action.DISCARD},
        S.CHANGES_REQUESTED: {Action.SUBMIT, Action.DISCARD},
        S.NEEDS_EVIDENCE: {Action.SUBMIT, Action.DISCARD},
        S.IN_REVIEW: {Action.RETRACT},
        S.DISCARDED: {Action.RESTORE},
    },
    Role.REVIEWER: {
        S.IN_REVIEW: {Action.RETURN, Action.APPROVE},
        S.APPROVED: {Action.RETURN, Action.PUBLISH},
        S.PUBLISHED: {Action.WITHDRAW},
    },
    Role.CHIEF_EDITOR: {
        S.DRAFT: {Action.SUBMIT, Action.DISCARD},
        S.CHANGES_REQUESTED: {Action.SUBMIT, Action.DISCARD},
        S.NEEDS_EVIDENCE: {Action.SUBMIT, Action.DISCARD},
        S.IN_REVIEW: {Action.RETRACT, Action.RETURN, Action.APPROVE, Action.SPIKE},
        S.APPROVED: {Action.RETURN, Action.PUBLISH, Action.SPIKE},
        S.PUBLISHED: {Action.WITHDRAW},
        S.DISCARDED: {Action.RESTORE},
    },
}
OTHERS[Role.ADMINISTRATOR] = OTHERS[Role.CHIEF_EDITOR]
# The same with what they wrote themselves: contributors may what editors may, and nobody decides.
DECISIONS = {Action.RETURN, Action.APPROVE}
OWN = {role: {state: may - DECISIONS for state, may in table.items()} for role, table in OTHERS.items()}
OWN[Role.CONTRIBUTOR] = OWN[Role.EDITOR]
# Besides, where the place in the current text is uncertain.
PLACING = {Action.CONFIRM, Action.SELECT, Action.ABANDON}
AWAITED = {State.IN_REVIEW, State.APPROVED}
PLACES_OTHERS = {Role.EDITOR, Role.CHIEF_EDITOR, Role.ADMINISTRATOR}
PLACES_OWN = PLACES_OTHERS | {Role.CONTRIBUTOR}

PEOPLE = [(), *((role,) for role in Role), (Role.EDITOR, Role.REVIEWER), (Role.CONTRIBUTOR, Role.REVIEWER)]


def may(action: Action, state: State, roles: tuple[Role, ...], own: bool, uncertain: bool) -> bool:
    """What the tables above say; several roles may what any of them may."""
    tables = OWN if own else OTHERS
    if any(action in tables[role].get(state, set()) for role in roles):
        return True
    placing = PLACES_OWN if own else PLACES_OTHERS
    return uncertain and action in PLACING and state in AWAITED and bool(placing & set(roles))


def cases() -> Iterator[tuple[tuple[Role, ...], bool, bool]]:
    yield from product(PEOPLE, (False, True), (False, True))


@pytest.mark.parametrize(("action", "state"), list(product(Action, State)))
def test_who_may_move_what(action: Action, state: State) -> None:
    for people, own, uncertain in cases():
        roles = with_included(people)
        wanted = may(action, state, people, own, uncertain)
        try:
            check(action, state=state, roles=roles, own=own, note="because", uncertain=uncertain)
            allowed = True
        except Refusal:
            allowed = False
        assert allowed == wanted, f"{action} from {state} by {people}, {own=}, {uncertain=}"
        offered = action in actions_from(state, roles=roles, own=own)
        assert offered == may(action, state, people, own, uncertain=False)


@pytest.mark.parametrize(("action", "state"), list(product(Action, State)))
def test_who_may_make_an_exception_of_four_eyes(action: Action, state: State) -> None:
    for people, own, uncertain in cases():
        roles = with_included(people)
        administers = Role.ADMINISTRATOR in people
        wanted = action == Action.APPROVE and state == State.IN_REVIEW and own and administers
        try:
            check(action, state=state, roles=roles, own=own, note="Alone", uncertain=uncertain, override=True)
            allowed = True
        except Refusal:
            allowed = False
        assert allowed == wanted, f"{action} from {state} by {people}, {own=}, {uncertain=}"
        assert (action in overrides_from(state, roles=roles, own=own)) == wanted


def test_an_exception_needs_an_explanation() -> None:
    everything = with_included([Role.ADMINISTRATOR])
    with pytest.raises(Refusal) as refusal:
        check(*(Action.APPROVE,), state=State.IN_REVIEW, roles=everything, own=True, note="  ", override=True)
    assert refusal.value.rule == "note"


@pytest.mark.parametrize("action", [Action.RETURN, Action.WITHDRAW, Action.ABANDON, Action.SPIKE])
def test_a_no_needs_a_reason(action: Action) -> None:
    state = State.PUBLISHED if action == Action.WITHDRAW else State.IN_REVIEW
    everything = with_included([Role.CHIEF_EDITOR])
    with pytest.raises(Refusal) as refusal:
        check(action, state=state, roles=everything, own=False, note="  ", uncertain=True)
    assert refusal.value.rule == "note"


def test_a_refusal_names_rule_and_remedy() -> None:
    both = with_included([Role.EDITOR, Role.REVIEWER])
    with pytest.raises(Refusal, match="Ask another reviewer") as refusal:
        check(Action.APPROVE, state=State.IN_REVIEW, roles=both, own=True, note="")
    assert refusal.value.rule == "four-eyes"
    with pytest.raises(Refusal, match="editors, contributors of what they wrote") as refusal:
        check(Action.SUBMIT, state=State.DRAFT, roles={Role.CONTRIBUTOR}, own=False, note="")
    assert refusal.value.rule == "role"


@pytest.mark.parametrize("shown", [as_markdown, as_diagram])
def test_the_editors_page_shows_this_very_table(shown: object) -> None:
    page = (settings.BASE_DIR / "docs" / "editors.md").read_text(encoding="utf-8")
    assert shown() in page, f"docs/editors.md differs from annotations.workflow.{shown.__name__}()"  # type: ignore[operator, attr-defined]
