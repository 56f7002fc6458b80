"""python-binance against the testnet: each flow runs in the client's own environment."""

import pytest

pytestmark = pytest.mark.slow

FLOWS = (
    "the_client_pings_spot_when_it_starts",
    "exchange_info_and_prices",
    "klines_by_page_are_one_series",
    "account_in_every_version",
    "limit_order_rests_and_is_cancelled",
    "ack_and_result_differ",
    "market_order_position_and_income_add_up",
    "leverage_and_margin_type",
    "history_by_id_and_window",
    "a_test_order_changes_nothing",
    "refusals_have_binances_code_and_text",
    "a_wrong_key_is_401",
    "user_events_come_in_order_and_equal_rest",
    "a_cancel_is_one_event",
    "market_streams_agree_with_rest",
    "book_stream_agrees_with_rest",
    "the_day_ticker_streams",
    "conditional_order_is_rerouted_to_the_algo_service",
    "trailing_stop_follows_the_price",
    "batch_place_and_cancel",
    "modify_keeps_the_order_id",
    "the_dead_man_switch_is_armed_and_disarmed",
    "orders_over_the_websocket_api",
)


@pytest.fixture(scope="module")
def outcomes(client_run):
    return client_run("python_binance", FLOWS)


@pytest.mark.parametrize("flow", FLOWS)
def test_python_binance(outcomes, judge, flow):
    judge(outcomes, flow)
