"""Spot account endpoints: balances, fills, commission, order counts."""

from collections.abc import Sequence

from tools.testnet.endpoint import Call, Endpoint, Json, Routes
from tools.testnet.numbers import money_text
from tools.testnet.order_request import Params
from tools.testnet.rate_limit import RateLimit
from tools.testnet.spot.bodies import fill_body, prevented_body
from tools.testnet.spot.clearing import COMMISSION
from tools.testnet.spot.order import SpotFill
from tools.testnet.spot.parameters import Fields, read_limit, read_window
from tools.testnet.spot.refusal import refusal
from tools.testnet.spot.rest_market import instrument_of
from tools.testnet.spot.rest_orders import no_discount, wallet_of

_RATE = money_text(COMMISSION)
_NO_RATE = "0.00000000"


def account(call: Call) -> Json:
    """Balances and rates."""
    call.venue.spot.tick()
    wallet = wallet_of(call)
    omits_zero = Fields(call.params).flag("omitZeroBalances")
    basis_points = int(COMMISSION * 10_000)
    return {
        "makerCommission": basis_points,
        "takerCommission": basis_points,
        "buyerCommission": 0,
        "sellerCommission": 0,
        "commissionRates": {"maker": _RATE, "taker": _RATE, "buyer": _NO_RATE, "seller": _NO_RATE},
        "canTrade": True,
        "canWithdraw": False,
        "canDeposit": False,
        "brokered": False,
        "requireSelfTradePrevention": False,
        "preventSor": False,
        "updateTime": wallet.updated_ms,
        "accountType": "SPOT",
        "balances": [
            {"asset": asset, "free": money_text(balance.free), "locked": money_text(balance.locked)}
            for asset, balance in sorted(wallet.balances.items())
            if balance.free or balance.locked or not omits_zero
        ],
        "permissions": ["SPOT"],
        "uid": int(wallet.account_id[:8], 16),
    }


def commission(call: Call) -> Json:
    """Commission rates of a pair, as fractions."""
    nothing = dict.fromkeys(("maker", "taker", "buyer", "seller"), _NO_RATE)
    return {
        "symbol": instrument_of(call).symbol,
        "standardCommission": nothing | {"maker": _RATE, "taker": _RATE},
        "specialCommission": nothing,
        "taxCommission": nothing,
        "discount": no_discount(),
    }


def my_trades(call: Call) -> Json:
    """Fills of a symbol: of an order, from an id on, of a window, or the newest; oldest first.

    Raises:
        Problem: -1128 for a combination that is not served.
    """
    symbol, fields = instrument_of(call).symbol, Fields(call.params)
    call.venue.spot.market(symbol)
    fills: Sequence[SpotFill] = call.venue.spot.records.fills_of(wallet_of(call), symbol)
    order_id, first, limit = fields.long("orderId"), fields.long("fromId"), read_limit(call.params)
    timed = fields.given("startTime") or fields.given("endTime")
    if timed and (order_id is not None or first is not None):
        raise refusal(-1128)
    start, end = read_window(call.params, call.venue.clock.now_ms())
    chosen = [
        fill
        for fill in fills
        if order_id in (None, fill.order_id)
        and fill.trade_id >= (first or 0)
        and (not timed or start <= fill.time_ms <= end)
    ]
    oldest = first is not None or fields.given("startTime")
    return [fill_body(fill) for fill in (chosen[:limit] if oldest else chosen[-limit:])]


def my_prevented_matches(call: Call) -> Json:
    """Matches of the account with itself: one of a symbol, or those of an order, oldest first.

    Raises:
        Problem: -1128 for a combination that is not served.
    """
    symbol, fields = instrument_of(call).symbol, Fields(call.params)
    call.venue.spot.market(symbol)
    names = ("preventedMatchId", "orderId", "fromPreventedMatchId")
    match_id, order_id, first = (fields.long(name) for name in names)
    if (match_id is None) is (order_id is None) or (match_id is not None and first is not None):
        raise refusal(-1128)
    mine = [
        match
        for match in call.venue.spot.records.prevented[symbol]
        if match.account == call.account.account_id
        and match_id in (None, match.match_id)
        and order_id in (None, match.taker_order_id, match.maker_order_id)
        and match.match_id >= (first or 0)
    ]
    return [prevented_body(match) for match in mine[: read_limit(call.params)]]


def my_allocations(call: Call) -> Json:
    """None: no symbol has smart order routing."""
    instrument_of(call)
    return []


def _prevented_weight(params: Params) -> int:
    return 20 if params.get("orderId") else 2


def _trades_weight(params: Params) -> int:
    return 5 if params.get("orderId") else 20


def account_routes(limits: RateLimit) -> Routes:
    """The account endpoints; the order counts are those of `limits`."""
    return {
        ("GET", "/api/v3/account"): Endpoint(account, 20),
        ("GET", "/api/v3/account/commission"): Endpoint(commission, 20),
        ("GET", "/api/v3/myTrades"): Endpoint(my_trades, _trades_weight),
        ("GET", "/api/v3/myPreventedMatches"): Endpoint(my_prevented_matches, _prevented_weight),
        ("GET", "/api/v3/myAllocations"): Endpoint(my_allocations, 20),
        ("GET", "/api/v3/rateLimit/order"): Endpoint(
            lambda call: limits.order_rows(call.account.account_id), 40
        ),
    }
