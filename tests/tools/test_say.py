"""What the tools that act or compute say of a result, word for word in both languages."""

from decimal import Decimal

import pytest

from tools.account.forget_preference import ForgetPreferenceResult
from tools.account.set_preference import SetPreferenceResult
from tools.call import Effect
from tools.catalogue import TOOLS, tool
from tools.lab.run_backtest import RunBacktestResult
from tools.ledger.ledger import TradingStateRow
from tools.market.sync_symbols import SyncSymbolsResult
from tools.research.metrics import Metrics
from tools.safety.engage_kill_switch import EngageKillSwitchResult
from tools.safety.latches import BREAKER
from tools.safety.release_kill_switch import ReleaseKillSwitchResult
from tools.safety.reset_circuit_breaker import ResetCircuitBreakerResult
from tools.terms import VenueName
from tools.trade.cancel_all_orders import CancelAllOrdersResult
from tools.trade.cancel_order import CancelOrderResult
from tools.trade.run_canary import RunCanaryResult
from tools.trade.set_leverage import SetLeverageResult
from tools.trade.set_margin_type import SetMarginTypeResult
from tools.trade.set_position_mode import SetPositionModeResult
from tools.venues.orders import Order, OrderRequest

TIME = 1_750_000_000_000
BREAKER_ROW = TradingStateRow(
    scope="venue:binance-spot", state="REDUCING", reason="daily loss", actor=BREAKER, time_ms=TIME
)


def order(**changes):
    fields = {
        "venue": "binance-futures",
        "symbol": "BTCUSDT",
        "order_id": "4711",
        "client_order_id": "spk-1",
        "side": "BUY",
        "type": "LIMIT",
        "status": "SUBMITTED",
        "quantity": "0.002",
        "executed_quantity": "0",
        "price": "60000",
        "average_price": "0",
        "reduce_only": False,
        "time_ms": TIME,
    }
    return Order.model_validate(fields | changes)


def backtest(**changes):
    measured = {
        "total_return": 0.35521,
        "annual_return": 0.355,
        "sharpe": 1.0749,
        "sortino": None,
        "max_drawdown": 0.3294,
        "profit_factor": None,
        "win_rate": None,
        "exposure": 0.5,
    }
    return RunBacktestResult(
        strategy="sma_crossover",
        params={},
        symbol="BTCUSDT",
        interval="1h",
        start="2023-01-01T00:00:00Z",
        end="2023-12-31T23:00:00Z",
        data_version="sha256:0",
        bars=8760,
        trades=176,
        final_equity="13552.16543210",
        metrics=Metrics.model_validate(measured | changes),
        equity=("10000",),
    )


def canary(**checks):
    request = OrderRequest(
        venue="binance-futures", symbol="BTCUSDT", side="BUY", type="MARKET", quantity="0.0008"
    )
    return RunCanaryResult(canary_id="canary_1", order=request, checks=checks)


CASES = [
    (
        "set_margin_type",
        SetMarginTypeResult(symbol="BTCUSDT", margin_type="ISOLATED"),
        "Margin of BTCUSDT is now isolated.",
        "BTCUSDT teminatı artık izole.",
    ),
    (
        "set_position_mode",
        SetPositionModeResult(mode="HEDGE"),
        "The account is now in hedge mode.",
        "Hesabın pozisyon modu artık hedge (çift yönlü).",
    ),
    (
        "run_backtest",
        backtest(),
        "sma_crossover, BTCUSDT 1h, 2023-01-01 – 2023-12-31: return +35.52 %, Sharpe 1.07, "
        "max drawdown 32.94 %, 176 trades, final equity 13552.17 USDT. Fills at the next open.",
        "sma_crossover, BTCUSDT 1h, 2023-01-01 – 2023-12-31: getiri +%35.52, Sharpe 1.07, "
        "en büyük düşüş %32.94, 176 işlem, son özvarlık 13552.17 USDT. Emirler sonraki açılışta dolar.",
    ),
    (
        "run_backtest",
        backtest(total_return=-0.5, sharpe=None),
        "sma_crossover, BTCUSDT 1h, 2023-01-01 – 2023-12-31: return -50 %, Sharpe –, "
        "max drawdown 32.94 %, 176 trades, final equity 13552.17 USDT. Fills at the next open.",
        "sma_crossover, BTCUSDT 1h, 2023-01-01 – 2023-12-31: getiri -%50, Sharpe –, "
        "en büyük düşüş %32.94, 176 işlem, son özvarlık 13552.17 USDT. Emirler sonraki açılışta dolar.",
    ),
    (
        "set_leverage",
        SetLeverageResult(symbol="BTCUSDT", leverage=2),
        "Leverage of BTCUSDT is now 2x.",
        "BTCUSDT kaldıracı artık 2x.",
    ),
    (
        "cancel_order",
        CancelOrderResult(order=order(status="CANCELLED", executed_quantity="0.0005")),
        "Order 4711 was cancelled: BUY 0.002 BTCUSDT at 60000; 0.0005 of 0.002 filled.",
        "4711 numaralı emir iptal edildi: 0.002 BTCUSDT alış, fiyat 60000; gerçekleşen 0.0005 / 0.002.",
    ),
    (
        "cancel_all_orders",
        CancelAllOrdersResult(symbol="BTCUSDT", cancelled=2, still_working=0),
        "2 working orders of BTCUSDT cancelled; none is left.",
        "BTCUSDT için 2 bekleyen emir iptal edildi; bekleyen emir kalmadı.",
    ),
    (
        "cancel_all_orders",
        CancelAllOrdersResult(symbol="BTCUSDT", cancelled=1, still_working=3),
        "1 working order of BTCUSDT cancelled; 3 still working.",
        "BTCUSDT için 1 bekleyen emir iptal edildi; 3 emir hâlâ bekliyor.",
    ),
    (
        "cancel_all_orders",
        CancelAllOrdersResult(symbol="BTCUSDT", cancelled=0, still_working=0),
        "BTCUSDT had no working order; nothing was cancelled.",
        "BTCUSDT için bekleyen emir yoktu; iptal edilen bir şey yok.",
    ),
    (
        "run_canary",
        canary(max_notional="allow", venue_filters="fix"),
        "Canary simulated: BUY 0.0008 BTCUSDT, all 2 checks passed. Nothing was sent.",
        "Kanarya simüle edildi: 0.0008 BTCUSDT alış, 2 denetimin hepsi geçti. Hiçbir şey gönderilmedi.",
    ),
    (
        "run_canary",
        canary(max_notional="deny", venue_filters="allow"),
        "Canary simulated: BUY 0.0008 BTCUSDT, not passed: max_notional. Nothing was sent.",
        "Kanarya simüle edildi: 0.0008 BTCUSDT alış, geçmeyen: max_notional. Hiçbir şey gönderilmedi.",
    ),
    (
        "engage_kill_switch",
        EngageKillSwitchResult(scope="all", cancelled=2, failed=1),
        "HALTED: all trading; 2 working orders cancelled, 1 could not be cancelled: look at the venue. "
        "Cancelling and closing still work; to release, write “resume trading because …” and approve.",
        "DURDURULDU: tüm işlemler; 2 bekleyen emir iptal edildi, 1 emir iptal edilemedi: borsaya bakın. "
        "İptal ve pozisyon kapatma çalışır; açmak için “işlemleri yeniden aç, sebep: …” yazıp onaylayın.",
    ),
    (
        "engage_kill_switch",
        EngageKillSwitchResult(scope="strategy:sma-1", cancelled=0, failed=0),
        "HALTED: strategy sma-1; 0 working orders cancelled. Cancelling and closing still work; to release, "
        "write “release the kill switch for strategy:sma-1 because …” and approve.",
        "DURDURULDU: sma-1 stratejisi; 0 bekleyen emir iptal edildi. İptal ve pozisyon kapatma çalışır; "
        "açmak için “strategy:sma-1 için kill switch'i kaldır, sebep: …” yazıp onaylayın.",
    ),
    (
        "release_kill_switch",
        ReleaseKillSwitchResult(scope="symbol:BTCUSDT"),
        "Trading is allowed again (BTCUSDT). Cancelled orders do not come back.",
        "İşlem yeniden serbest (BTCUSDT işlemleri). İptal edilen emirler geri gelmez.",
    ),
    (
        "release_kill_switch",
        ReleaseKillSwitchResult(scope="all", latched=(BREAKER_ROW,)),
        "Trading is allowed again (all trading). Cancelled orders do not come back. Still latched: trading "
        "on binance-spot (write “reset the circuit breaker on spot because …”).",
        "İşlem yeniden serbest (tüm işlemler). İptal edilen emirler geri gelmez. Hâlâ kilitli: binance-spot "
        "işlemleri (“spot devre kesicisini sıfırla, sebep: …” yazın).",
    ),
    (
        "reset_circuit_breaker",
        ResetCircuitBreakerResult(venue=VenueName.BINANCE_SPOT, equity=Decimal("4940.005")),
        "The circuit breaker of binance-spot is reset; today's loss counts from 4940 USDT on.",
        "binance-spot devre kesicisi sıfırlandı; bugünkü kayıp 4940 USDT'den itibaren sayılır.",
    ),
    (
        "reset_circuit_breaker",
        ResetCircuitBreakerResult(venue=None),
        "No circuit breaker was latched; nothing was changed.",
        "Kilitli devre kesici yoktu; hiçbir şey değişmedi.",
    ),
    (
        "sync_symbols",
        SyncSymbolsResult(added=("PEPEUSDT",), removed=("DOGEUSDT", "XLMUSDT")),
        "1 symbol added to the list, 2 taken off; cards shown before have to be proposed again.",
        "Listeye 1 sembol eklendi, 2 sembol çıkarıldı; önceki kartlar yeniden önerilmeli.",
    ),
    (
        "set_preference",
        SetPreferenceResult(
            preferences={
                "leverage": 3,
                "margin_type": "ISOLATED",
                "stop_loss_pct": "2",
                "take_profit_pct": "4.5",
            }
        ),
        "Remembered. Your preferences: leverage 3x, isolated margin, stop loss 2 %, take profit 4.5 %. They "
        "fill in what an order leaves open, and its card shows them.",
        "Aklımda. Tercihleriniz: kaldıraç 3x, izole teminat, %2 zarar durdur, %4.5 kâr al. Emirde "
        "belirtilmeyeni bunlarla tamamlarım, kartta gösterilir.",
    ),
    (
        "forget_preference",
        ForgetPreferenceResult(preferences={"margin_type": "CROSSED"}),
        "Forgotten. Still remembered: crossed margin.",
        "Unuttum. Kalan tercihleriniz: çapraz teminat.",
    ),
    (
        "forget_preference",
        ForgetPreferenceResult(preferences={}),
        "Forgotten. No preference is left.",
        "Unuttum. Kayıtlı tercihiniz kalmadı.",
    ),
]
WORST = [
    *[(name, result) for name, result, *_ in CASES],
    ("engage_kill_switch", EngageKillSwitchResult(scope=f"strategy:{'x' * 400}", cancelled=99, failed=99)),
    ("release_kill_switch", ReleaseKillSwitchResult(scope=f"strategy:{'x' * 400}")),
    (
        "reset_circuit_breaker",
        ResetCircuitBreakerResult(
            venue=VenueName.BINANCE_FUTURES, equity=Decimal("123456.78"), latched=(BREAKER_ROW,) * 9
        ),
    ),
    ("release_kill_switch", ReleaseKillSwitchResult(scope="venue:btcturk-spot", latched=(BREAKER_ROW,) * 9)),
    ("run_canary", canary(**{f"a_rule_that_said_no_{n}": "deny" for n in range(40)})),
]


@pytest.mark.parametrize(("name", "result", "en", "tr"), CASES)
def test_a_result_in_words(name, result, en, tr):
    said = tool(name).say(result)
    assert (said.en, said.tr) == (en, tr)
    assert en != tr


@pytest.mark.parametrize(("name", "result"), WORST)
def test_a_sentence_stays_short(name, result):
    said = tool(name).say(result)
    assert max(len(said.en), len(said.tr)) <= 300, said


def test_every_tool_that_does_more_than_read_has_a_case():
    said = {spec.name for spec in TOOLS if spec.say is not None and spec.effect is not Effect.READ}
    streams = {"start_stream", "stop_stream"}  # in test_say_streams.py
    assert {case[0] for case in CASES} | streams == said


@pytest.mark.parametrize("spec", TOOLS, ids=lambda spec: spec.name)
def test_a_tool_with_a_result_of_its_own_says_it(spec):
    assert (spec.say is not None) == (spec.run is not None or spec.name == "run_canary")
