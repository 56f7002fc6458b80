"""ccxt and ccxt.pro against the testnet: each flow runs in the client's own environment."""

import pytest

pytestmark = pytest.mark.slow

FLOWS = (
    "markets_and_filters",
    "every_market_agrees_with_exchange_info",
    "balance_of_a_fresh_account",
    "market_data_agrees",
    "klines_follow_a_moved_price",
    "the_whole_client_loads_and_trades",
    "limit_order_rests_and_is_cancelled",
    "limit_order_fills_as_maker",
    "market_order_fills_at_the_book_and_adds_up",
    "a_large_market_order_walks_the_book",
    "a_round_trip_pays_spread_and_fees",
    "a_short_gains_when_the_price_falls",
    "settings_of_a_symbol",
    "history_of_orders",
    "cancel_all_of_a_symbol",
    "times_in_force",
    "a_client_id_finds_its_order",
    "refusals_have_their_class_and_code",
    "a_wrong_key_secret_and_clock_are_refused",
    "faults_reach_the_client",
    "conditional_order_rests_triggers_and_fills",
    "an_order_is_edited_in_place",
    "a_batch_answers_in_order",
    "hedge_mode_keeps_two_positions",
    "isolated_margin_is_added_and_taken",
    "trades_and_klines_stream",
    "best_bid_and_ask_stream",
    "order_and_balance_events_equal_rest",
    "a_position_event_equals_rest",
    "the_day_ticker_streams",
    "the_local_book_follows_the_venue",
    "orders_over_the_websocket_api",
)


@pytest.fixture(scope="module")
def outcomes(client_run):
    return client_run("ccxt", FLOWS)


@pytest.mark.parametrize("flow", FLOWS)
def test_ccxt(outcomes, judge, flow):
    judge(outcomes, flow)
