"""Binance's own SDK against the testnet: each flow runs in the client's own environment."""

import pytest

pytestmark = pytest.mark.slow

FLOWS = (
    "every_field_is_known_to_the_sdk",
    "rate_limits_come_in_the_headers",
    "exchange_information_parses",
    "limit_order_rests_and_is_cancelled",
    "market_order_and_wallet_add_up",
    "leverage_and_margin_type",
    "cancel_all_is_one_symbol",
    "the_listen_key_lives",
    "refusals_are_typed",
    "user_events_come_in_order_and_equal_rest",
    "market_streams_parse",
    "conditional_order_triggers",
    "an_algo_order_is_cancelled",
    "batch_place_modify_and_cancel",
    "a_change_is_in_the_history",
    "position_mode_and_margin",
    "orders_over_the_websocket_api",
)


@pytest.fixture(scope="module")
def outcomes(client_run):
    return client_run("binance_sdk", FLOWS)


@pytest.mark.parametrize("flow", FLOWS)
def test_binance_sdk(outcomes, judge, flow):
    judge(outcomes, flow)
