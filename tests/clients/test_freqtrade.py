"""freqtrade's live mode against the testnet: each flow starts a bot of its own."""

import pytest

pytestmark = pytest.mark.slow

FLOWS = (
    "a_forced_trade_adds_up",
    "the_stop_ends_a_trade_while_the_bot_is_away",
    "a_trailing_stop_is_moved_on_the_exchange",
    "a_withdrawn_entry_leaves_nothing",
)


@pytest.fixture(scope="module")
def outcomes(client_run):
    return client_run("freqtrade", FLOWS)


@pytest.mark.parametrize("flow", FLOWS)
def test_freqtrade(outcomes, judge, flow):
    judge(outcomes, flow)
