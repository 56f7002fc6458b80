"""A question outlives a look at something else; what is taken back is the order that is meant, or none."""

import pytest


@pytest.fixture
def say(desk):
    async def run(text):
        return await desk.ask(text, thread="t1")

    return run


@pytest.fixture
def approve(desk):
    async def run(turn):
        return await desk.decide(await desk.app.sessions.approval(turn.approval_ids[0]))

    return run


@pytest.mark.parametrize("aside", ["btc fiyatı", "fonlama nedir?", "pozisyonlarım", "what is reduce only?"])
async def test_a_question_is_still_open_after_a_look_at_something_else(say, aside):
    await say("eth al")
    await say(aside)
    (made,) = (await say("50 dolar")).calls

    assert made.args() == {"symbol": "ETHUSDT", "side": "BUY", "type": "MARKET", "notional": "50"}


@pytest.mark.parametrize("after", ["vazgeç", "60 dolarlık sol al", "para çek"])
async def test_a_question_that_was_dropped_or_followed_by_a_deed_is_closed(say, after):
    await say("eth al")
    await say(after)
    said = await say("50 dolar")

    assert all(made.args().get("symbol") != "ETHUSDT" for made in said.calls)


async def test_the_older_of_two_stops_is_the_one_that_is_cancelled(desk, say, approve):
    await approve(await say("buy 80 usdt btc with 2% stop live"))
    moved = await approve(await say("move stop to 64000 on testnet"))

    (made,) = (await say("cancel the old one")).calls

    (old,) = [each["algoId"] for each in await desk.algos() if str(each["algoId"]) != moved.receipt.order_id]
    assert made.tool == "cancel_order"
    assert made.args() == {"symbol": "BTCUSDT", "order_id": str(old)}


async def test_with_one_stop_alone_there_is_no_older_one(say, approve):
    await approve(await say("buy 80 usdt btc with 2% stop live"))
    said = await say("eskisini iptal et")

    assert said.status == "clarify"
    assert said.calls == ()


async def test_cancelling_what_has_filled_says_so(desk, say, approve):
    await approve(await say("64k'dan 60 dolarlık btc limit alış gir testnette"))
    await desk.move_price("BTCUSDT", "63000")
    desk.clock.advance_ms(5_000)
    said = await say("şunu iptal et")

    assert said.calls == ()
    assert "borsada artık beklemiyor" in said.message


async def test_the_one_of_a_coin_is_never_all_of_them(desk, say, approve):
    assert (await say("cancel the eth one")).calls == ()

    await approve(await say("buy 0.02 eth limit 3000 on testnet"))
    desk.clock.advance_ms(6_000)
    await approve(await say("buy 0.01 eth limit 2990 on testnet"))
    desk.clock.advance_ms(2_000)
    said = await say("cancel the eth one")

    assert said.calls == ()
    assert said.status == "clarify"


async def test_out_of_the_only_position_closes_it(say, approve):
    await approve(await say("buy 60 usdt btc live"))
    (made,) = (await say("get me out")).calls

    assert (made.tool, made.args()) == ("close_position", {"symbol": "BTCUSDT"})
