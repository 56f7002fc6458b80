"""What Binance has and no symbol here allows: lists with a pending order, smart order routing.

Binance documents the text for OPO and for OCO, not for OTO: that one follows them.
"""

from collections.abc import Callable

from tools.testnet.endpoint import Call, Endpoint, Json, Routes
from tools.testnet.problem import Problem
from tools.testnet.spot.order_request import read_order
from tools.testnet.spot.refusal import NO_SOR, rejected
from tools.testnet.spot.rest_market import instrument_of


def _no_list(kind: str) -> Callable[[Call], Json]:
    def refuse(call: Call) -> Json:
        instrument_of(call)
        raise rejected(f"{kind} orders are not supported for this symbol.")

    return refuse


def _no_sor(call: Call) -> Json:
    """A well-formed order for a symbol without smart order routing."""
    read_order(call.params, call.venue.spot.instruments, frozenset({"computeCommissionRates"}))
    raise Problem(-1013, NO_SOR)


UNLISTED_ROUTES: Routes = {
    ("POST", "/api/v3/orderList/oto"): Endpoint(_no_list("OTO")),
    ("POST", "/api/v3/orderList/otoco"): Endpoint(_no_list("OTO")),
    ("POST", "/api/v3/orderList/opo"): Endpoint(_no_list("OPO")),
    ("POST", "/api/v3/orderList/opoco"): Endpoint(_no_list("OPO")),
    ("POST", "/api/v3/sor/order"): Endpoint(_no_sor),
    ("POST", "/api/v3/sor/order/test"): Endpoint(_no_sor),
}
