"""python-binance against the testnet's spot market: each flow runs in the client's own environment."""

import pytest

pytestmark = pytest.mark.slow

ED25519 = ("spot_user_data_with_an_ed25519_key",)
FLOWS = (
    "spot_filters_by_name",
    "spot_prices_agree",
    "spot_klines_by_page_are_one_series",
    "spot_account_of_a_fresh_key",
    "spot_market_orders_pay_in_what_they_receive",
    "spot_market_orders_by_value",
    "spot_limit_order_locks_and_returns",
    "spot_maker_orders",
    "spot_times_in_force",
    "spot_stop_loss_limit_triggers",
    "spot_oco_new_and_old",
    "spot_cancel_replace_and_its_error_pair",
    "spot_cancel_all_answers_what_it_cancelled",
    "spot_a_test_order_changes_nothing",
    "spot_history_by_id_and_window",
    "spot_orders_are_refused_for_one_reason_each",
    "spot_queries_are_refused",
    "spot_five_stops_and_no_more",
    "spot_a_wrong_key_secret_and_clock_are_refused",
    "spot_user_events_come_in_order_and_equal_rest",
    "spot_an_oco_is_told_in_order",
    "spot_market_streams_agree_with_rest",
    "spot_one_stream_by_its_path",
    "spot_orders_over_the_websocket_api",
    *ED25519,
)


@pytest.fixture(scope="module")
def outcomes(client_run):
    return client_run("python_binance", FLOWS, "spot_flows.py", ED25519)


@pytest.mark.parametrize("flow", FLOWS)
def test_python_binance_spot(outcomes, judge, flow):
    judge(outcomes, flow)


def test_refusals_are_many(outcomes):
    assert len({code for outcome in outcomes.values() for code in outcome["refusals"]}) >= 15
