"""Downloads of an account's history: asked for, two seconds in the making, then a CSV file on loopback."""

import csv
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, replace

from tools.testnet.endpoint import Call, Endpoint, Json, Routes
from tools.testnet.order_request import read_int
from tools.testnet.path import HOUR_MS
from tools.testnet.problem import Problem
from tools.testnet.rest_account import income
from tools.testnet.rest_orders import fill_body, query_body

PATH = "/testnet/downloads/"
"""Where the files are: beside the control routes, so on loopback only."""
MAKING_MS = 2_000
LIFE_MS = 24 * HOUR_MS
_YEAR_MS = 365 * 24 * HOUR_MS
_PAGE = 1000
_NEVER_MS = -1


@dataclass(frozen=True, slots=True)
class Download:
    """One file somebody asked for."""

    call: Call
    kind: str
    window: tuple[int, int]
    asked_ms: int

    def is_of(self, call: Call, kind: str) -> bool:
        """Whether the caller asked for it, as a file of that kind."""
        return (self.call.account.account_id, self.kind) == (call.account.account_id, kind)

    @property
    def ready_ms(self) -> int:
        """When it is made."""
        return self.asked_ms + MAKING_MS

    @property
    def expires_ms(self) -> int:
        """When it is gone."""
        return self.ready_ms + LIFE_MS


class Downloads:
    """The files of this run; the same window has the same file as long as that lives."""

    def __init__(self) -> None:
        self._asked: dict[str, Download] = {}

    def start(self, call: Call, kind: str) -> str:
        """The id of a file of a window of at most a year.

        Raises:
            Problem: -4165 for a longer window, or one that ends before it begins.
        """
        start, end = (read_int(call.params, name) for name in ("startTime", "endTime"))
        if not 0 <= end - start <= _YEAR_MS:
            raise Problem(-4165, "Invalid time interval.")
        text = f"{call.account.account_id}/{kind}/{start}/{end}"
        number = int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())
        download_id = str(number % 10**18).rjust(18, "1")
        now_ms = call.venue.clock.now_ms()
        known = self._asked.get(download_id)
        if known is None or now_ms >= known.expires_ms:
            self._asked[download_id] = Download(call, kind, (start, end), now_ms)
        return download_id

    def status(self, call: Call, kind: str) -> Json:
        """In the making, or where the file is; an id nobody was given stays in the making."""
        download_id = str(read_int(call.params, "downloadId"))
        found, now_ms = self._asked.get(download_id), call.venue.clock.now_ms()
        if found is None or not found.is_of(call, kind) or now_ms < found.ready_ms:
            return _row(download_id, "processing", "", _NEVER_MS, expired=None)
        expired = now_ms >= found.expires_ms
        url = "" if expired else f"http://{_loopback(call.host)}{PATH}{download_id}.csv"
        return _row(download_id, "completed", url, found.expires_ms, expired=expired or None)

    def content(self, name: str) -> str:
        """The file of a name, first line its columns.

        Raises:
            Problem: there is no such file, or not any more.
        """
        found = self._asked.get(name.removesuffix(".csv"))
        now_ms = found.call.venue.clock.now_ms() if found else 0
        if found is None or not found.ready_ms <= now_ms < found.expires_ms:
            raise Problem(-5000, f"There is no file {name}", 404)
        rows = _ROWS[found.kind](found)
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue()


def download_routes(downloads: Downloads) -> Routes:
    """The endpoints that ask for a file and for what became of it."""
    routes: Routes = {}
    for kind in _ROWS:
        routes["GET", f"/fapi/v1/{kind}/asyn"] = Endpoint(_asks(downloads, kind), 1000)
        routes["GET", f"/fapi/v1/{kind}/asyn/id"] = Endpoint(_looks(downloads, kind), 10)
    return routes


def _asks(downloads: Downloads, kind: str) -> Callable[[Call], Json]:
    return lambda call: {"avgCostTimestampOfLast30d": 0, "downloadId": downloads.start(call, kind)}


def _looks(downloads: Downloads, kind: str) -> Callable[[Call], Json]:
    return lambda call: downloads.status(call, kind)


def _loopback(host: str) -> str:
    """The venue on loopback, at the port the client reached it."""
    _, _, port = host.rpartition(":")
    return f"127.0.0.1:{port}" if port.isdecimal() else "127.0.0.1"


def _row(download_id: str, status: str, url: str, expires_ms: int, *, expired: bool | None) -> Json:
    return {
        "downloadId": download_id,
        "status": status,
        "url": url,
        "notified": bool(url),
        "expirationTimestamp": expires_ms,
        "isExpired": expired,
    }


def _orders(download: Download) -> list[dict[str, Json]]:
    start, end = download.window
    venue = download.call.venue
    return [
        query_body(instrument, order)
        for instrument in venue.instruments.values()
        for order in venue.records.orders_of(download.call.account, instrument.symbol)
        if start <= order.time_ms <= end
    ]


def _trades(download: Download) -> list[dict[str, Json]]:
    start, end = download.window
    venue = download.call.venue
    return [
        fill_body(instrument, fill)
        for instrument in venue.instruments.values()
        for fill in venue.records.fills_of(download.call.account, instrument.symbol)
        if start <= fill.time_ms <= end
    ]


def _incomes(download: Download) -> list[dict[str, Json]]:
    start, end = download.window
    window = {"startTime": str(start), "endTime": str(end), "limit": str(_PAGE)}
    rows: list[dict[str, Json]] = []
    while len(rows) % _PAGE == 0:
        page = str(len(rows) // _PAGE + 1)
        found = income(replace(download.call, params=window | {"page": page}))
        if not found:
            break
        rows += found
    return rows


_ROWS = {"income": _incomes, "order": _orders, "trade": _trades}
