"""Each action of the desk is tested in Chromium by mouse or finger, and by keyboard alone.

The table says by which tests. Who gives the desk an action says here how it is tested; where one makes no
sense by one of both, the table says why.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
ACTION = re.compile(r'^  \{ group: "[^"]+", name: "([^"]+)", keys: \[(.+?)\],', re.MULTILINE)
QUOTED = re.compile(r'"([^"]+)"')
POINTING = {
    "click",
    "dblclick",
    "tap",
    "hover",
    "mouse",
    "check",
    "uncheck",
    "select_option",
    "new_cdp_session",
}


class Ways(NamedTuple):
    """The tests of an action, as `module.what_it_says`; or `none: ` and why there is none."""

    mouse: str
    keys: str


class Row(NamedTuple):
    """An action, a way to do it, and the test of that."""

    name: str
    way: str
    test: str


def both(test: str) -> Ways:
    """A test that is run `how`: by mouse, and by keyboard."""
    return Ways(f"{test} how", f"{test} how")


CLICK = "selecting.by_mouse_one_stands_on_the_word_clicked"
DRAG = "selecting.by_mouse_a_word_a_sentence_and_a_turn_are_selected"
SENTENCES = "selecting.by_keyboard_sentences_are_added_and_taken_away_and_the_turn_is_taken"
WALKED = "moving.quotes_are_walked_through_and_all_of_them_listed_again"
STATE = "moving.by_mouse_a_quote_not_yet_approved_is_found_in_the_list_by_its_state"
APPROVED = "moving.n_leads_through_the_quotes_not_yet_approved"
SEARCHED = "moving.search_finds_as_one_types_and_goes_on_and_back"
SAVED = "selecting.companies_people_and_a_note_are_given_and_all_is_saved_from_any_field"
BY_SENTENCES = "desk.one_comes_to_the_text_by_one_key_and_walks_by_sentences"
DECIDED = "deciding.a_decision_is_made_and_its_reason_asked_for"
UNDONE = "undoing.submitting_taking_back_and_discarding_are_undone"
HEARD = "listening.it_goes_back_and_on_by_five_seconds"
TALKED = "talking.by_mouse_a_passage_is_commented_on_answered_resolved_and_opened_again"

# In the order of the help sheet.
WAYS = {
    "word-next": Ways(CLICK, "desk.words_are_added_and_taken_by_shift_and_arrows"),
    "word-before": Ways(CLICK, "emending.by_keyboard_words_are_left_out_and_put_in"),
    "sentence-next": Ways(CLICK, BY_SENTENCES),
    "sentence-before": Ways(CLICK, BY_SENTENCES),
    "turn-next": Ways(CLICK, "desk.one_walks_through_and_quotes_turns_without_a_word"),
    "turn-before": Ways(CLICK, "desk.one_walks_through_and_quotes_turns_without_a_word"),
    "quote-next": both(WALKED),
    "quote-before": both(WALKED),
    "uncertain-next": both("confirming.a_quote_on_changed_words_is_marked_and_confirmed"),
    "unreviewed-next": Ways(STATE, APPROVED),
    "unreviewed-before": Ways(STATE, APPROVED),
    "goto": both("moving.one_goes_to_a_time"),
    "search": both(SEARCHED),
    "hit-next": both(SEARCHED),
    "hit-before": Ways(f"{SEARCHED} how", "moving.f3_in_the_text_stands_on_the_next_place_found"),
    "hit-take": both(SEARCHED),
    "inspector": Ways(
        "none: a mouse is at the side at once", "desk.back_to_all_quotes_the_keyboard_stays_at_the_side"
    ),
    "all-quotes": both(WALKED),
    "leave": Ways(CLICK, BY_SENTENCES),
    "word-more": Ways(DRAG, "desk.words_are_added_and_taken_by_shift_and_arrows"),
    "word-fewer": Ways(DRAG, "desk.words_are_added_and_taken_by_shift_and_arrows"),
    "sentence": Ways(DRAG, SENTENCES),
    "sentence-fewer": Ways(DRAG, SENTENCES),
    "turn-whole": Ways(DRAG, SENTENCES),
    "annotate": both(SAVED),
    "take-away": both("selecting.a_chosen_topic_is_taken_away"),
    "save": both(SAVED),
    "save-and-submit": both(SAVED),
    "fit": Ways(
        "fitting.the_ends_are_dragged_to_whole_words",
        "fitting.by_keyboard_the_end_moves_and_then_the_beginning",
    ),
    "fit-keep": Ways(
        "fitting.the_ends_are_dragged_to_whole_words",
        "fitting.by_keyboard_the_end_moves_and_then_the_beginning",
    ),
    "leave-out": Ways(
        "emending.by_mouse_words_are_left_out_put_in_and_taken_back",
        "emending.by_keyboard_words_are_left_out_and_put_in",
    ),
    "put-in": Ways(
        "emending.by_mouse_words_are_left_out_put_in_and_taken_back",
        "emending.by_keyboard_words_are_left_out_and_put_in",
    ),
    "pick": Ways(
        "fitting.five_overlapping_quotes_are_picked_apart",
        "fitting.by_keyboard_one_of_the_quotes_that_overlap_at_the_caret_is_picked",
    ),
    "submit": both(UNDONE),
    "retract": both(UNDONE),
    "discard": both(UNDONE),
    "approve": both(DECIDED),
    "return": both(DECIDED),
    "publish": both(DECIDED),
    "unschedule": Ways(
        "deciding.a_day_and_a_time_are_set_at_the_side_of_the_desk",
        "deciding.by_keyboard_a_day_and_a_time_are_set_and_the_time_is_taken_away",
    ),
    "withdraw": both(DECIDED),
    "spike": both(DECIDED),
    "override": both(DECIDED),
    "comment": Ways(
        "talking.by_mouse_a_quote_is_commented_on_reworded_and_taken_back",
        "talking.by_keyboard_a_passage_is_commented_on_a_colleague_mentioned_and_it_is_undone",
    ),
    "comment-next": Ways(TALKED, "talking.by_keyboard_a_comment_is_found_answered_and_resolved"),
    "claim": Ways(
        "linking.by_mouse_a_value_and_a_time_are_taken_from_the_words",
        "linking.by_keyboard_a_claim_is_made_and_undone",
    ),
    "claim-value": Ways(
        "linking.by_mouse_a_value_and_a_time_are_taken_from_the_words",
        "linking.by_keyboard_a_value_and_a_time_are_taken_from_the_words_and_edited",
    ),
    "claim-time": Ways(
        "linking.by_mouse_a_value_and_a_time_are_taken_from_the_words",
        "linking.by_keyboard_a_value_and_a_time_are_taken_from_the_words_and_edited",
    ),
    "claim-like": Ways(
        "linking.by_mouse_a_similar_claim_gets_the_quote_instead",
        "linking.by_keyboard_a_similar_claim_gets_the_quote_instead",
    ),
    "claim-link": Ways(
        "linking.by_mouse_a_quote_is_linked_to_a_claim_there_is",
        "linking.by_keyboard_a_quote_is_linked_to_a_claim_there_is",
    ),
    "comment-answer": Ways(TALKED, "talking.by_keyboard_a_comment_is_found_answered_and_resolved"),
    "comment-settle": Ways(TALKED, "talking.by_keyboard_a_comment_is_found_answered_and_resolved"),
    "comment-reword": Ways(
        "talking.by_mouse_a_quote_is_commented_on_reworded_and_taken_back",
        "talking.by_keyboard_a_quote_is_commented_on_reworded_and_the_comment_removed",
    ),
    "comment-remove": Ways(
        "talking.by_mouse_a_quote_is_commented_on_reworded_and_taken_back",
        "talking.by_keyboard_a_quote_is_commented_on_reworded_and_the_comment_removed",
    ),
    "undo": both("undoing.a_quote_is_unmade_and_made_again"),
    "redo": both("undoing.a_quote_is_unmade_and_made_again"),
    "refused-next": both("refused.it_is_tried_again"),
    "try-again": both("refused.it_is_tried_again"),
    "edit-again": both("refused.it_is_edited_again"),
    "throw-away": both("refused.it_is_thrown_away"),
    "confirm": both("confirming.a_quote_on_changed_words_is_marked_and_confirmed"),
    "choose-place": both("confirming.one_of_several_places_is_chosen"),
    "select-again": both("confirming.other_words_are_selected_for_it"),
    "give-up": both("confirming.it_is_given_up"),
    "correct-words": both("correcting.words_are_edited_in_place_and_only_what_differs_is_sent"),
    "correct-person": both("correcting_turns.one_turn_is_given_to_somebody_else"),
    "correct-time": both("correcting_turns.a_time_is_mended"),
    "correct-split": both("correcting_turns.a_turn_is_split_before_the_chosen_word"),
    "correct-merge": both("correcting_turns.a_turn_is_joined_with_the_next"),
    "correct-section": both("correcting_turns.turns_become_a_sponsor_read"),
    "replace": both("replacing.a_name_is_replaced_everywhere_after_a_look_at_each_place"),
    "conflict": both("conflicts.a_conflict_is_decided_by_hand"),
    "play": both("listening.it_plays_from_the_turn_one_stands_in_and_pauses"),
    "play-here": both("listening.it_plays_from_the_turn_one_stands_in_and_pauses"),
    "audio-back": both(HEARD),
    "audio-on": both(HEARD),
    "slower": both("listening.the_speed_is_kept_for_the_person"),
    "faster": both("listening.the_speed_is_kept_for_the_person"),
    "follow": both("listening.what_is_spoken_is_kept_in_view_until_one_scrolls_away"),
    "help": both("moving.the_help_sheet_lists_every_action"),
}
# What one does there without a key of its own.
MORE = {
    "go to what the map shows": Ways(
        "moving.a_click_on_a_tick_chooses_the_quote", "moving.what_the_map_shows_is_in_go_to"
    ),
    "move along the map": Ways(
        "moving.dragging_on_the_map_moves_the_text_and_the_frame_follows",
        "none: the map is a picture of the episode; its places are in the list of Go to",
    ),
    "go to a speaker": both("moving.one_goes_to_the_next_turn_of_a_speaker"),
    "go to a section": both("moving.one_goes_to_a_section_which_is_unfolded"),
    "go to a topic": both("moving.one_goes_to_the_next_quote_with_a_topic"),
    "go by a time code": Ways(
        "moving.a_time_leads_to_its_turn_and_stays_in_the_address", "moving.one_goes_to_a_time how"
    ),
    "select by finger": Ways(
        "desk.a_finger_s_selection_opens_the_bar_without_taking_the_focus", "none: it is a finger’s"
    ),
    "find a topic by a synonym": Ways(
        "desk.a_document_becomes_a_published_quote_in_the_hands_of_three_people",
        "effort.topics_are_found_by_synonym_without_the_server",
    ),
    "give several topics": Ways(
        "selecting.a_chosen_topic_is_taken_away how",
        "effort.a_sentence_gets_two_topics_in_at_most_eight_key_presses",
    ),
    "give companies, people and a note": both(SAVED),
    "drag an end by finger": Ways("fitting.a_finger_drags_an_end", "none: it is a finger’s"),
    "set a day and a time": Ways(
        "deciding.a_day_and_a_time_are_set_at_the_side_of_the_desk",
        "deciding.by_keyboard_a_day_and_a_time_are_set_and_the_time_is_taken_away",
    ),
    "change how a quote speaks to a claim, and remove it": Ways(
        "linking.by_mouse_the_stance_is_changed_and_the_quote_removed",
        "linking.by_keyboard_a_quote_is_linked_to_a_claim_there_is",
    ),
    "make what is missing, warned of what is like it": Ways(
        "linking.a_missing_company_is_made_with_a_warning_where_one_is_like_it",
        "linking.by_keyboard_a_missing_person_is_made_when_saying_who_speaks",
    ),
    "mention a colleague": Ways(
        TALKED, "talking.by_keyboard_a_passage_is_commented_on_a_colleague_mentioned_and_it_is_undone"
    ),
    "undo a correction of the text": both("undoing.corrections_of_the_text_are_undone"),
    "split a turn while its words are edited": both(
        "correcting_turns.a_turn_is_split_at_the_caret_while_its_words_are_edited"
    ),
    "go on with what was typed before": both(
        "correcting.leaving_keeps_what_was_typed_and_a_reload_offers_it"
    ),
    "show the text as others corrected it": both(
        "presence.a_text_that_somebody_else_corrected_is_offered"
    ),
}  # fmt: skip
TESTS = [
    Row(name, way, test)
    for name, ways in (WAYS | MORE).items()
    for way, test in ways._asdict().items()
    if not test.startswith("none: ")
]


def keys() -> dict[str, list[str]]:
    """The actions of the help sheet with their keys, as they are pressed in tests."""
    table = (HERE.parents[1] / "static" / "desk" / "keys.js").read_text(encoding="utf-8")
    return {name: [pressed(key) for key in QUOTED.findall(found)] for name, found in ACTION.findall(table)}


def pressed(key: str) -> str:
    """A key of the desk’s table as the browser of a test wants it."""
    key = re.sub(r" $", "Space", key).replace("Ctrl+", "Control+")
    return key.lower() if "Control+" in key else key


@cache
def named(module: str) -> dict[str, ast.stmt]:
    """What has a name in a module of browser tests, imported from another or its own."""
    found: dict[str, ast.stmt] = {}
    for node in ast.parse((HERE / f"{module}.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tests.browser.test_"):
            there = named(str(node.module).rpartition(".")[2])
            found |= {one.name: there[one.name] for one in node.names if one.name in there}
        elif isinstance(node, ast.FunctionDef):
            found[node.name] = node
        elif isinstance(node, ast.Assign):
            found |= {target.id: node for target in node.targets if isinstance(target, ast.Name)}
    return found


def arguments(function: ast.stmt) -> set[str]:
    return {one.arg for one in function.args.args} if isinstance(function, ast.FunctionDef) else set()


def find(row: str) -> ast.stmt | None:
    """The test that a row names; nothing where there is none of that name, or it is not run that way."""
    module, _, name = row.removesuffix(" how").partition(".")
    if not (HERE / f"test_{module}.py").exists():
        return None
    test = named(f"test_{module}").get(f"test_{name}")
    return test if test and ("how" in arguments(test)) == row.endswith(" how") else None


def reached(row: str) -> Iterator[ast.AST]:
    """All that stands in a test, in its fixtures and in what these use."""
    there = named(f"test_{row.partition('.')[0]}")
    waiting, seen = [find(row)], set[int]()
    while waiting:
        found = waiting.pop()
        if found is None or id(found) in seen:
            continue
        seen.add(id(found))
        nodes = list(ast.walk(found))
        yield from nodes
        names = arguments(found) | {node.id for node in nodes if isinstance(node, ast.Name)}
        waiting += [there[name] for name in names if name in there]


def points(nodes: Iterator[ast.AST]) -> bool:
    """Whether something is done by mouse or finger."""
    return any(isinstance(node, ast.Attribute) and node.attr in POINTING for node in nodes)


def test_every_action_of_the_help_sheet_stands_in_the_table() -> None:
    assert list(WAYS) == list(keys())


def test_every_test_of_the_table_is_there() -> None:
    assert [row for row in TESTS if not find(row.test)] == []


def test_what_is_tested_by_mouse_points() -> None:
    assert [row for row in TESTS if row.way == "mouse" and not points(reached(row.test))] == []


def test_what_is_tested_by_keyboard_alone_never_points() -> None:
    """Where a test is run both ways, it points in one of them."""
    alone = [row for row in TESTS if row.way == "keys" and not row.test.endswith(" how")]
    assert [row for row in alone if (test := find(row.test)) and points(ast.walk(test))] == []


def test_what_is_tested_by_keyboard_presses_the_key_of_its_action() -> None:
    there = keys()
    rows = [row for row in TESTS if row.way == "keys" and row.name in there]
    assert [row for row in rows if not set(there[row.name]) & said(row.test)] == []


def said(test: str) -> set[str]:
    """Every text that stands in a test, among them the keys that it presses."""
    found = (node.value for node in reached(test) if isinstance(node, ast.Constant))
    return {text.lower() if "Control+" in text else text for text in found if isinstance(text, str)}
