"""Binance's own spot SDK on the testnet's spot market: each flow runs in the client's own environment."""

import pytest

pytestmark = pytest.mark.slow

ED25519 = ("spot_user_events_after_a_logon",)
FLOWS = (
    "spot_every_field_is_known_to_the_sdk",
    "spot_exchange_information_parses",
    "spot_prices_agree",
    "spot_rate_limits_come_in_the_headers",
    "spot_market_orders_pay_in_what_they_receive",
    "spot_market_order_by_value",
    "spot_limit_maker_rests_and_is_cancelled",
    "spot_times_in_force",
    "spot_stop_loss_limit_triggers",
    "spot_oco_new_and_old",
    "spot_cancel_replace_and_its_error_pair",
    "spot_cancel_all_answers_what_it_cancelled",
    "spot_orders_are_refused_for_one_reason_each",
    "spot_queries_are_typed",
    "spot_strangers_are_refused",
    "spot_user_events_by_signature",
    "spot_orders_over_the_websocket_api",
    "spot_market_streams_parse",
    *ED25519,
)


@pytest.fixture(scope="module")
def outcomes(client_run):
    return client_run("binance_sdk", FLOWS, "spot_flows.py", ED25519)


@pytest.mark.parametrize("flow", FLOWS)
def test_binance_sdk_spot(outcomes, judge, flow):
    judge(outcomes, flow)


def test_refusals_are_many(outcomes):
    assert len({code for outcome in outcomes.values() for code in outcome["refusals"]}) >= 15
