"""Approved changes of limits: newest wins, per profile, sealed, and on the record."""

from decimal import Decimal

import pytest

from policies.limits import amended, load
from tools.errors import LedgerTampered
from tools.ledger.ledger import LimitChange


def change(value: str, limit: str = "symbol_allowlist", symbol: str | None = "PEPEUSDT", **fields):
    known = {"profile": "canary", "actor": "desk", "reason": "a test", "time_ms": 1}
    return LimitChange(**(known | fields), limit=limit, symbol=symbol, value=Decimal(value))


async def test_the_newest_change_of_each_number_is_in_force(ledger):
    await ledger.change_limits((change("1"), change("50", "max_notional", None)))
    await ledger.change_limits((change("0", time_ms=2), change("1", profile="testnet")))

    found = {(c.limit, c.symbol): c.value for c in await ledger.limit_changes("canary")}

    assert found == {("symbol_allowlist", "PEPEUSDT"): 0, ("max_notional", None): 50}
    assert [row.action for row in await ledger.audit(subject="canary/symbol_allowlist/PEPEUSDT")] == [
        "limit.changed",
        "limit.changed",
    ]
    assert (await ledger.verify_audit()).ok


@pytest.mark.parametrize(
    "tamper",
    [
        lambda place: place.replace("limit_change", '"value":"50"', '"value":"500"'),
        lambda place: place.run("UPDATE limit_change SET limit_name = 'max_position'"),
        lambda place: place.run("DELETE FROM limit_change"),
    ],
    ids=["document", "column", "deleted"],
)
async def test_a_number_changed_behind_the_back_is_noticed(ledger, place, tamper):
    await ledger.change_limits((change("50", "max_notional", None),))
    tamper(place)

    assert not (await ledger.verify_audit()).ok


async def test_an_older_number_put_back_is_noticed_when_read(ledger, place):
    await ledger.change_limits((change("50", "max_notional", None),))
    (old,) = place.rows("SELECT doc, row_mac FROM limit_change")
    await ledger.change_limits((change("5", "max_notional", None),))
    place.set("UPDATE limit_change SET doc = $1, row_mac = $2", *old)

    with pytest.raises(LedgerTampered):
        await ledger.limit_changes("canary")


def test_changes_amend_the_shipped_profile():
    shipped = load("canary")
    limits = amended(
        shipped,
        (
            change("1"),
            change("520000", "max_position"),
            change("0", symbol="DOGEUSDT"),
            change("80", "max_notional", None),
            change("1", "no_such_limit", None),
        ),
    )

    assert set(limits.symbols) ^ set(shipped.symbols) == {"PEPEUSDT", "DOGEUSDT"}
    assert limits.value("max_position", "PEPEUSDT") == 520000
    assert limits.value("max_position", "BTCUSDT") == shipped.value("max_position", "BTCUSDT")
    assert limits.value("max_notional") == 80
    assert limits.digest() != shipped.digest()
    assert amended(shipped, ()) == shipped
