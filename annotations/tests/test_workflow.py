"""The workflow as a truth table: every state, action, role and authorship."""

from itertools import product

import pytest
from django.conf import settings

from annotations.workflow import Action, Refusal, Role, State, actions_from, as_markdown, check

# (action, state, roles, own) that are allowed; everything else is refused.
EDITOR, REVIEWER = frozenset({Role.EDITOR}), frozenset({Role.REVIEWER})
BOTH, NONE = EDITOR | REVIEWER, frozenset()
ALLOWED = (
    {
        (Action.SUBMIT, s, r, own)
        for s in (State.DRAFT, State.CHANGES_REQUESTED)
        for r in (EDITOR, BOTH)
        for own in (0, 1)
    }
    | {
        (Action.DISCARD, s, r, own)
        for s in (State.DRAFT, State.CHANGES_REQUESTED)
        for r in (EDITOR, BOTH)
        for own in (0, 1)
    }
    | {(Action.RESTORE, State.DISCARDED, r, own) for r in (EDITOR, BOTH) for own in (0, 1)}
    | {(Action.RETRACT, State.IN_REVIEW, r, own) for r in (EDITOR, BOTH) for own in (0, 1)}
    | {(Action.RETURN, s, r, 0) for s in (State.IN_REVIEW, State.APPROVED) for r in (REVIEWER, BOTH)}
    | {(Action.APPROVE, State.IN_REVIEW, r, 0) for r in (REVIEWER, BOTH)}
    | {(Action.PUBLISH, State.APPROVED, r, own) for r in (REVIEWER, BOTH) for own in (0, 1)}
    | {(Action.WITHDRAW, State.PUBLISHED, r, own) for r in (REVIEWER, BOTH) for own in (0, 1)}
)
# The same, allowed only where the place in the current text is uncertain.
ALLOWED_IF_UNCERTAIN = {
    (action, state, roles, own)
    for action in (Action.CONFIRM, Action.SELECT, Action.ABANDON)
    for state in (State.IN_REVIEW, State.APPROVED)
    for roles in (EDITOR, BOTH)
    for own in (0, 1)
}


@pytest.mark.parametrize(("action", "state"), list(product(Action, State)))
def test_who_may_move_what(action: Action, state: State) -> None:
    for roles, own, uncertain in product((NONE, EDITOR, REVIEWER, BOTH), (0, 1), (False, True)):
        case = (action, state, roles, own)
        wanted = case in ALLOWED or (uncertain and case in ALLOWED_IF_UNCERTAIN)
        try:
            check(action, state=state, roles=roles, own=bool(own), note="because", uncertain=uncertain)
            allowed = True
        except Refusal:
            allowed = False
        assert allowed == wanted, f"{action} from {state} by {set(roles)}, own={own}, {uncertain=}"
        assert (action in actions_from(state, roles=roles, own=bool(own))) == (case in ALLOWED)


@pytest.mark.parametrize("action", [Action.RETURN, Action.WITHDRAW, Action.ABANDON])
def test_a_no_needs_a_reason(action: Action) -> None:
    state = State.PUBLISHED if action == Action.WITHDRAW else State.IN_REVIEW
    with pytest.raises(Refusal) as refusal:
        check(action, state=state, roles=BOTH, own=False, note="  ", uncertain=True)
    assert refusal.value.rule == "note"


def test_a_refusal_names_rule_and_remedy() -> None:
    with pytest.raises(Refusal, match="Ask another reviewer") as refusal:
        check(Action.APPROVE, state=State.IN_REVIEW, roles=BOTH, own=True, note="")
    assert refusal.value.rule == "four-eyes"


def test_the_editors_page_shows_this_very_table() -> None:
    page = (settings.BASE_DIR / "docs" / "editors.md").read_text(encoding="utf-8")
    assert as_markdown() in page, "docs/editors.md differs from annotations.workflow.as_markdown()"
