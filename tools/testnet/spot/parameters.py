"""Reads parameters as the spot market does: names, numbers, ids and times, each with its own refusal."""

import json
import re
from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation

from tools.testnet.instrument import decimals
from tools.testnet.order_request import Params
from tools.testnet.problem import Problem, bad_data, missing, problem, unwanted
from tools.testnet.spot.instrument import PRECISION, SpotInstrument
from tools.testnet.spot.refusal import empty, illegal, refusal, too_precise

_CLIENT_ID = re.compile(r"[a-zA-Z0-9._:/-]{1,36}", re.ASCII)
_CLIENT_ID_RANGE = r"^[\.A-Z\:/a-z0-9_-]{1,36}$"
_SYMBOL = re.compile(r"(?:[^\Wa-z]|[.-]){1,50}")
_SYMBOL_RANGE = r"^[\w\-._&&[^a-z]]{1,50}$"
_NUMBER_RANGE = r"^([0-9]{1,20})(\.[0-9]{1,20})?$"
_LONG_RANGE = r"^[0-9]{1,20}$"
DAY_MS = 24 * 60 * 60_000


class Fields:
    """The parameters of a request under the names of an order; a leg of a list has names of its own."""

    def __init__(self, params: Params, names: Mapping[str, str] | None = None) -> None:
        """`names` gives the parameter of a field where it is another."""
        self._params = params
        self._names = names or {}

    def name(self, field: str) -> str:
        """The parameter a field is read from."""
        return self._names.get(field, field)

    def given(self, field: str) -> bool:
        """Whether a field was sent.

        Raises:
            Problem: -1105 when it was sent empty.
        """
        value = self._params.get(self.name(field))
        if value == "":
            raise empty(self.name(field))
        return value is not None

    def text(self, field: str) -> str:
        """A mandatory value."""
        if not self.given(field):
            raise missing(self.name(field))
        return self._params[self.name(field)]

    def choice(
        self, field: str, allowed: Collection[str], code: int | None = None, default: str | None = None
    ) -> str:
        """One of the allowed words; `code` refuses any other, -1130 when there is none."""
        if default is not None and not self.given(field):
            return default
        value = self.text(field)
        if value not in allowed:
            raise refusal(code) if code else bad_data(self.name(field))
        return value

    def decimal(self, field: str) -> Decimal:
        """A number above zero; 0 when it was not sent.

        Raises:
            Problem: -1100 when it is none, -1111 for too many decimals, -1013 when it is 0.
        """
        if not self.given(field):
            return Decimal(0)
        name = self.name(field)
        try:
            value = Decimal(self._params[name])
        except InvalidOperation:
            raise illegal(name, _NUMBER_RANGE) from None
        if not value.is_finite() or value < 0 or value >= 10**20:
            raise illegal(name, _NUMBER_RANGE)
        if decimals(value) > PRECISION:
            raise too_precise(name)
        if value == 0:
            raise Problem(-1013, "Invalid price." if "rice" in name else "Invalid quantity.")
        return value

    def long(self, field: str) -> int | None:
        """A whole number; None when it was not sent."""
        if not self.given(field):
            return None
        text = self._params[self.name(field)]
        if not text.isascii() or not text.isdigit() or len(text) > 20:
            raise illegal(self.name(field), _LONG_RANGE)
        return int(text)

    def flag(self, field: str) -> bool:
        """A boolean written in any case; absent is false."""
        text = self._params.get(self.name(field), "false").lower()
        if text not in ("true", "false"):
            raise bad_data(self.name(field))
        return text == "true"

    def client_id(self, field: str) -> str | None:
        """A client's own id; None when it leaves that to the venue."""
        if not self.given(field):
            return None
        value = self._params[self.name(field)]
        if not _CLIENT_ID.fullmatch(value):
            raise illegal(self.name(field), _CLIENT_ID_RANGE)
        return value

    def symbol(self, listed: Mapping[str, SpotInstrument]) -> SpotInstrument:
        """The pair of `symbol`."""
        value = self.text("symbol")
        if not _SYMBOL.fullmatch(value):
            raise illegal("symbol", _SYMBOL_RANGE)
        if value not in listed:
            raise problem(-1121)
        return listed[value]

    def forbid(self, fields: Collection[str]) -> None:
        """Refuses fields that this kind of order does not have.

        Raises:
            Problem: -1106 for the first of them.
        """
        for field in fields:
            if self.given(field):
                raise unwanted(self.name(field))


def read_symbols(params: Params, listed: Mapping[str, SpotInstrument]) -> list[SpotInstrument] | None:
    """The pairs of `symbols`, a JSON list; None when it was not sent.

    Raises:
        Problem: -1128 together with `symbol`, -1130, -1151 or -1121.
    """
    if not params.get("symbols"):
        return None
    if params.get("symbol"):
        raise refusal(-1128)
    try:
        names = json.loads(params["symbols"])
    except ValueError:
        raise bad_data("symbols") from None
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise bad_data("symbols")
    if len(set(names)) != len(names):
        raise refusal(-1151)
    return [Fields({"symbol": name}).symbol(listed) for name in names]


def read_limit(params: Params, default: int = 500, largest: int = 1000) -> int:
    """`limit`; a larger one is cut to the largest, as on Binance.

    Raises:
        Problem: -1100 when it is no number, -1130 when it is 0.
    """
    limit = Fields(params).long("limit")
    if limit == 0:
        raise bad_data("limit")
    return min(largest, default if limit is None else limit)


def read_window(params: Params, now_ms: int) -> tuple[int, int]:
    """`startTime` and `endTime`, at most 24 hours apart; all time up to now when both are absent.

    Raises:
        Problem: -1127.
    """
    fields = Fields(params)
    start, end = fields.long("startTime"), fields.long("endTime")
    if start is not None and end is not None and end - start > DAY_MS:
        raise refusal(-1127)
    if start is None:
        return (0, now_ms) if end is None else (end - DAY_MS, end)
    return start, start + DAY_MS if end is None else end
