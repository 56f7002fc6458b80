import io
from decimal import Decimal

import pytest
from rich.console import Console

from evals import situation
from guardrails.gate import review
from tools.catalogue import call
from tools.receipt import IntentState, LegRole, ReceiptLeg
from tools.terms import OrderStatus, VenueName
from tools.venues.accounts import Balance
from ui.render import WIDTH, safe, show_receipt, show_review, show_turn
from ui.render_words import WORDS


@pytest.fixture
def screen():
    return Console(file=io.StringIO(), width=WIDTH, highlight=False)


def shown(screen):
    return screen.file.getvalue()


@pytest.mark.parametrize("language", ["en", "tr"])
@pytest.mark.parametrize("outcome", ["allow", "deny"])
def test_a_card_fits_80_columns_except_the_command_to_copy(screen, make, language, outcome):
    show_review(screen, make.review(outcome), language, "apr_1")
    long = [line for line in shown(screen).splitlines() if len(line) > WIDTH]
    assert all(line.startswith("  spark-copilot approve apr_1 --digest sha256:") for line in long)


def test_a_card_says_everything_a_person_decides_on(screen, make):
    review = make.review()
    show_review(screen, review, "en", "apr_1")
    text = shown(screen)
    for part in (
        "place_order · binance-futures · local_testnet",
        "BUY 0.001 BTCUSDT MARKET",
        "local-testnet:spark-te…",
        "0.00092 → 0.001",
        "step size 0.001",
        "Risk 12/100 low",
        "60 % of the limit",
        "65000.1 USDT",
        "52260 USDT",
        "15:07:10 UTC",
        f"spark-copilot approve apr_1 --digest {review.approval.digest}",
        "spark-copilot reject apr_1",
    ):
        assert part in text


def test_a_denial_shows_the_rule_and_its_reason(screen, make):
    show_review(screen, make.review("deny"), "tr", None)
    text = shown(screen)
    assert "reddedildi" in text
    assert "max_notional" in text
    assert "60 USDT, limit 100 USDT" in text
    assert "approve" not in text


def test_a_turn_shows_results_receipts_and_the_message(screen, make):
    turn = make.turn(
        results=(make.read("get_health", {"status": "ok", "rows": ["a", {"b": "1", "c": None}]}),),
        receipts=(make.receipt(),),
        message="Done.",
    )
    show_turn(screen, turn)
    text = shown(screen)
    assert "b 1" in text
    assert "0.001 @ 65000.1 (0.026 USDT)" in text
    assert text.rstrip().endswith("Done.")


def test_a_receipt_shows_its_evidence(screen, make):
    show_receipt(screen, make.receipt(), "tr")
    assert "#9 acked sha256:1111" in shown(screen)


def _protected(receipt, unprotected):
    stop = ReceiptLeg(
        role=LegRole.STOP_LOSS,
        client_order_id="spk-stop",
        order_id="2000001",
        quantity=Decimal("0.0009"),
        executed_quantity=Decimal(0),
        stop_price=Decimal("63700.1"),
        state=IntentState.ACKED,
        status=OrderStatus.SUBMITTED,
        code=None,
    )
    refused = stop.model_copy(
        update={
            "role": LegRole.TAKE_PROFIT,
            "order_id": None,
            "state": IntentState.REJECTED,
            "status": None,
            "code": "-4120",
        }
    )
    return receipt.model_copy(update={"legs": (stop, refused), "unprotected_quantity": unprotected})


@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_receipt_shows_its_legs_on_80_columns(screen, make, language):
    show_receipt(screen, _protected(make.receipt(), Decimal(0)), language)
    text = shown(screen)
    assert all(len(line) <= WIDTH for line in text.splitlines())
    for part in (WORDS["stop_loss"].say(language), "SUBMITTED", "63700.1", "2000001", "REJECTED (-4120)"):
        assert part in text
    assert "⚠" not in text


@pytest.mark.parametrize(
    ("language", "warning"),
    [("en", "UNPROTECTED: nothing guards 0.0009"), ("tr", "KORUMASIZ: gerçekleşenin 0.0009")],
)
def test_a_fill_nothing_covers_stands_out(screen, make, language, warning):
    show_receipt(screen, _protected(make.receipt(), Decimal("0.0009")), language)
    assert shown(screen).splitlines()[1].startswith(f"│ ⚠ {warning}")


@pytest.mark.parametrize("language", ["en", "tr"])
def test_nothing_of_the_preview_is_cut_off(screen, language):
    show_review(screen, reviewed(stop_loss_pct="2", take_profit_pct="4"), language, None)
    assert "…" not in shown(screen).replace("local-testnet:spark-te…", "")


def test_markup_and_control_characters_from_outside_change_nothing(screen, make):
    show_turn(screen, make.turn("answered", message="[red]x[/red] \x1b[2J\u202egnp \x07ok"))
    assert shown(screen) == "[red]x[/red] [2Jgnp ok\n"
    assert safe("a\nb") == "a\nb"


def test_every_word_exists_in_both_languages():
    for text in WORDS.values():
        assert text.en
        assert text.tr


def reviewed(**args):
    return review(situation.order_call(**args), situation.make_facts())


def test_a_protected_order_shows_its_stop_its_stake_and_what_to_know(screen):
    show_review(screen, reviewed(price="64000", stop_loss_pct="2", take_profit_pct="4"), "en", None)
    text = " ".join(shown(screen).replace("│", " ").split())
    for part in (
        "BUY 0.001 BTCUSDT LIMIT @ 64000",
        "protected by: SELL 0.001 BTCUSDT STOP_MARKET trigger 62720 · reduce_only",
        "SELL 0.001 BTCUSDT TAKE_PROFIT_MARKET trigger 66560 · reduce_only",
        "loss at the stop 1.32 USDT",
        "gain at the target 2.51 USDT",
        "Protection is placed after the fill",
        "closed at the market",
    ):
        assert part in text


def test_a_trailing_order_shows_its_distance_and_its_start(screen):
    made = reviewed(side="SELL", type="TRAILING_STOP_MARKET", callback_rate="1.5", activation_price="66000")
    show_review(screen, made, "tr", None)
    assert "TRAILING_STOP_MARKET %1.5 geriden izler başlangıç 66000" in shown(screen)


def test_a_replacement_names_the_order_it_replaces(screen):
    made = call("replace_order", {"symbol": "BTCUSDT", "order_id": "1", "price": "63000"})
    facts = situation.make_facts(replaced=situation.working_order(quantity="0.001"))
    show_review(screen, review(made, facts), "en", None)
    assert "replaces order 1" in shown(screen)


def test_a_pair_shows_both_orders(screen):
    args = {"symbol": "BTCUSDT", "side": "SELL", "quantity": "0.001", "price": "66000", "stop_price": "64000"}
    facts = situation.make_facts(venue=VenueName.BINANCE_SPOT, capabilities=situation.SPOT, position="0.01")
    show_review(screen, review(call("place_oco", args), facts), "tr", None)
    text = shown(screen)
    assert "ya da hangisi önce gelirse" in text
    assert "STOP_MARKET tetik 64000" in text


@pytest.mark.parametrize(
    ("language", "use", "margin"), [("en", "balance use", "margin"), ("tr", "bakiye kullanımı", "teminat")]
)
def test_a_spot_card_speaks_of_its_balance_and_never_of_margin(screen, language, use, margin):
    money = Balance(asset="USDT", wallet=Decimal(5000), available=Decimal(5000))
    facts = situation.make_facts(venue=VenueName.BINANCE_SPOT, capabilities=situation.SPOT, leverage=1)
    account = facts.account.account.model_copy(update={"balances": (money,)})
    facts = facts.model_copy(update={"account": facts.account.model_copy(update={"account": account})})
    seen = review(situation.order_call(venue="binance-spot"), facts)
    show_review(screen, seen, language, "apr_1")
    assert f"{use} " in shown(screen)
    assert margin not in shown(screen).lower()
