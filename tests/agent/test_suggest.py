"""Suggesting: help names what can be said in this conversation and of this account, or is the general one."""

import pytest

LOST = "asdf qwer zxcv"


@pytest.fixture
def say(desk):
    async def run(text):
        return (await desk.ask(text, thread="t1")).message

    return run


async def test_in_an_empty_conversation_the_help_is_the_general_one(say):
    assert "I plan testnet trades" in await say(LOST)


async def test_after_a_simulation_the_way_to_the_testnet_is_named(say):
    await say("buy 60 usdt of btc")

    assert "“on testnet”" in await say(LOST)


async def test_after_a_denial_the_reason_and_what_would_pass_are(say):
    await say("0.02 btc al")

    said = await say("anlamsız bir laf işte")

    assert "“neden?”" in said
    assert "“onu yap”" in said


async def test_a_position_without_a_stop_is_named(desk, say):
    decided = await desk.ask("buy 60 usdt btc live", thread="t1")
    await desk.decide(await desk.app.sessions.approval(decided.approval_ids[0]))
    assert "BTCUSDT has no stop" in await say(LOST)

    await desk.say("BTC stop at 63000 on testnet")
    desk.clock.advance_ms(2_000)
    said = await say(LOST)
    assert "no stop" not in said
    assert "“my orders”" in said


@pytest.mark.parametrize("language", ["en", "tr"])
async def test_everything_it_names_can_be_said(desk, say, language):
    decided = await desk.ask("buy 60 usdt btc live", thread="t1")
    await desk.decide(await desk.app.sessions.approval(decided.approval_ids[0]))
    said = await say(LOST if language == "en" else "anlamsız bir laf işte")
    offers = [each.split("”")[0] for each in said.split("“")[1:]]

    for offer in offers:
        stop = offer in ("BTC stop at", "BTC stop")
        turn = await desk.ask(f"{offer} 63000" if stop else offer, thread="t2")
        assert turn.calls or offer == "/help", offer
