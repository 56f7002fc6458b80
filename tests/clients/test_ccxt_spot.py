"""ccxt and ccxt.pro against the testnet's spot market: each flow runs in the client's own environment."""

import pytest

pytestmark = pytest.mark.slow

ED25519 = ("spot_user_data_with_an_ed25519_key",)
FLOWS = (
    "spot_markets_and_filters",
    "spot_market_data_agrees",
    "spot_fees_are_those_of_the_account",
    "spot_market_orders_pay_in_what_they_receive",
    "spot_market_order_by_value",
    "spot_limit_order_locks_and_returns",
    "spot_maker_fills_at_its_price",
    "spot_times_in_force",
    "spot_stop_limit_triggers",
    "spot_oco_new_and_old",
    "spot_an_order_is_replaced",
    "spot_cancel_all_of_a_symbol",
    "spot_history_of_orders",
    "spot_orders_are_refused_for_one_reason_each",
    "spot_refusals_have_their_class",
    "spot_a_wrong_key_secret_and_clock_are_refused",
    "spot_a_lost_answer_is_found_by_its_client_id",
    "spot_trades_and_klines_stream",
    "spot_tickers_stream",
    "spot_the_local_book_follows_the_venue",
    "spot_order_and_balance_events_equal_rest",
    "spot_orders_over_the_websocket_api",
    *ED25519,
)


@pytest.fixture(scope="module")
def outcomes(client_run):
    return client_run("ccxt", FLOWS, "spot_flows.py", ED25519)


@pytest.mark.parametrize("flow", FLOWS)
def test_ccxt_spot(outcomes, judge, flow):
    judge(outcomes, flow)


def test_refusals_are_many(outcomes):
    assert len({code for outcome in outcomes.values() for code in outcome["refusals"]}) >= 15
