"""Every line of the table of transitions in docs/orders.md has a test that is named here."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TESTS = ROOT / "tests" / "orders"

NAMED: dict[tuple[str, str], tuple[str, ...]] = {
    ("(none), DRAFT", "Place: disarmed, halted"): (
        "test_orders.test_every_start_is_disarmed_and_nothing_leaves",
        "test_orders.test_a_halt_refuses_cancels_and_needs_resume",
        "test_orders.test_a_missing_or_odd_limit_refuses_and_is_named",
        "test_orders.test_too_many_rows_keep_the_whole_batch_back",
        "test_restart.test_nothing_leaves_before_reconciliation_ends",
        "test_journal.test_a_full_disk_sends_nothing_and_says_so",
    ),
    ("(none), DRAFT", "Place: a control refuses"): (
        "test_controls.test_each_limit_refuses_the_row_that_breaks_it",
    ),
    ("REFUSED in preflight", "Place: the row reads as it did"): (
        "test_orders.test_a_refused_row_is_tried_again_only_when_changed_or_cleared",
    ),
    ("REFUSED in preflight", "Place: the row was changed"): (
        "test_orders.test_a_refused_row_is_tried_again_only_when_changed_or_cleared",
    ),
    ("any other status", "Place: the journal does not know"): (
        "test_orders.test_a_status_the_journal_does_not_know_is_never_sent",
    ),
    ("any", "Place: the journal knows the key"): (
        "test_orders.test_a_key_the_journal_knows_is_never_sent_again",
    ),
    ("(none), DRAFT", "Place: every control is content"): (
        "test_orders.test_a_row_is_checked_at_once_and_works_after_a_read_back",
        "test_controls.test_a_warned_row_is_sent_with_its_warning",
    ),
    ("CHECKED", "disarm, halt, stop"): (
        "test_orders.test_rows_that_wait_when_disarmed_are_refused_and_say_so",
        "test_restart.test_a_stop_finishes_the_request_under_way",
        "test_journal.test_a_disk_that_fills_before_the_post_keeps_it_back",
    ),
    ("CHECKED", "cancel"): ("test_cancel.test_a_row_that_waits_is_cancelled_without_leaving",),
    ("CHECKED", "my offers or the book cannot be read"): (
        "test_faults.test_without_a_baseline_nothing_is_sent",
        "test_leaving.test_prices_that_cannot_be_read_at_the_door_refuse",
        "test_leaving.test_prices_that_grew_old_in_the_queue_refuse_what_was_checked_on_them",
        "test_orders.test_a_market_suspended_after_the_check_is_not_sent",
    ),
    ("CHECKED", "its turn"): (
        "test_journal.test_a_row_can_leave_only_once",
        "test_journal.test_the_story_of_a_row_tells_each_step",
    ),
    ("CHECKED, SENDING", "an error that nobody foresaw"): (
        "test_leaving.test_an_error_before_the_request_refuses_its_rows_and_disarms",
    ),
    ("SENDING", "the same, later"): (
        "test_leaving.test_an_error_after_the_request_is_looked_for",
        "test_leaving.test_an_answer_that_cannot_be_journaled_keeps_its_ids",
    ),
    ("SENDING", "it no longer holds just before"): (
        "test_leaving.test_a_wish_while_a_connection_or_session_is_waited_for_ends_the_request",
    ),
    ("SENDING", "certainly not sent"): (
        "test_faults.test_a_refused_connection_is_tried_a_few_times_and_then_refused",
    ),
    ("SENDING", "a decoded refusal"): (
        "test_faults.test_the_venues_refusal_is_shown_in_its_own_words",
        "test_faults.test_a_session_that_expires_on_the_post_refuses_and_is_not_replayed",
    ),
    ("REFUSED, looked after", "its live delay"): (
        "test_evidence.test_a_refusal_is_final_with_the_first_look_after_its_time",
        "test_faults.test_the_venues_refusal_is_shown_in_its_own_words",
    ),
    ("REFUSED, looked after", "as many new equal offers"): (
        "test_evidence.test_what_stands_though_refused_is_linked_and_marked",
        "test_faults.test_what_stands_though_an_answer_refused_it_is_found_and_cancelled",
        "test_faults.test_a_halt_before_it_is_found_cancels_what_stands_though_refused",
    ),
    ("REFUSED, looked after", "one turns up after"): (
        "test_evidence.test_what_turns_up_after_a_look_without_it_may_be_a_hands",
        "test_evidence.test_two_that_stand_for_one_refusal_are_undecided",
        "test_faults.test_what_turns_up_later_though_refused_may_be_a_hands",
        "test_faults.test_a_refusal_goes_on_being_looked_after_after_a_restart",
    ),
    ("SENDING", "an answer that fits"): (
        "test_faults.test_an_answer_that_names_another_markets_offer_is_not_believed",
        "test_orders.test_a_row_is_checked_at_once_and_works_after_a_read_back",
    ),
    ("SENDING", "anything else"): (
        "test_faults.test_what_was_done_is_found_and_nothing_is_sent_again",
        "test_faults.test_an_answer_after_the_timeout_is_an_unknown_outcome",
        "test_faults.test_an_answer_that_names_an_offer_of_before_is_not_believed",
    ),
    ("CHECKED", "start after a crash"): (
        "test_restart.test_what_only_waited_in_the_queue_is_refused_and_says_so",
    ),
    ("SENDING", "start after a crash"): (
        "test_restart.test_death_at_each_step_is_reconciled_and_not_sent_again",
    ),
    ("ACCEPTED, DELAYED", "its id is listed as sent and works"): (
        "test_evidence.test_an_accepted_row_works_once_its_own_row_is_shown",
        "test_orders.test_a_row_matched_in_part_shows_both_parts_and_then_the_rest",
    ),
    ("ACCEPTED, DELAYED, UNKNOWN", "its id is listed as sent, nothing matched"): (
        "test_evidence.test_an_offer_taken_with_reserve_waits_for_the_regulator",
        "test_orders.test_a_row_waits_for_the_regulator_and_then_works",
    ),
    ("ACCEPTED", "not listed yet, live delay"): (
        "test_evidence.test_an_accepted_offer_of_a_live_market_is_delayed_until_listed",
    ),
    ("any open, PART-CANCELLED", "its id is listed, or matched, for all"): (
        "test_orders.test_a_row_taken_whole_is_matched_at_the_price_it_got",
        "test_evidence.test_an_offer_may_vanish_once_matched_in_several_parts_at_better_prices",
    ),
    ("any open", "its id is listed and does not work"): (
        "test_cancel.test_a_working_row_ends_cancelled",
        "test_cancel.test_a_part_matched_row_ends_part_cancelled",
        "test_cancel.test_what_the_venue_removed_by_itself_says_so",
    ),
    ("any open", "the same, but the offer and its matches"): (
        "test_evidence.test_an_end_whose_sums_differ_is_looked_at_again_and_then_told",
        "test_replacing.test_what_is_not_proven_gone_is_not_placed_again",
    ),
    ("any open", "the same, market closed"): (
        "test_evidence.test_states_of_an_offer_once_its_market_is_over",
    ),
    ("any not final", "market settled"): (
        "test_cancel.test_a_market_that_closes_lapses_settles_or_voids",
    ),
    ("any not final", "market void"): (
        "test_cancel.test_a_market_that_closes_lapses_settles_or_voids",
    ),
    ("any not final", "its id shows another selection"): (
        "test_evidence.test_what_disagrees_is_unknown_and_names_the_field",
        "test_evidence.test_more_matched_than_was_bet_is_not_believed",
    ),
    ("any that left", "within 60 s of the answer"): (
        "test_faults.test_a_copy_that_arrives_later_is_found_and_a_halt_takes_it_back",
        "test_faults.test_each_copy_of_a_request_is_an_order_of_its_own",
        "test_faults.test_an_equal_offer_long_after_the_request_is_nobodys",
        "test_faults.test_a_request_delivered_twice_leaves_nothing_that_a_halt_does_not_cancel",
        "test_faults.test_a_double_is_cancelled_with_its_row_also_after_a_restart",
        "test_faults.test_a_cancel_given_before_a_double_is_seen_takes_it_back_too",
        "test_faults.test_what_a_hand_places_just_then_counts_as_a_copy_and_says_inferred",
    ),
    ("ACCEPTED", "ids of one answer fit its rows"): (
        "test_evidence.test_ids_in_another_order_are_put_right_only_where_all_fit",
    ),
    ("UNKNOWN without id", "as many new equal offers as rows, but"): (
        "test_evidence.test_a_candidate_is_not_linked_while_our_own_offer_may_still_be_listed",
    ),
    ("UNKNOWN without id", "its time is over"): (
        "test_evidence.test_one_candidate_for_one_row_is_linked_and_marked",
        "test_evidence.test_twins_of_one_request_share_as_many_candidates",
    ),
    ("UNKNOWN without id", "more or fewer equal offers"): (
        "test_evidence.test_other_numbers_stay_undecided",
        "test_faults.test_two_equal_candidates_stay_undecided",
    ),
    ("ACCEPTED, DELAYED", "not seen in 3 reads"): (
        "test_evidence.test_absence_proves_nothing_until_enough_reads_and_time",
        "test_faults.test_what_never_arrived_is_not_found_and_a_human_decides",
    ),
    ("the same", "the same, but the exposure"): (
        "test_evidence.test_an_exposure_that_moved_contradicts_not_found",
    ),
    ("NOT FOUND without id, its cancel asked (CANCEL, CANCEL ALL, HALT)", "equal offers appear"): (
        "test_faults.test_a_request_delivered_late_is_taken_back_where_a_cancel_was_asked",
        "test_faults.test_a_request_delivered_late_stays_undecided_where_no_cancel_was_asked",
    ),
    ("any", "a look lists an offer"): (
        "test_faults.test_a_look_that_lists_another_markets_offer_is_no_evidence",
    ),
    ("NOT FOUND without id", "an equal offer appears"): (
        "test_evidence.test_a_candidate_after_not_found_may_be_placed_by_hand",
    ),
    ("any open, shown before", "cancel confirmed"): (
        "test_evidence.test_a_cancel_the_venue_named_and_no_trace_left_is_cancelled",
        "test_evidence."
        "test_an_exposure_is_explained_by_all_that_is_matched_with_or_without_what_stands",
    ),
    ("any open, shown before", "the same, the exposure unread"): (
        "test_evidence.test_a_cancel_that_no_exposure_confirms_says_so",
        "test_replacing.test_what_is_not_proven_gone_is_not_placed_again",
    ),
    ("any open, shown before", "the same, the exposure as if"): (
        "test_evidence."
        "test_matched_in_the_moment_of_its_cancel_is_not_cancelled_while_the_match_is_late",
        "test_replacing.test_matched_in_the_moment_of_its_cancel_is_never_doubled",
    ),
    ("any open, never shown", "cancel confirmed"): (
        "test_evidence."
        "test_a_named_cancel_of_an_offer_never_shown_proves_nothing_until_the_exposure_does",
    ),
    ("any open", "market over, and nothing"): (
        "test_evidence.test_states_of_an_offer_once_its_market_is_over",
    ),
    ("UNKNOWN, NOT FOUND; REFUSED, looked after", "a person's word"): (
        "test_faults.test_what_never_arrived_is_not_found_and_a_human_decides",
    ),
    ("ACCEPTED, DELAYED", "the same, their market set apart"): (
        "test_lowering.test_a_market_that_cannot_be_read_holds_no_other",
    ),
}
"""By state and the beginning of its event: the tests of that line."""


def lines() -> list[tuple[str, str]]:
    """State and event of each line of the table."""
    text = (ROOT / "docs" / "orders.md").read_text("utf-8")
    table = text.partition("## Transitions")[2].partition("\n## ")[0]
    cells = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| ")]
    return [(row[0].strip(), row[1].strip()) for row in cells[1:]]


def named(line: tuple[str, str]) -> list[tuple[str, str]]:
    state, event = line
    return [
        each
        for each in NAMED
        if event.startswith(each[1])
        and (state == each[0] or (each[0] == "ACCEPTED, DELAYED" and state.startswith(each[0])))
    ]


@pytest.mark.parametrize("line", lines(), ids=" ".join)
def test_a_line_of_the_table_has_exactly_one_entry(line: tuple[str, str]) -> None:
    assert len(named(line)) == 1


def test_no_entry_is_without_its_line() -> None:
    found = {each for line in lines() for each in named(line)}
    assert set(NAMED) == found
    assert len(lines()) == len(NAMED)


@pytest.mark.parametrize("test", sorted({each for tests in NAMED.values() for each in tests}))
def test_each_test_named_exists(test: str) -> None:
    module, _, name = test.partition(".")
    (path,) = TESTS.rglob(f"{module}.py")
    tree = ast.parse(path.read_text("utf-8"))
    assert name in {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
