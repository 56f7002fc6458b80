"""Words of result fields and titles of read tools, in both languages, and the columns of their tables."""

from collections.abc import Mapping

from pydantic import JsonValue

from tools.text import Text

TITLES: dict[str, Text] = {
    "get_health": Text(en="Health", tr="Sistem durumu"),
    "get_portfolio": Text(en="Portfolio", tr="Portföy"),
    "get_positions": Text(en="Open positions", tr="Açık pozisyonlar"),
    "get_open_orders": Text(en="Working orders", tr="Bekleyen emirler"),
    "get_order": Text(en="Order", tr="Emir"),
    "get_pnl": Text(en="Profit and loss", tr="Kâr ve zarar"),
    "get_risk_status": Text(en="Risk and limits", tr="Risk ve limitler"),
    "get_market": Text(en="Market", tr="Piyasa"),
    "get_stream_status": Text(en="Streams", tr="Akışlar"),
    "explain_policy": Text(en="Rules in force", tr="Yürürlükteki kurallar"),
    "run_backtest": Text(en="Backtest", tr="Geçmiş testi"),
    "run_canary": Text(en="Canary", tr="Kanarya"),
}

WORDS: dict[str, Text] = {
    "account": Text(en="account", tr="hesap"),
    "actual": Text(en="now", tr="şu an"),
    "annual_return": Text(en="annual return", tr="yıllık getiri"),
    "ask": Text(en="ask", tr="satış (ask)"),
    "asset": Text(en="asset", tr="varlık"),
    "available": Text(en="available", tr="kullanılabilir"),
    "average_price": Text(en="average price", tr="ortalama fiyat"),
    "balances": Text(en="balances", tr="bakiyeler"),
    "bars": Text(en="bars", tr="mum sayısı"),
    "bid": Text(en="bid", tr="alış (bid)"),
    "canary_id": Text(en="canary", tr="kanarya"),
    "checks": Text(en="checks", tr="kontroller"),
    "client_order_id": Text(en="client order id", tr="istemci emir no"),
    "commission": Text(en="commission", tr="komisyon"),
    "age_ms": Text(en="age", tr="yaş"),
    "agreed_ms": Text(en="agreed with REST (UTC)", tr="REST ile eşit (UTC)"),
    "connections": Text(en="connections", tr="bağlantılar"),
    "connects": Text(en="connected times", tr="bağlanma sayısı"),
    "dropped": Text(en="dropped", tr="atlanan"),
    "duplicates": Text(en="repeated", tr="yinelenen"),
    "events": Text(en="events", tr="olaylar"),
    "feeds": Text(en="streams", tr="akışlar"),
    "gaps": Text(en="gaps", tr="kesintiler"),
    "late": Text(en="late", tr="geç gelen"),
    "level": Text(en="freshness", tr="güncellik"),
    "problem": Text(en="problem", tr="sorun"),
    "refused": Text(en="refused", tr="reddedilen"),
    "resyncs": Text(en="resyncs", tr="eşitlemeler"),
    "route": Text(en="route", tr="hat"),
    "running": Text(en="running", tr="çalışıyor"),
    "symbols": Text(en="symbols", tr="semboller"),
    "entry_price": Text(en="entry", tr="giriş fiyatı"),
    "equity": Text(en="equity", tr="özvarlık"),
    "executed_quantity": Text(en="filled", tr="gerçekleşen"),
    "exposure": Text(en="exposure", tr="toplam değer"),
    "time_in_market": Text(en="time in market", tr="pozisyonda süre"),
    "used": Text(en="used", tr="kullanılan"),
    "limit_name": Text(en="limit name", tr="limit adı"),
    "daily_loss": Text(en="daily loss", tr="günlük kayıp"),
    "drawdown": Text(en="drawdown", tr="düşüş"),
    "day": Text(en="day", tr="gün"),
    "opening_equity": Text(en="opening equity", tr="açılış özvarlığı"),
    "high_water": Text(en="highest equity", tr="en yüksek özvarlık"),
    "start": Text(en="start", tr="başlangıç"),
    "end": Text(en="end", tr="bitiş"),
    "fast": Text(en="fast", tr="hızlı"),
    "slow": Text(en="slow", tr="yavaş"),
    "index": Text(en="index price", tr="endeks fiyatı"),
    "next_funding_ms": Text(en="next funding (UTC)", tr="sonraki fonlama (UTC)"),
    "staleness_ms": Text(en="age", tr="veri yaşı"),
    "digest": Text(en="digest", tr="özet"),
    "final_equity": Text(en="final equity", tr="son özvarlık"),
    "funding_rate": Text(en="funding rate", tr="fonlama oranı"),
    "headroom": Text(en="left", tr="kalan"),
    "index_price": Text(en="index price", tr="endeks fiyatı"),
    "initial_equity": Text(en="initial equity", tr="başlangıç özvarlığı"),
    "initial_margin": Text(en="margin", tr="teminat"),
    "interval": Text(en="interval", tr="periyot"),
    "leverage": Text(en="leverage", tr="kaldıraç"),
    "limit": Text(en="limit", tr="limit"),
    "limits": Text(en="limits", tr="limitler"),
    "liquidation_price": Text(en="liquidation", tr="tasfiye fiyatı"),
    "maintenance_margin": Text(en="maintenance margin", tr="sürdürme teminatı"),
    "mark": Text(en="mark price", tr="işaret fiyatı"),
    "mark_price": Text(en="mark price", tr="işaret fiyatı"),
    "max_drawdown": Text(en="max drawdown", tr="en büyük düşüş"),
    "metrics": Text(en="metrics", tr="ölçütler"),
    "mode": Text(en="mode", tr="mod"),
    "name": Text(en="name", tr="ad"),
    "notional": Text(en="value", tr="değer"),
    "open_orders": Text(en="working orders", tr="bekleyen emirler"),
    "order": Text(en="order", tr="emir"),
    "order_id": Text(en="order id", tr="emir no"),
    "orders": Text(en="orders", tr="emirler"),
    "owner": Text(en="owner", tr="sahibi"),
    "params": Text(en="parameters", tr="parametreler"),
    "planner": Text(en="planner", tr="planlayıcı"),
    "position_side": Text(en="position side", tr="pozisyon yönü"),
    "positions": Text(en="positions", tr="pozisyonlar"),
    "price": Text(en="price", tr="fiyat"),
    "profile": Text(en="profile", tr="profil"),
    "profit_factor": Text(en="profit factor", tr="kâr faktörü"),
    "quantity": Text(en="quantity", tr="miktar"),
    "rationale": Text(en="rationale", tr="gerekçe"),
    "reason": Text(en="reason", tr="gerekçe"),
    "realized_pnl": Text(en="realised PnL", tr="gerçekleşen kâr/zarar"),
    "reduce_only": Text(en="reduce only", tr="yalnızca azaltan"),
    "rule": Text(en="rule", tr="kural"),
    "rules": Text(en="rules", tr="kurallar"),
    "scope": Text(en="scope", tr="kapsam"),
    "sharpe": Text(en="Sharpe", tr="Sharpe"),
    "side": Text(en="side", tr="yön"),
    "sortino": Text(en="Sortino", tr="Sortino"),
    "spread_bps": Text(en="spread (bp)", tr="makas (bp)"),
    "state": Text(en="state", tr="durum"),
    "status": Text(en="status", tr="durum"),
    "strategy": Text(en="strategy", tr="strateji"),
    "summary": Text(en="summary", tr="özet"),
    "symbol": Text(en="symbol", tr="sembol"),
    "time_in_force": Text(en="time in force", tr="geçerlilik"),
    "total_return": Text(en="total return", tr="toplam getiri"),
    "trades": Text(en="trades", tr="işlem sayısı"),
    "trading": Text(en="trading", tr="işlem durumu"),
    "type": Text(en="type", tr="tür"),
    "unit": Text(en="unit", tr="birim"),
    "unrealized_pnl": Text(en="unrealised PnL", tr="gerçekleşmemiş kâr/zarar"),
    "value": Text(en="value", tr="değer"),
    "venue": Text(en="venue", tr="borsa"),
    "wallet": Text(en="wallet", tr="cüzdan"),
    "why": Text(en="why", tr="neden"),
    "win_rate": Text(en="win rate", tr="kazanma oranı"),
}

METRICS = {"exposure": "time_in_market"}
"""Backtest metrics whose name means something else elsewhere."""

PERCENTS = frozenset({"total_return", "annual_return", "max_drawdown", "win_rate", "time_in_market"})
"""Statistics given as fractions."""

RATIOS = frozenset({"sharpe", "sortino", "profit_factor"})

_COLUMNS: dict[str, tuple[str, ...]] = {
    "get_positions": (
        "symbol",
        "quantity",
        "entry_price",
        "mark_price",
        "unrealized_pnl",
        "liquidation_price",
    ),
    "get_open_orders": ("symbol", "side", "type", "quantity", "price", "executed_quantity", "order_id"),
    "explain_policy": ("name", "summary", "limit"),
}

MAX_COLUMNS = 7


def columns_of(tool: str, row: Mapping[str, JsonValue]) -> tuple[str, ...]:
    """Columns of a table: the ones that matter for the tool, else the first few of the row."""
    chosen = tuple(column for column in _COLUMNS.get(tool, ()) if column in row)
    return chosen or tuple(row)[:MAX_COLUMNS]
