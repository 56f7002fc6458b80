"""The words of the terminal cards, in both languages."""

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
    "fill_price": Text(en="fill price", tr="gerçekleşme fiyatı"),
    "notional": Text(en="order value", tr="emir tutarı"),
    "fee": Text(en="fee", tr="komisyon"),
    "slippage_bps": Text(en="slippage (bps)", tr="kayma (bps)"),
    "margin": Text(en="margin", tr="teminat"),
    "leverage": Text(en="leverage", tr="kaldıraç"),
    "position_after": Text(en="position after", tr="sonraki pozisyon"),
    "liquidation_price": Text(en="liquidation price", tr="tasfiye fiyatı"),
    "exposure_after": Text(en="exposure after", tr="sonraki risk tutarı"),
    "headroom": Text(en="left under the limits", tr="limitlerden kalan"),
    "none": Text(en="none", tr="yok"),
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
