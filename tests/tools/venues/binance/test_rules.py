import copy

import pytest

from tools.clock import VirtualClock
from tools.errors import VenueUnavailable
from tools.venues.binance.budget import MINUTE_MS, WEIGHT, Limit
from tools.venues.binance.rules import KEEP_MS, RulesCache, rate_limits


@pytest.fixture
def clock():
    return VirtualClock()


def test_rate_limits(samples):
    body = copy.deepcopy(samples["exchange_information"])
    body["rateLimits"].append(
        {"interval": "FORTNIGHT", "intervalNum": 1, "limit": 1, "rateLimitType": "ORDERS"}
    )
    assert rate_limits(body) == (Limit(WEIGHT, MINUTE_MS, 2400),)


async def test_rules_are_kept_for_ten_minutes_and_never_longer(clock):
    answers = [{}]

    async def ask():
        if not answers:
            raise VenueUnavailable("gone")
        return answers.pop()

    cache = RulesCache(clock, ask)
    assert await cache.all() == await cache.all()
    clock.advance_ms(KEEP_MS - 1)
    await cache.all()
    clock.advance_ms(1)
    with pytest.raises(VenueUnavailable):
        await cache.all()
