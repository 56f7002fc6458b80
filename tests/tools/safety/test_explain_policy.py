import pytest

from tools.errors import NotFound
from tools.safety.explain_policy import ExplainPolicyParams, run


async def test_all_rules_with_profile_and_digest(reading):
    result = await run(ExplainPolicyParams(), reading.context)
    assert [rule.name for rule in result.rules] == [rule.name for rule in reading.context.policy.rules()]
    assert (result.profile, result.digest, result.mode) == ("canary", "sha256:test", "local_testnet")
    assert result.time_ms == reading.clock.now_ms()


async def test_one_rule_with_its_limit(reading):
    (rule,) = (await run(ExplainPolicyParams(rule="max_daily_loss"), reading.context)).rules
    assert (rule.name, rule.limit.value) == ("max_daily_loss", "50")


async def test_an_unknown_rule_lists_the_known_ones(reading):
    with pytest.raises(NotFound, match="max_daily_loss"):
        await run(ExplainPolicyParams(rule="no_such"), reading.context)
