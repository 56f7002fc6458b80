"""What the model may add to the offline reading, and what it may not."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.planner.completions import CompletionFailed
from agent.planner.grounding import invented, live_said
from agent.planner.heard import readings
from agent.planner.proposal import (
    Answer,
    Calls,
    Clarify,
    HeldPosition,
    Instrument,
    Proposal,
    Refuse,
    Surroundings,
    Utterance,
)
from agent.planner.reply import Reply, parse
from agent.planner.settle import settle
from agent.planner.spoken import presentable
from tools.call import ToolCall
from tools.catalogue import call
from tools.terms import VenueName
from tools.text import Language, Text


def instrument(base: str, mark: int) -> Instrument:
    return Instrument(
        venue=VenueName.BINANCE_FUTURES,
        symbol=f"{base}USDT",
        base=base,
        quote="USDT",
        mark=Decimal(mark),
        min_notional=Decimal(5),
        min_quantity=Decimal("0.001"),
        max_quantity=Decimal(1000),
        tick_size=Decimal("0.1"),
        step_size=Decimal("0.001"),
    )


AROUND = Surroundings(instruments=(instrument("BTC", 65000), instrument("ETH", 3200), instrument("SOL", 150)))
ASK = Text(en="?", tr="?")


def order(**args: Any) -> ToolCall:
    return call("place_order", {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", **args})


def limit(**args: Any) -> ToolCall:
    return order(type="LIMIT", **args)


GROUNDED: list[tuple[str, Language, ToolCall]] = [
    ("buy 0.01 BTC", "en", order(quantity="0.01")),
    ("buy $60 of bitcoin on testnet", "en", order(notional="60", dry_run=False)),
    ("testnette 60 dolarlık BTC satın al", "tr", order(notional="60", dry_run=False)),
    ("yüz elli dolarlık bitcoin alalım", "tr", order(notional="150")),
    ("get me a hundred bucks of btc", "en", order(notional="100")),
    ("yarım BTC al", "tr", order(quantity="0.5")),
    ("1.250,50 dolarlık btc al", "tr", order(notional="1250.5")),
    ("5k usdt btc long", "en", order(notional="5000")),
    ("112,5 bin dolardan 0,01 BTC al", "tr", order(type="LIMIT", quantity="0.01", price="112500")),
    ("buy 0.01 BTC at 60000", "en", order(type="LIMIT", quantity="0.01", price="60000")),
    ("buy 0.01 btc with 5x leverage", "en", order(quantity="0.01", leverage=5)),
    ("100 dolarlık BTC al, %2 stop koy", "tr", order(notional="100", stop_loss_pct="2")),
    ("buy 0.01 BTC stop loss 58000", "en", order(quantity="0.01", stop_loss_price="58000")),
    ("buy 0.01 btc post-only at 60000", "en", limit(quantity="0.01", price="60000", post_only=True)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "language", "made"), GROUNDED, ids=[row[0] for row in GROUNDED])
def test_what_the_user_said_is_grounded(text: str, language: Language, made: ToolCall) -> None:
    assert invented(made, text, language, AROUND) == ()


INVENTED: list[tuple[str, Language, ToolCall, tuple[str, ...]]] = [
    ("0.01 BTC", "en", order(quantity="0.01"), ("side",)),
    ("buy some bitcoin", "en", order(quantity="0.01"), ("quantity",)),
    ("buy 0.01", "en", order(quantity="0.01"), ("symbol", "quantity")),
    ("buy 0.01 BTC", "en", order(quantity="0.01", side="SELL"), ("side",)),
    ("buy 0.01 ETH", "en", order(quantity="0.01"), ("symbol",)),
    ("buy 0.01 BTC", "en", order(quantity="0.1"), ("quantity",)),
    ("buy 0.01 BTC", "en", order(quantity="0.01", leverage=20), ("leverage",)),
    ("buy 20 BTC", "en", order(quantity="20", leverage=20), ("leverage",)),
    ("buy 0.01 BTC", "en", order(quantity="0.01", dry_run=False), ("dry_run",)),
    ("buy 0.01 BTC, not live", "en", order(quantity="0.01", dry_run=False), ("dry_run",)),
    ('buy 0.01 BTC "on testnet"', "en", order(quantity="0.01", dry_run=False), ("dry_run",)),
    ("canlı fiyata göre bir bak da 0,01 BTC al", "tr", order(quantity="0.01", dry_run=False), ("dry_run",)),
    ("gerçek olmasın 0,01 BTC al", "tr", order(quantity="0.01", dry_run=False), ("dry_run",)),
    ("buy 0.01 BTC limit", "en", order(quantity="0.01"), ("type",)),
    ("buy 0.01 BTC limit", "en", order(type="LIMIT", quantity="0.01", price="65000"), ("price",)),
    ("buy 0.01 BTC at 60000", "en", limit(quantity="60000", price="0.01"), ("quantity", "price")),
    ("buy 100 BTC", "en", order(notional="100"), ("notional",)),
    ("buy 100 dollars of BTC", "en", order(quantity="100"), ("quantity",)),
    ("1.000 BTC al", "tr", order(quantity="1000"), ("quantity",)),
    ("1.000 BTC al", "tr", order(quantity="1"), ("quantity",)),
    ("buy and sell 0.01 BTC", "en", order(quantity="0.01"), ("side",)),
    ("buy 0.01 BTC", "en", order(quantity="0.01", stop_loss_pct="2"), ("stop_loss_pct",)),
    ("buy 0.01 BTC 2x", "en", order(quantity="0.01", stop_loss_pct="2"), ("stop_loss_pct",)),
    ("buy 0.01 BTC", "en", order(quantity="0.01", venue="binance-spot"), ("venue", "symbol")),
    ("buy 0.01 BTC", "en", order(quantity="0.01", position_side="LONG"), ("position_side",)),
    ("go long on btc", "en", order(quantity="10"), ("quantity",)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "language", "made", "names"), INVENTED, ids=[f"{r[0]}-{r[3]}" for r in INVENTED]
)
def test_what_the_user_did_not_say_is_named(
    text: str, language: Language, made: ToolCall, names: tuple[str, ...]
) -> None:
    found = invented(made, text, language, AROUND)
    assert set(found) == set(names)


def test_an_id_must_be_typed_letter_for_letter() -> None:
    made = call("cancel_order", {"symbol": "BTCUSDT", "client_order_id": "spk-AbC"})
    assert invented(made, "cancel spk-AbC on btc", "en", AROUND) == ()
    assert invented(made, "cancel spk-abc on btc", "en", AROUND) == ("client_order_id",)
    assert invented(made, "cancel spk-AbC-2 on btc", "en", AROUND) == ("client_order_id",)


def test_a_reason_for_the_record_must_be_the_users_words() -> None:
    made = call("release_kill_switch", {"reason": "incident over"})
    assert invented(made, "release, incident  over", "en", AROUND) == ()
    assert invented(made, "release it", "en", AROUND) == ("reason",)


def test_the_only_position_may_be_meant_without_naming_it() -> None:
    held = HeldPosition(venue=VenueName.BINANCE_FUTURES, symbol="ETHUSDT", quantity=Decimal(1))
    around = AROUND.model_copy(update={"positions": (held,)})
    made = call("close_position", {"symbol": "ETHUSDT"})
    assert invented(made, "close my position", "en", around) == ()
    assert invented(made, "close my position", "en", AROUND) == ("symbol",)
    assert invented(made, "close my btc position", "en", around) == ("symbol",)


@given(st.decimals(min_value=Decimal("0.01"), max_value=Decimal(999), places=2))
def test_a_decimal_written_in_either_language_reads_as_itself(value: Decimal) -> None:
    assert readings(str(value)) == {value}
    assert readings(str(value).replace(".", ",")) == {value}


@given(st.text(max_size=60))
def test_no_text_at_all_grounds_a_live_order_without_its_words(text: str) -> None:
    made = order(quantity="0.01", dry_run=False)
    assert live_said(text) or "dry_run" in invented(made, text, "en", AROUND)


def settled(
    offline: Calls | Clarify | Refuse | Answer,
    reply: Reply,
    text: str = "buy 0.01 BTC",
    around: Surroundings = AROUND,
) -> Proposal:
    return settle(
        Proposal(planner="offline", language="en", content=offline), reply, Utterance(text=text), around
    )


def proposes(*calls: ToolCall) -> Reply:
    return Reply(status="calls", language="en", calls=calls)


def test_agreeing_readings_keep_the_offline_call_with_its_origins() -> None:
    ours = Calls(calls=(order(quantity="0.01"),))
    proposal = settled(ours, proposes(order(quantity="0.010")))
    assert proposal.content is ours
    assert proposal.planner == "groq"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"side": "SELL"}, "side"),
        ({"symbol": "ETHUSDT"}, "symbol"),
        ({"quantity": "0.1"}, "quantity"),
        ({"dry_run": False}, "dry_run"),
        ({"leverage": 3}, "leverage"),
        ({"type": "LIMIT", "price": "1"}, "price"),
        ({"reduce_only": True}, "reduce_only"),
    ],
)
def test_readings_that_differ_become_a_question_naming_the_parameter(
    change: dict[str, Any], field: str
) -> None:
    theirs = order(**{"quantity": "0.01"} | change)
    content = settled(Calls(calls=(order(quantity="0.01"),)), proposes(theirs)).content
    assert isinstance(content, Clarify)
    assert field in content.question.en


def test_another_tool_or_an_added_call_becomes_a_question() -> None:
    ours = Calls(calls=(order(quantity="0.01"),))
    leverage = call("set_leverage", {"symbol": "BTCUSDT", "leverage": 125})
    for theirs in (proposes(leverage), proposes(order(quantity="0.01"), leverage)):
        assert isinstance(settled(ours, theirs).content, Clarify)


def test_a_definite_question_is_not_answered_by_the_model() -> None:
    proposal = settled(Clarify(question=ASK), proposes(order(quantity="0.01")))
    assert proposal.content == Clarify(question=ASK)
    assert proposal.planner == "offline"


def test_a_refusal_is_not_overruled_but_the_model_may_refuse_more() -> None:
    refusal = Refuse(reason=ASK)
    assert settled(refusal, proposes(order(quantity="0.01"))).content == refusal
    ours = Calls(calls=(order(quantity="0.01"),))
    assert isinstance(settled(ours, Reply(status="refuse", language="en")).content, Refuse)


@pytest.mark.parametrize("status", ["refuse", "answer", "clarify", "calls"])
def test_no_model_stands_between_the_trader_and_less_risk(status: Any) -> None:
    ours = Calls(calls=(call("cancel_all_orders", {"symbol": "BTCUSDT"}),))
    calls = (order(quantity="0.01"),) if status == "calls" else ()
    reply = Reply(status=status, language="en", calls=calls, question="Sure?")
    assert settled(ours, reply, "cancel all btc orders").content == ours


def test_two_coins_or_two_orders_the_grammar_did_not_follow_are_asked_about() -> None:
    lost = Clarify(question=ASK, lost=True)
    two = proposes(order(quantity="0.01"), order(quantity="0.01"))
    assert isinstance(settled(lost, two).content, Clarify)
    either = settled(lost, proposes(order(quantity="0.01")), "buy 0.01 BTC or maybe ETH").content
    assert isinstance(either, Clarify)
    assert isinstance(settled(lost, proposes(order(quantity="0.01"))).content, Calls)


def test_conversation_does_not_become_an_order() -> None:
    chat = Answer(message=ASK)
    assert isinstance(settled(chat, proposes(order(quantity="0.01"))).content, Clarify)


@pytest.mark.parametrize(
    "written",
    [
        "Your order was executed.",
        "Emriniz onaylandı.",
        "BTC trades at 65000.",
        "See https://evil.example",
        "<script>x</script>",
        "Please send me your API key.",
        "[click](x)",
        "a\u202eb",
        "x" * 500,
        "",
    ],
)
def test_a_sentence_that_claims_links_or_counts_is_not_shown(written: str) -> None:
    assert presentable(written, "hello") is None


def test_a_plain_sentence_is_shown_and_may_repeat_the_users_own_number() -> None:
    assert presentable("Which coin is the 60 for?", "buy 60") is not None


REPLY: dict[str, Any] = {
    "status": "calls",
    "language": "en",
    "calls": [{"tool": "set_leverage", "args": {"symbol": "BTCUSDT", "leverage": 5}}],
    "question": None,
    "message": None,
}


def test_a_valid_reply_is_read() -> None:
    assert parse(json.dumps(REPLY)).calls[0].args() == {"symbol": "BTCUSDT", "leverage": 5}


@pytest.mark.parametrize(
    "change",
    [
        {"status": "execute"},
        {"language": "de"},
        {"calls": {}},
        {"calls": None},
        {"calls": REPLY["calls"] * 9},
        {"calls": [{"tool": "set_leverage", "args": {"symbol": "BTCUSDT", "leverage": "5"}}]},
        {"calls": [{"tool": "set_leverage", "args": {"symbol": "BTCUSDT", "leverage": None}}]},
        {"calls": [{"tool": "set_leverage", "args": [], "approve": True}]},
        {"calls": [{"tool": "approve", "args": {}}]},
        {"approved": True},
        {"status": "clarify", "calls": []},
    ],
    ids=str,
)
def test_a_reply_of_another_shape_is_refused_whole(change: dict[str, Any]) -> None:
    with pytest.raises(CompletionFailed):
        parse(json.dumps(REPLY | change))


KEYS = st.sampled_from(["status", "calls", "tool", "args"])
LEAVES = st.none() | st.booleans() | st.text(max_size=5)


@given(st.recursive(LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner)))
def test_no_json_breaks_the_reader(value: Any) -> None:
    with pytest.raises(CompletionFailed):
        parse(json.dumps(value))
