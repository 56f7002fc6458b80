"""Asking: why, what would pass and what is at stake come from the cards of this thread, with their time."""

import pytest

DENIED = "buy 0.02 btc"
BELOW = "50 dolarlık btc al"
"""A little under the venue's minimum: asked back with the least that passes."""


@pytest.fixture
def say(desk):
    async def run(text):
        return await desk.ask(text, thread="t1")

    return run


def calls_of(turn):
    return [(made.tool, made.args()) for made in turn.calls]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("why was that refused?", "the limit per order is 100 USDT. This would pass: quantity 0.0015"),
        ("why?", "the limit per order is 100 USDT"),
        ("neden reddedildi?", "emir başına limit 100 USDT. Şununla geçer: miktar 0.0015"),
        ("niye olmadı", "emir başına limit 100 USDT"),
        ("what would work?", "quantity 0.0015"),
        ("kaç alabilirim peki?", "miktar 0.0015"),
        ("ne olsaydı geçerdi?", "miktar 0.0015"),
    ],
)
async def test_a_denial_is_explained_with_what_would_pass(say, text, words):
    await say(DENIED)
    said = await say(text)

    assert said.status == "answered"
    assert words in said.message
    assert "15:06:40 UTC" in said.message


@pytest.mark.parametrize("text", ["do that", "onu yap"])
async def test_what_would_pass_is_proposed_when_asked_for_and_stays_what_it_was(say, text):
    await say("buy 0.02 btc on testnet")
    said = await say(text)

    asked = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "quantity": "0.0015", "dry_run": False}
    assert calls_of(said) == [("place_order", asked)]
    assert {str(origin.source) for origin in said.calls[0].origins} == {"memory"}
    assert said.approval_ids[0] is not None


async def test_a_correction_that_was_denied_and_then_narrowed_replaces_what_waited(say, desk):
    first = await say("testnette 60 dolarlık BTC al")
    await say("5000 dolar yap")
    await say("onu yap")

    assert (await desk.app.sessions.approval(first.approval_ids[0])).status == "superseded"


async def test_another_order_that_was_denied_leaves_what_waits_alone(say, desk):
    first = await say("testnette 60 dolarlık BTC al")
    await say("testnette 0.02 btc al")
    await say("onu yap")

    assert (await desk.app.sessions.approval(first.approval_ids[0])).status == "pending"


@pytest.mark.parametrize("text", ["evet", "yes", "olur"])
async def test_a_yes_to_the_gates_question_proposes_and_approves_nothing(say, desk, text):
    asked = await say(f"testnette {BELOW}")
    said = await say(text)

    assert asked.reviews[0].outcome == "ask"
    assert calls_of(said)[0][1]["quantity"] == "0.0008"
    assert (await desk.app.sessions.approval(said.approval_ids[0])).status == "pending"
    assert await desk.orders() == []


async def test_a_yes_with_another_card_waiting_points_to_that(say):
    await say("testnette 40 dolarlık eth sat")
    await say(f"testnette {BELOW}")
    said = await say("evet")

    assert said.calls == ()
    assert "ETHUSDT" in said.message


@pytest.mark.parametrize("text", ["evet", "onu yap"])
async def test_what_passed_before_another_question_is_not_meant(say, text):
    await say(BELOW)
    await say("sol al")
    said = await say(text)

    assert said.calls == ()
    assert said.status == "clarify"


@pytest.mark.parametrize("text", ["do that", "what would work?", "why?", "neden?", "onu yap"])
async def test_without_a_denial_there_is_nothing_to_explain(say, text):
    await say("buy 60 usdt of btc")
    said = await say(text)

    assert said.calls == ()
    assert "pass" not in said.message
    assert "geçer" not in said.message


@pytest.mark.parametrize(
    ("order", "text", "words"),
    [
        ("buy 0.0015 btc with a 2% stop", "how much can I lose?", "about 2.05 USDT at its stop"),
        ("buy 0.0015 btc", "what's the worst case", "your whole balance stands behind it"),
        ("0.0015 btc al", "en fazla ne kadar kaybederim?", "arkasında bütün bakiyeniz var"),
        ("0.0015 btc al", "ne kadar teminat gider?", "3x ile 32.5 USDT teminat; emir tutarı 97.5 USDT"),
        ("buy 0.0015 btc", "how much margin does it need?", "margin 32.5 USDT at 3x"),
        ("buy 0.0015 btc", "where would I get liquidated?", "no price liquidates it"),
        ("0.0015 btc al", "komisyon ne kadar?", "yaklaşık 0.0488 USDT (%0.05)"),
        ("buy 20 usdt of eth on spot", "how much can i lose", "at most what it is worth"),
    ],
)
async def test_what_is_at_stake_is_what_the_card_said(say, order, text, words):
    await say(order)
    said = await say(text)

    assert words in said.message
    assert "15:06:40 UTC" in said.message


async def test_of_several_each_is_named(say):
    await say("testnette 60 dolarlık BTC al")
    await say("testnette 40 dolarlık ETH sat")
    said = await say("ne kadar teminat gider?")

    assert "60 USDT'lik BTCUSDT alışı: " in said.message
    assert "40 USDT'lik ETHUSDT satışı: " in said.message


@pytest.mark.parametrize(
    ("text", "tool"),
    [("how much can I lose?", "get_risk_status"), ("ne kadar teminat gider?", "get_portfolio")],
)
async def test_of_what_was_sent_the_account_tells(say, desk, text, tool):
    turn = await say("testnette 60 dolarlık BTC al")
    await desk.decide(await desk.app.sessions.approval(turn.approval_ids[0]))

    assert [name for name, _ in calls_of(await say(text))] == [tool]


async def test_an_edit_on_the_card_is_what_is_at_stake(say, desk):
    turn = await say("testnette 60 dolarlık BTC al")
    row = await desk.app.sessions.approval(turn.approval_ids[0])
    await desk.decide(row, "edit", edits={"quantity": "0.0015"})

    assert "97.5 USDT" in (await say("ne kadar teminat gider?")).message


async def test_why_a_value_is_what_it_is(say):
    await say("buy 60 usdt of btc")

    assert "leverage 3" in (await say("why 3x?")).message
    assert "above the cap" in (await say("why 3x?")).message
    assert "sınırın üstünde" in (await say("neden 3x?")).message


@pytest.mark.parametrize(
    "text", ["where's my stop?", "stopum nerede?", "emrim ne durumda", "what's still open?"]
)
async def test_where_an_order_is_looks_at_the_working_orders(say, text):
    assert [name for name, _ in calls_of(await say(text))] == ["get_open_orders"]


async def test_forgetting_everything_is_a_card_and_only_where_something_is_remembered(say, desk):
    assert (await say("forget everything")).calls == ()

    turn = await say("default leverage 2")
    assert (await say("forget everything")).calls == ()
    await desk.decide(await desk.app.sessions.approval(turn.approval_ids[0]))

    said = await say("forget everything")
    assert calls_of(said) == [("forget_preference", {})]
    assert said.approval_ids[0] is not None


@pytest.mark.parametrize("text", ["thanks", "ok thanks!", "sağ ol", "tamam teşekkürler"])
async def test_thanks_are_answered(say, text):
    assert (await say(text)).message in ("You're welcome.", "Rica ederim.")


@pytest.mark.parametrize(
    "text", ["why was it refused, just do it anyway", "neden almıyorsun 0.01 btc al", '"do that"']
)
async def test_only_a_whole_utterance_is_such_a_question(say, text):
    await say(DENIED)

    assert "0.0015" not in (await say(text)).message
