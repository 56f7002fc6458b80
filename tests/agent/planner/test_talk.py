"""Reading in a thread: ordinary talk changes nothing, and a bare number keeps to the size before."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.planner.offline import OfflinePlanner
from agent.planner.proposal import Calls, Utterance
from agent.planner.talk.following import Following
from agent.planner.thread import Earlier, OpenQuestion, Thread
from tools.call import Effect
from tools.catalogue import tool
from tools.clock import VirtualClock

HERE = Path(__file__).parent
ORDER = {
    "symbol": "BTCUSDT",
    "side": "BUY",
    "type": "LIMIT",
    "quantity": "0.01",
    "price": "64000",
    "dry_run": False,
}
HOW_MUCH = OpenQuestion(text="buy BTC", question="How much? In coins or in USDT.", time_ms=1)


def thread(standing="pending", question=None, args=None):
    earlier = Earlier(
        turn=0,
        tool="place_order",
        args=args or ORDER,
        standing=standing,
        approval_id="apr_1" if standing == "pending" else None,
        expires_ms=9,
        time_ms=1,
    )
    return Thread(earlier=(earlier,), turns=1, question=question, language="en")


THREADS = [thread(), thread("simulated"), thread("approved"), thread(question=HOW_MUCH)]


@pytest.fixture(scope="module")
def follow(flat):
    offline = OfflinePlanner(VirtualClock(start_ms=1_735_689_600_000))
    planner = Following(offline, offline)

    def run(text, known):
        return asyncio.run(planner.plan(Utterance(text=text), flat.model_copy(update={"thread": known})))

    return run


def changes(proposal):
    calls = proposal.content.calls if isinstance(proposal.content, Calls) else ()
    return [made.tool for made in calls if tool(made.tool).effect is not Effect.READ] + list(
        proposal.withdraws
    )


@pytest.mark.slow
@pytest.mark.parametrize("known", THREADS, ids=["pending", "simulated", "approved", "question"])
@pytest.mark.parametrize("language", ["en", "tr"])
def test_ordinary_sentences_change_nothing_of_a_thread(follow, known, language):
    lines = (HERE / f"ordinary_{language}.txt").read_text(encoding="utf-8").splitlines()
    acted = [line for line in lines if line and not line.startswith("#") and changes(follow(line, known))]

    assert acted == []


@pytest.mark.parametrize(
    "text",
    [
        "Don't set my leverage to 20x",
        "should I make it 0.02?",
        "he said make it 0.02",
        '"make it 0.02"',
        "Sesi 3 yap",
        "Put 20 dollars into the piggy bank",
        "kaldıracımı 20 yapma",
        "double it",
        "iki katına çıkar",
    ],
)
def test_what_is_no_correction_is_none(follow, text):
    assert changes(follow(text, thread())) == []


@pytest.mark.parametrize(
    ("before", "text", "wanted"),
    [
        ({"quantity": "0.01"}, "make it 0.02", {"quantity": "0.02"}),
        ({"notional": "60"}, "make it 80", {"notional": "80"}),
        ({"notional": "60"}, "0.002 yap", {"quantity": "0.002"}),
        ({"quantity": "0.001"}, "80 yap", {"notional": "80"}),
        ({"quantity": "0.001"}, "make it 80 usdt", {"notional": "80"}),
        ({"notional": "60"}, "make it 0.002 btc", {"quantity": "0.002"}),
    ],
)
def test_a_bare_number_keeps_to_the_size_before(follow, before, text, wanted):
    args = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", **before}

    (made,) = follow(text, thread(args=args)).content.calls

    given_sizes = {path: value for path, value in made.args().items() if path in ("quantity", "notional")}
    assert given_sizes == wanted


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ({"notional": "60"}, "make it 20000"),
        ({"quantity": "0.01"}, "5 yap"),
        ({"notional": "60"}, "make it 0.002 0.003"),
    ],
)
def test_a_size_that_is_like_neither_is_asked(follow, before, text):
    args = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", **before}

    assert follow(text, thread(args=args)).content.kind == "clarify"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("limit at 63500", {"price": "63500"}),
        ("stop 63k", {"stop_loss_price": "63000"}),
        ("%2 stop", {"stop_loss_pct": "2"}),
        ("tp 67k", {"take_profit_price": "67000"}),
        ("3x", {"leverage": 3}),
    ],
)
def test_one_bare_value_changes_what_was_proposed(follow, text, wanted):
    (made,) = follow(text, thread()).content.calls

    assert made.tool == "place_order"
    assert made.args() == {**ORDER, **wanted}


@pytest.mark.parametrize("text", ["limit at 63500?", "stop", "limit 5", "2%", "what is a 2% stop"])
def test_a_value_that_fits_nothing_or_is_asked_about_changes_nothing(follow, text):
    assert changes(follow(text, thread())) == []


@pytest.mark.parametrize(
    ("text", "symbol"),
    [("aynısını sol için", "SOLUSDT"), ("same for ada", "ADAUSDT"), ("peki ya sol", "SOLUSDT")],
)
def test_beside_the_same_a_word_that_is_a_coin_is_the_coin(follow, text, symbol):
    args = {"symbol": "ETHUSDT", "side": "BUY", "type": "MARKET", "notional": "50"}

    (made,) = follow(text, thread("simulated", args=args)).content.calls

    assert made.args() == {**args, "symbol": symbol}


@pytest.mark.parametrize("text", ["what about fees?", "peki ya komisyon", "aynısını bardak için", "and then"])
def test_what_is_no_coin_does_not_propose_the_last_order_again(follow, text):
    args = {"symbol": "ETHUSDT", "side": "BUY", "type": "MARKET", "notional": "50"}

    assert changes(follow(text, thread("simulated", args=args))) == []


def test_a_target_is_not_hung_on_an_order_that_only_closes(follow):
    stop = {
        "symbol": "BTCUSDT",
        "side": "SELL",
        "type": "STOP_MARKET",
        "quantity": "0.001",
        "stop_price": "64000",
        "reduce_only": True,
    }

    assert changes(follow("tp'yi 66500 yap", thread("simulated", args=stop))) == []
    (moved,) = follow("stopu 63500 yap", thread("simulated", args=stop)).content.calls
    assert moved.args()["stop_price"] == "63500"


@pytest.mark.parametrize("text", ["3 yap", "make it 3"])
def test_a_number_that_may_be_the_leverage_or_the_size_is_asked(follow, text):
    args = {"symbol": "ETHUSDT", "side": "BUY", "type": "MARKET", "notional": "50", "leverage": 2}

    assert follow(text, thread("simulated", args=args)).content.kind == "clarify"


@pytest.mark.parametrize("text", ["eth'yi 70 yap", "make the eth one 70", "eth stop 3000 olsun"])
def test_a_value_for_another_coin_never_moves_what_waits(follow, text):
    args = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60", "dry_run": False}

    assert changes(follow(text, thread(args=args))) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("remove the stop", {"take_profit_pct": "4"}),
        ("hedefi kaldır", {"stop_loss_pct": "2"}),
        ("no target", {"stop_loss_pct": "2"}),
        ("stopsuz olsun", {"take_profit_pct": "4"}),
    ],
)
def test_a_stop_or_target_is_taken_off_the_proposal(follow, text, left):
    order = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60", "dry_run": False}
    known = thread(args=order | {"stop_loss_pct": "2", "take_profit_pct": "4"})

    said = follow(text, known)

    assert said.content.calls[0].args() == order | left
    assert said.withdraws == ("apr_1",)


@pytest.mark.parametrize("text", ["wait no, half", "yok yarısı olsun", "sadece yarısını"])
def test_half_of_a_close_that_waits(follow, text):
    close = Earlier(
        turn=0,
        tool="close_position",
        args={"symbol": "BTCUSDT", "dry_run": False},
        standing="pending",
        approval_id="apr_1",
        time_ms=1,
    )

    said = follow(text, Thread(earlier=(close,), turns=1, language="en"))

    assert said.content.calls[0].args() == {"symbol": "BTCUSDT", "percent": "50", "dry_run": False}
    assert said.withdraws == ("apr_1",)


def test_a_limit_without_its_price_is_asked_and_answered(follow):
    args = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60"}

    asked = follow("limit olsun", thread("simulated", args=args))
    assert asked.content.question.en == "At what limit price?"

    question = OpenQuestion(text="limit olsun", question="Limit fiyatı ne olsun?", time_ms=1)
    (made,) = follow("64000", thread("simulated", question, args)).content.calls
    assert made.args() == args | {"type": "LIMIT", "price": "64000"}


@pytest.mark.parametrize(
    ("text", "wanted"), [("0.002", {"quantity": "0.002"}), ("80 dolar", {"notional": "80"})]
)
def test_a_lone_number_right_after_a_proposal_is_its_size(follow, text, wanted):
    args = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET"}

    (made,) = follow(text, thread("simulated", args=args | {"quantity": "0.001"})).content.calls
    assert made.args() == args | wanted

    later = thread("simulated", args=args | {"quantity": "0.001"}).model_copy(update={"turns": 2})
    assert changes(follow(text, later)) == []


@pytest.mark.parametrize(
    "text", ["ilkini iptal et", "cancel the first one", "ikincisini iptal et", "cancel the last"]
)
def test_the_first_and_the_last_of_two_are_in_their_order(follow, text):
    one = thread().earlier[0]
    two = one.model_copy(update={"approval_id": "apr_2", "turn": 1})
    known = Thread(earlier=(one, two), turns=2, language="en")
    first = "ilk" in text or "first" in text

    assert follow(text, known).withdraws == (("apr_1",) if first else ("apr_2",))


@pytest.mark.parametrize("text", ["ikisini de onayla", "approve both", "hepsini onayla"])
def test_a_yes_to_all_approves_nothing(follow, text):
    one = thread().earlier[0]
    two = one.model_copy(update={"approval_id": "apr_2", "turn": 1})

    said = follow(text, Thread(earlier=(one, two), turns=2, language="en"))

    assert changes(said) == []


def test_words_of_a_wish_are_no_answer_to_a_question(follow):
    args = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "50"}
    known = thread("simulated", OpenQuestion(text="sol al", question="Ne kadar?", time_ms=1), args)

    assert changes(follow("onu yap", known)) == []


def test_the_testnet_is_meant_for_the_question_that_is_open(follow):
    args = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "50"}
    known = thread("simulated", OpenQuestion(text="buy eth", question="How much?", time_ms=1), args)

    said = follow("on testnet", known)

    assert said.content.kind == "clarify"
    assert said.read_as == "buy eth, on testnet"


@pytest.mark.parametrize("known", THREADS, ids=["pending", "simulated", "approved", "question"])
@pytest.mark.parametrize("text", ["it iptal", "iptal", "cancel", "64k iptal", "kapat 0.02", "long iptal it"])
def test_a_bare_cancel_never_becomes_every_order_of_a_symbol(follow, known, text):
    assert "cancel_all_orders" not in changes(follow(text, known))


WORDS = (
    "make it that cancel no yes same for ETH BTC 0.02 64k 80 usdt stop 2% half of on testnet again long 5x "
    "yap onu iptal et aynısını için yarısını kapat stop'u 63k'ya çek testnette tekrar "
    "hayır evet hepsi ? , ."
)


@settings(max_examples=150)
@given(
    words=st.lists(st.sampled_from(WORDS.split(" ")), min_size=1, max_size=6), known=st.sampled_from(THREADS)
)
def test_no_words_break_it_and_only_its_own_is_taken_back(follow, words, known):
    proposal = follow(" ".join(words), known)

    assert set(proposal.withdraws) <= {each.approval_id for each in known.pending()}
    if isinstance(proposal.content, Calls):
        assert all(
            made.tool != "cancel_all_orders" or "BTC" in words or "ETH" in words
            for made in proposal.content.calls
        )
