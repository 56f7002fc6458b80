"""The shipped profiles and the view of them."""

from decimal import Decimal

import pytest

from policies import RULES
from policies.limits import load
from policies.view import Policies, policy_digest
from tools.errors import ConfigError


@pytest.mark.parametrize(
    ("profile", "name", "value"),
    [
        ("canary", "max_notional", "100"),
        ("canary", "max_position", "0.1"),
        ("canary", "max_daily_loss", "50"),
        ("testnet", "max_notional", "10000"),
        ("testnet", "max_exposure", "50000"),
        ("testnet", "max_drawdown", "0.15"),
    ],
)
def test_the_numbers_of_the_contract(profile, name, value):
    assert load(profile).value(name, "BTCUSDT") == Decimal(value)


@pytest.mark.parametrize("profile", ["canary", "testnet"])
def test_every_number_has_owner_unit_and_rationale(profile):
    limits = load(profile)
    assert all(limit.owner and limit.unit and limit.rationale for limit in limits.limits.values())
    assert {rule.limit for rule in RULES if rule.limit} <= set(limits.limits)
    assert set(limits.limits["max_position"].by_symbol) == set(limits.symbols)


def test_both_profiles_have_the_same_limits():
    assert set(load("canary").limits) == set(load("testnet").limits)


def test_an_unknown_profile_refuses_to_start():
    with pytest.raises(ConfigError):
        load("production")


def test_the_digest_covers_every_number_and_rule():
    limits = load("canary")
    changed = limits.limits | {
        "max_notional": limits.limits["max_notional"].model_copy(update={"value": Decimal(101)})
    }
    other = limits.model_copy(update={"limits": changed})
    assert policy_digest(limits) != policy_digest(other)
    assert policy_digest(limits) != policy_digest(limits, RULES[1:])
    assert Policies(limits).digest == policy_digest(load("canary"))


def test_the_view_explains_each_rule():
    policies = Policies(load("canary"))
    rules = {rule.name: rule for rule in policies.rules()}
    assert rules["max_notional"].limit.value == "100"
    assert rules["max_notional"].limit.unit == "USDT"
    assert rules["read_only"].limit is None
    assert policies.limit("nothing") is None
    assert policies.profile == "canary"
    assert all(rule.summary.en and rule.summary.tr and rule.why for rule in rules.values())
