"""Bugs that were alive once: each is put back, word by word, and has to be caught again.

Most by the test that is named; some by the machine, in the scene that is named.
"""

from typing import NamedTuple

from tests.safety.planting import Change

SCENE = "scene: "


class Plant(NamedTuple):
    """`caught_by`: a test, or a scene. Modules by their whole names, which who moves one finds."""

    changes: tuple[Change, ...]
    caught_by: str


def _plant(module: str, words: str, before: str, caught_by: str) -> Plant:
    return Plant((Change(module, words, before),), caught_by)


_LEAVING = "tests/orders/sending/test_leaving.py::test_"
_GENERATIONS = "tests/orders/lowering/test_generations.py::test_"
_REPLACING = "tests/orders/sending/test_replacing.py::test_"
_EVIDENCE = "tests/orders/evidence/test_evidence.py::test_"
_FAULTS = "tests/orders/sending/test_faults.py::test_"
_WORDS = "tests/sheet/test_words_of_rows.py::test_"
_COPIES = "tests/sheet/test_copies_of_files.py::test_"
_LOSSES = "tests/reports/test_losses.py::test_"
_IDENTITY = "tests/orders/journal/test_journal_identity.py::test_"
_FOLLOWING = "tests/orders/conditional/test_following.py::test_"
_OWN_OFFERS = "tests/orders/conditional/test_own_offers.py::test_"

_BETWEEN_CHECK_AND_DOOR = {
    "disarmed and armed again, what waited leaves": _plant(
        "xlbetflag.orders.sending.leaving",
        "wish = self._generations.ended_by(row.basis.generation)",
        "wish = None",
        _GENERATIONS + "what_was_queued_before_a_wish_never_leaves",
    ),
    "the machine: what was stopped leaves": _plant(
        "xlbetflag.orders.sending.leaving",
        "wish = self._generations.ended_by(row.basis.generation)",
        "wish = None",
        SCENE + "stopped behind a slow POST",
    ),
    "a replacement goes on after a cancel": _plant(
        "xlbetflag.orders.sending.replacing",
        "if not self._generations.holds(self._generation(order, wish)):",
        "if False:",
        _REPLACING + "a_wish_to_lower_risk_ends_a_replacement_under_way",
    ),
    "a price is not asked for its age at the door": _plant(
        "xlbetflag.orders.sending.leaving",
        "if not age <= limit:",
        "if False:",
        _LEAVING + "prices_that_grew_old_in_the_queue_refuse_what_was_checked_on_them",
    ),
    "the time that a machine slept is not counted": _plant(
        "xlbetflag.orders.clocks",
        "return max(self.steady() - stamp.steady, by_wall, 0.0)",
        "return max(self.steady() - stamp.steady, 0.0)",
        _LEAVING + "a_machine_that_slept_sends_nothing_of_before",
    ),
    "the machine: what slept leaves": _plant(
        "xlbetflag.orders.clocks",
        "return max(self.steady() - stamp.steady, by_wall, 0.0)",
        "return max(self.steady() - stamp.steady, 0.0)",
        SCENE + "slept behind a slow POST",
    ),
    "BEFORE LIVE is checked once": _plant(
        "xlbetflag.orders.sending.leaving",
        "if basis.phase not in (None, stood.phase):",
        "if False:",
        _LEAVING + "before_live_is_not_sent_on_a_live_market",
    ),
    "no version of the market is named": _plant(
        "xlbetflag.orders.sending.sender",
        "version=stood.book.version if self._rules.version_named.value else 0",
        "version=0",
        _LEAVING + "the_request_names_the_version_of_the_book_it_was_judged_on",
    ),
    "a price is not compared with the newest book": _plant(
        "xlbetflag.orders.sending.leaving",
        "            near_best_price(row.order.intent.bet, stood.book, ladder, limit)\n",
        "            pass\n",
        _LEAVING + "a_price_too_far_from_the_newest_book_is_not_sent",
    ),
    "what is left of a batch leaves though it is worse": _plant(
        "xlbetflag.orders.sending.leaving",
        "if left and self._is_worse_than_confirmed(left, found):",
        "if False:",
        _LEAVING + "a_row_that_falls_takes_with_it_what_would_be_worse_without_it",
    ),
    "nothing is asked just before the first byte": _plant(
        "xlbetflag.orders.sending.sender",
        "may_leave=lambda: not self._leaving.withdrawn_or_late(rows, stood),",
        "may_leave=lambda: True,",
        _LEAVING + "a_wish_while_a_connection_or_session_is_waited_for_ends_the_request",
    ),
    "an error before the request loses its rows": _plant(
        "xlbetflag.orders.sending.sender",
        '            self._let_go(batch, name, Note("send.fault", {"error": name}))\n',
        "",
        _LEAVING + "an_error_before_the_request_refuses_its_rows_and_disarms",
    ),
}

_ROWS = {
    "a row shows its key's order whatever it says": _plant(
        "xlbetflag.sheet.rows",
        "if not reads_as(row, sent):",
        "if False:",
        _WORDS + "a_row_used_for_another_bet_shows_none_of_its_order_and_nothing_acts_through_it",
    ),
    "the machine: edited rows show their old orders": _plant(
        "xlbetflag.sheet.rows", "if not reads_as(row, sent):", "if False:", SCENE + "overwritten"
    ),
    "the first of two copied rows is the original": _plant(
        "xlbetflag.workbook.layout.keys",
        "if original is None and all(each is None for each in said):",
        "if original is None:",
        _WORDS + "a_row_copied_upward_while_no_desk_ran_is_asked_about",
    ),
    "an old status that was pasted stays": _plant(
        "xlbetflag.sheet.rows",
        "if fresh or self._checked is not self._rows:",
        "if fresh:",
        _WORDS + "an_old_status_pasted_over_a_row_is_put_right",
    ),
    "an answer is written over what came after it": _plant(
        "xlbetflag.sheet.rows",
        "fresh = {**answered, **changed}",
        "fresh = {**changed, **answered}",
        "tests/sheet/test_sheet.py::test_an_answer_is_not_written_over_what_came_after_it",
    ),
    "a confirmation holds though names changed hands": _plant(
        "xlbetflag.orders.rows.preview",
        "(intent.key, intent.market_id, intent.bet, _is_taken_at_once(intent, done))",
        "(intent.key, intent.market_id, _is_taken_at_once(intent, done))",
        "tests/orders/rows/test_preview.py::"
        "test_names_that_changed_hands_since_the_confirmation_keep_the_batch_back",
    ),
    "a copied file acts on the orders of its original": _plant(
        "xlbetflag.workbook.live.files",
        "return Whereabouts.COPY if holds else Whereabouts.MOVED",
        "return Whereabouts.OWN",
        _COPIES + "a_copy_shows_what_reads_as_sent_as_the_other_files_and_acts_on_none_of_it",
    ),
    "keys are given again after a close without saving": _plant(
        "xlbetflag.workbook.live.own_keys",
        "taken = sent(offered) if sent is not None else {}",
        "taken = {}",
        "tests/workbook/live/test_binding_orders.py::"
        "test_a_key_that_the_journal_knows_is_never_given_again",
    ),
    "words behind CANCEL ALL are passed over": _plant(
        "xlbetflag.sheet.typed",
        "if not words or (takes_rows and all(is_row(word) for word in words)):",
        "if True:",
        "tests/sheet/test_typed.py::test_a_command_that_stands_alone_does_nothing_with_words_behind_it",
    ),
}

_EVIDENCE_PLANTS = {
    "a refusal is believed without a look": _plant(
        "xlbetflag.orders.sending.sender",
        'return PostOutcome("refused", str(error), Status.UNKNOWN, (note, LOOKED_AFTER))',
        'return PostOutcome("refused", str(error), Status.REFUSED, (note,))',
        _FAULTS + "what_stands_though_an_answer_refused_it_is_found_and_cancelled",
    ),
    "an answer may name an offer of another market": _plant(
        "xlbetflag.orders.sending.sender",
        "return _accepted(placed, {*known, *strange}), True",
        "return _accepted(placed, known), True",
        _FAULTS + "an_answer_to_another_request_is_not_believed",
    ),
    "one absence is enough for CANCELLED": Plant(
        (
            Change(
                "xlbetflag.orders.evidence.judging",
                "if absences < self._enough_reads or not (row.is_due or is_taken_back):",
                "if not is_taken_back and (absences < self._enough_reads or not row.is_due):",
            ),
            Change(
                "xlbetflag.orders.evidence.judging", "if sums is not Sums.SHOW_MORE:", "if True:"
            ),
        ),
        _EVIDENCE + "matched_in_the_moment_of_its_cancel_is_not_cancelled_while_the_match_is_late",
    ),
    "a replacement doubles what is matched with its cancel": Plant(
        (
            Change(
                "xlbetflag.orders.evidence.judging",
                "if absences < self._enough_reads or not (row.is_due or is_taken_back):",
                "if not is_taken_back and (absences < self._enough_reads or not row.is_due):",
            ),
            Change(
                "xlbetflag.orders.evidence.judging", "if sums is not Sums.SHOW_MORE:", "if True:"
            ),
        ),
        _REPLACING + "matched_in_the_moment_of_its_cancel_is_never_doubled",
    ),
    "one look is enough for what is final": _plant(
        "xlbetflag.orders.evidence.judging",
        "self._is_said_once = self._market in FINAL and state_before is not self._market",
        "self._is_said_once = False",
        _FAULTS + "the_end_of_another_market_told_once_ends_nothing_here",
    ),
    "a cancel is forgotten at the first word of an end": _plant(
        "xlbetflag.orders.evidence.watcher",
        "is_ended = is_told and market.state is self._states.get(market_id)",
        "is_ended = is_told",
        _FAULTS + "the_end_of_another_market_told_once_ends_nothing_here",
    ),
    "a copy is left standing where its row had ended before the stop": _plant(
        "xlbetflag.orders.sending.taking_back",
        "asked = [order for order in orders if order.status.is_open or order.has_left]",
        "asked = [order for order in orders if order.status.is_open]",
        _FAULTS + "a_copy_that_arrives_after_a_stop_is_taken_back_though_its_row_has_ended",
    ),
    "after a restart no copy of what has ended is looked for": _plant(
        "xlbetflag.orders.evidence.watcher",
        "if order.stands or self.is_awaited(order):",
        "if order.stands:",
        _FAULTS + "a_copy_that_arrives_after_a_restart_is_found_though_its_row_has_ended",
    ),
    "a refusal to show my offers is a look": _plant(
        "xlbetflag.orders.evidence.watcher",
        "(market_id, error.reason, is_venues=True)\n            return False",
        "(market_id, error.reason, is_venues=True)\n            self._unread.discard(market_id)",
        "tests/orders/evidence/test_restart.py::test_a_refusal_to_show_my_offers_is_no_look",
    ),
    "sums that differ are not looked at again": _plant(
        "xlbetflag.orders.evidence.judging",
        "if matched < row.bet.size and told != matched and not self._market.is_over:",
        "if False:",
        _EVIDENCE + "an_end_whose_sums_differ_is_looked_at_again_and_then_told",
    ),
    "an equal offer that no row owns asks nothing": _plant(
        "xlbetflag.orders.rows.situation",
        "return strangers(self._others, ())",
        "return {}",
        "tests/orders/rows/test_preview.py::test_an_equal_offer_at_the_venue_that_no_row_owns_asks",
    ),
    "an offset counts by what was asked": _plant(
        "xlbetflag.orders.conditional.terms.following",
        "covered = _covered(self._offsets)",
        "covered = sum(leg.bet.size for leg in self._offsets)",
        _FOLLOWING + "what_an_offset_lost_is_offset_again",
    ),
    "a closing counts by what was asked": _plant(
        "xlbetflag.orders.conditional.terms.following",
        "leg.held if may_try_again and not leg.is_taken_back else leg.bet.size",
        "leg.bet.size",
        _FOLLOWING + "what_a_closing_lost_is_closed_again",
    ),
}

_CLOCKS_AND_LIMITS = {
    "moments of Rome are subtracted by their clock faces": _plant(
        "xlbetflag.market.moments",
        "return (utc(later) - utc(earlier)).total_seconds()",
        "return (later - earlier).total_seconds()",
        "tests/market/test_moments.py::"
        "test_seconds_between_two_moments_of_rome_are_those_that_pass",
    ),
    "a command takes back by the clock what is older": _plant(
        "xlbetflag.orders.conditional.terms.conditional_order",
        "return self.issued is None or number <= self.issued.orders",
        "return False",
        "tests/orders/conditional/test_commands.py::"
        "test_a_command_takes_back_what_is_older_whatever_the_clock_says",
    ),
    "what is settled and not paid yet is lost nowhere": _plant(
        "xlbetflag.reports.losses",
        "return known.lost + since + max(0, fallen - max(0, since))",
        "return max(0, fallen)",
        _LOSSES + "what_is_settled_and_not_paid_yet_is_lost",
    ),
    "an offer whose answer is awaited counts twice": _plant(
        "xlbetflag.orders.rows.situation",
        "others(found_there, orders, stood_before)",
        "others(found_there, [o for o in orders if o.state.offer_id], stood_before)",
        "tests/orders/rows/test_controls.py::"
        "test_an_order_whose_answer_is_awaited_counts_once_though_the_feed_shows_its_offer",
    ),
    "a rule is held to the sheet that ticked last": _plant(
        "xlbetflag.orders.rows.sheet_limits",
        "return self._shown.get(sheet, _NEVER_SHOWN) if sheet else self._own()",
        "return list(self._shown.values())[-1] if self._shown else self._own()",
        "tests/orders/conditional/test_sheet_limits.py::"
        "test_a_rule_is_held_to_the_limits_of_its_own_sheet_whichever_showed_its_last",
    ),
}

_DESK = {
    "a journal that was moved is written on": _plant(
        "xlbetflag.orders.journal.writer",
        "if not self._identity.is_kept():",
        "if False:",
        _IDENTITY + "a_journal_that_is_not_the_file_it_was_sends_nothing_and_cancels_all_the_same",
    ),
    "a journal that lost its end is not noticed": _plant(
        "xlbetflag.orders.journal.writer",
        "self.missing = max(0, self._witness.seen - self._most_held)",
        "self.missing = 0",
        _IDENTITY
        + "a_journal_that_lost_its_end_is_noticed_and_keeps_the_desk_disarmed_until_accepted",
    ),
    "a journal written over with an older one is written on": _plant(
        "xlbetflag.orders.journal.writer",
        "if self._held() < self._most_held:",
        "if False:",
        _IDENTITY + "a_journal_written_over_is_known_to_have_lost_its_end_after_a_restart",
    ),
    "a pause overflows": _plant(
        "xlbetflag.backoff",
        "min(max(failures, 0), _MOST_DOUBLINGS)",
        "failures",
        "tests/test_backoff.py::test_a_pause_never_shrinks_and_never_exceeds_the_longest",
    ),
    "an answer that drips is waited for": _plant(
        "xlbetflag.api.deadline",
        "return self._plain.read(max_bytes, _left(timeout, httpcore.ReadTimeout))",
        "return self._plain.read(max_bytes, timeout)",
        "tests/api/test_deadlines.py::test_an_answer_that_drips_in_ends_with_its_time",
    ),
    "cancels are forgotten by a restart": _plant(
        "xlbetflag.orders.lowering.canceller",
        "return self.want(still_open)",
        "return []",
        "tests/orders/lowering/test_lowering.py::test_what_was_to_be_cancelled_is_cancelled_after_a_restart",
    ),
    "the bookkeeping of a cancel comes before it": _plant(
        "xlbetflag.orders.conditional.running_conditions",
        "self._afterwards.add(partial(self._journal_ending, rule, ending))",
        "self._journal_ending(rule, ending)",
        "tests/orders/lowering/test_lowering.py::test_cancel_all_takes_everything_back",
    ),
    "a market that cannot be read keeps every order back": _plant(
        "xlbetflag.orders.evidence.watcher",
        "return all(map(self._ledger.is_apart, list(self._unread)))",
        "return not self._unread",
        "tests/orders/lowering/test_lowering.py::test_a_market_that_cannot_be_read_holds_no_other",
    ),
    "the venue's words are told with our secrets in them": _plant(
        "xlbetflag.api.secrecy",
        "return self._words.sub(HIDDEN, text) if self._hides else text",
        "return text",
        "tests/api/test_secrecy.py::test_an_answer_that_quotes_our_secrets_tells_none_of_them",
    ),
}

_OWN = {
    "our own offer is the price that a stop watches": _plant(
        "xlbetflag.orders.journal.own_offers",
        "                    if not ours:\n",
        "                    if True:\n",
        _OWN_OFFERS + "a_stop_sees_the_price_of_others_behind_what_is_left_of_its_own_bet",
    ),
    "what we are known to offer is taken from a book of before": _plant(
        "xlbetflag.orders.journal.own_offers",
        "if look.since[key] <= seen.asked:",
        "if True:",
        _OWN_OFFERS + "a_level_is_not_there_where_it_is_certainly_ours",
    ),
    "what was ours by the last look is taken from a book since": _plant(
        "xlbetflag.orders.journal.own_offers",
        "if look.began > seen.at:",
        "if True:",
        _OWN_OFFERS + "a_level_is_not_there_where_it_is_certainly_ours",
    ),
    "a closing is placed into an offer of ours": _plant(
        "xlbetflag.orders.conditional.terms.following",
        "elif role is Role.CLOSING and (met := self._facts.met_by(bet)):",
        "elif role is Role.CLOSING and (met := ()):",
        _OWN_OFFERS + "a_closing_takes_back_the_offer_of_another_row_that_it_would_meet",
    ),
    "GREEN is placed into an offer of ours": _plant(
        "xlbetflag.orders.conditional.terms.levelling",
        "met = [leg for bet in found.bets for leg in facts.met_by(bet)]",
        "met = []",
        _OWN_OFFERS + "levelling_takes_back_what_it_would_meet_and_goes_to_the_price_of_others",
    ),
}

PLANTS = {
    **_OWN,
    **_BETWEEN_CHECK_AND_DOOR,
    **_ROWS,
    **_EVIDENCE_PLANTS,
    **_CLOCKS_AND_LIMITS,
    **_DESK,
}
