"""The words of the terminal cards, in both languages."""

from decimal import ROUND_DOWN, Decimal

from tools.money import plain
from tools.text import Language, Text

WORDS = {
    "parameters": Text(en="Parameters", tr="Parametreler"),
    "changes": Text(en="Changed from what was asked", tr="İstenenden farklı olanlar"),
    "checks": Text(en="Checks", tr="Denetimler"),
    "passed": Text(en="{count} passed", tr="{count} denetim geçti"),
    "would_pass": Text(en="would pass with", tr="şu değerle geçer:"),
    "limit": Text(en="limit", tr="limit"),
    "risk": Text(en="Risk", tr="Risk"),
    "preview": Text(en="If it fills now", tr="Şimdi gerçekleşirse"),
    "account": Text(en="account", tr="hesap"),
    "fill_price": Text(en="fill price", tr="işlem fiyatı"),
    "notional": Text(en="order value", tr="emir tutarı"),
    "fee": Text(en="fee", tr="komisyon"),
    "slippage_bps": Text(en="slippage (bps)", tr="kayma (bps)"),
    "margin": Text(en="margin", tr="teminat"),
    "leverage": Text(en="leverage", tr="kaldıraç"),
    "position_after": Text(en="position after", tr="sonraki pozisyon"),
    "liquidation_price": Text(en="liquidation price", tr="tasfiye fiyatı"),
    "exposure_after": Text(en="exposure after", tr="sonraki risk tutarı"),
    "loss_at_stop": Text(en="loss at the stop", tr="stopta kayıp"),
    "gain_at_target": Text(en="gain at the target", tr="hedefte kazanç"),
    "reward_risk": Text(en="reward / risk", tr="kazanç / kayıp"),
    "trigger": Text(en="trigger", tr="tetik"),
    "trailing": Text(en="trailing {rate} %", tr="%{rate} geriden izler"),
    "trailing_from": Text(en="from", tr="başlangıç"),
    "replaces": Text(en="replaces order", tr="değiştirilen emir"),
    "PROTECTED": Text(en="protected by", tr="koruma"),
    "OCO": Text(en="or, whichever comes first", tr="ya da hangisi önce gelirse"),
    "headroom": Text(en="left under the limits", tr="limitlerden kalan"),
    "none": Text(en="none", tr="yok"),
    "none_crossed": Text(en="none (cross margin)", tr="yok (çapraz)"),
    "over": Text(en="over", tr="aşıldı"),
    "max_notional": Text(en="order value", tr="emir değeri"),
    "max_position": Text(en="position", tr="pozisyon"),
    "max_exposure": Text(en="exposure", tr="toplam değer"),
    "max_leverage": Text(en="leverage", tr="kaldıraç"),
    "max_open_orders": Text(en="open orders", tr="açık emir"),
    "max_daily_loss": Text(en="daily loss", tr="günlük kayıp"),
    "max_margin_use": Text(en="margin use", tr="teminat kullanımı"),
    "balance_use": Text(en="balance use", tr="bakiye kullanımı"),
    "max_drawdown": Text(en="drawdown", tr="düşüş"),
    "allow": Text(en="allowed", tr="izinli"),
    "ask": Text(en="a question first", tr="önce bir soru"),
    "deny": Text(en="denied", tr="reddedildi"),
    "simulation": Text(en="SIMULATION", tr="SİMÜLASYON"),
    "low": Text(en="low", tr="düşük"),
    "medium": Text(en="medium", tr="orta"),
    "high": Text(en="high", tr="yüksek"),
    "critical": Text(en="critical", tr="kritik"),
    "expires": Text(en="expires", tr="geçerlilik"),
    "digest": Text(en="digest", tr="özet"),
    "to_approve": Text(en="To approve exactly this:", tr="Tam olarak bunu onaylamak için:"),
    "to_reject": Text(en="To reject:", tr="Reddetmek için:"),
    "user": Text(en="you", tr="siz"),
    "default": Text(en="default", tr="varsayılan"),
    "memory": Text(en="memory", tr="hafıza"),
    "autofix": Text(en="autofix", tr="düzeltme"),
    "human": Text(en="edited", tr="düzenleme"),
    "receipt": Text(en="Receipt", tr="Makbuz"),
    "order": Text(en="order", tr="emir"),
    "client_order_id": Text(en="client order id", tr="istemci emir no"),
    "order_id": Text(en="venue order id", tr="borsa emir no"),
    "state": Text(en="state", tr="durum"),
    "fills": Text(en="fills", tr="gerçekleşmeler"),
    "stop_loss": Text(en="stop loss", tr="zarar durdurma"),
    "take_profit": Text(en="take profit", tr="kâr alma"),
    "close": Text(en="market close", tr="piyasadan kapatma"),
    "stop": Text(en="stop order", tr="stop emri"),
    "done_of": Text(en="{done} of {whole} filled", tr="gerçekleşen {done} / {whole}"),
    "unprotected": Text(
        en="UNPROTECTED: nothing guards {quantity} of what was filled.",
        tr="KORUMASIZ: gerçekleşenin {quantity} kadarını koruyan emir yok.",
    ),
    "executions": Text(en="timeline (UTC)", tr="zaman çizelgesi (UTC)"),
    "source_answer": Text(en="answer", tr="yanıt"),
    "source_rest": Text(en="REST", tr="REST"),
    "source_stream": Text(en="stream", tr="akış"),
    "evidence": Text(en="evidence", tr="kanıt"),
    "nothing_waits": Text(en="Nothing waits for a decision.", tr="Karar bekleyen yok."),
    "type_yes": Text(
        en="Type yes to approve, anything else leaves it pending",
        tr="Onaylamak için evet yazın, başka bir şey beklemede bırakır",
    ),
    "type_quantity": Text(
        en="Type the quantity to approve, anything else leaves it pending",
        tr="Onaylamak için miktarı yazın, başka bir şey beklemede bırakır",
    ),
    "still_pending": Text(en="Nothing was approved; it still waits.", tr="Onaylanmadı; beklemede."),
    "yes": Text(en="yes", tr="evet"),
}
"""Every word by its key."""


def word(key: str, language: Language) -> str:
    """A word in `language`; a key without words is shown as it is."""
    found = WORDS.get(key)
    return key if found is None else found.say(language)


_IN_USDT = ("max_notional", "max_exposure", "max_daily_loss")
_FRACTIONS = ("max_margin_use", "balance_use", "max_drawdown")


def left_under(name: str, left: str, base: str, language: Language) -> str:
    """What is left under a limit, with its name and unit; never more than there is."""
    value = Decimal(left)
    if value < 0:
        return f"{word(name, language)} {word('over', language)}"
    return f"{word(name, language)} {_with_unit(name, value, base, language)}"


def _with_unit(name: str, value: Decimal, base: str, language: Language) -> str:
    cents = plain(value.quantize(Decimal("0.01"), rounding=ROUND_DOWN))
    if name in _FRACTIONS:
        share = plain((value * 100).quantize(Decimal("0.01"), rounding=ROUND_DOWN))
        return Text(en=f"{share} %", tr=f"%{share}").say(language)
    if name in _IN_USDT:
        return f"{cents} USDT"
    if name == "max_position":
        return f"{plain(value.quantize(Decimal('0.0001'), rounding=ROUND_DOWN))} {base}".strip()
    return f"{plain(value)}x" if name == "max_leverage" else plain(value)
