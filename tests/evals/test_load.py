"""The load measurement: it finds what is lost or doubled, and its traffic repeats nothing."""

from decimal import Decimal
from pathlib import Path

import pytest

from agent.wiring import build
from evals.bench.load import BEGIN, END, put
from evals.bench.roomy_testnet import roomy_testnet
from evals.bench.samples import Row
from evals.bench.soundness import require_sound
from evals.bench.timed_ledger import TimedLedger
from evals.bench.traffic import limits, settings, stretch, utterance
from tools.terms import VenueName
from tools.venues.orders import OrderRequest, SendStamp

WINDOW = 5 * 40
"""Utterances within the duplicate window at twice the rate."""


def test_no_utterance_repeats_one_of_the_duplicate_window():
    said = [utterance(number) for number in range(3 * WINDOW)]
    assert all(len(set(said[n : n + WINDOW])) == WINDOW for n in range(2 * WINDOW))


def test_p99_is_a_column_of_its_own():
    row = Row("g", "w", [float(n) for n in range(100, 0, -1)], with_p99=True)
    assert row.p99 == 100.0
    assert row.to_json()["p99_ms"] == 100.0
    assert "p99_ms" not in Row("g", "w", [1.0]).to_json()


def test_a_part_of_the_page_is_replaced_and_the_rest_kept(tmp_path):
    page = tmp_path / "page.md"
    begin, end = BEGIN.format("SQLite"), END.format("SQLite")
    page.write_text(f"before\n{begin}old\n{end}after\n", encoding="utf-8")
    put(page, "SQLite", "new\n")
    assert page.read_text(encoding="utf-8") == f"before\n{begin}\nnew\n\n{end}after\n"
    with pytest.raises(SystemExit, match="PostgreSQL"):
        put(page, "PostgreSQL", "new\n")


@pytest.fixture
async def running(tmp_path: Path):
    """The product with a few orders sent, its ledger and the venue's port."""
    ledgers: list[TimedLedger] = []

    def timed(ledger):
        ledgers.append(TimedLedger(ledger))
        return ledgers[0].as_ledger()

    async with roomy_testnet() as port:
        app = await build(settings(tmp_path / "home", port, ""), limits=limits(), wrap_ledger=timed)
        await app.start()
        yield app, ledgers[0], port
        await app.close()


@pytest.mark.slow
async def test_traffic_counts_every_proposal_as_an_order_or_a_refusal(running):
    app, ledger, port = running
    came = await stretch(app, ledger, rate=8, seconds=1)
    assert (came.orders, sum(came.refused.values()), len(came.cards)) == (8, 0, 8)
    repeated = await stretch(app, ledger, rate=8, seconds=0.25)
    assert repeated.refused == {"duplicate": 2}
    assert (await require_sound(app.ledger, port)).orders == 8


@pytest.mark.slow
async def test_an_order_the_ledger_does_not_know_is_found(running):
    app, ledger, port = running
    await stretch(app, ledger, rate=4, seconds=0.5)
    venue = app.context.venue(VenueName.BINANCE_FUTURES)
    order = OrderRequest.model_validate(
        {
            "venue": venue.name,
            "symbol": "BTCUSDT",
            "side": "BUY",
            "type": "MARKET",
            "quantity": Decimal("0.002"),
        }
    )
    stamp = SendStamp(timestamp_ms=app.context.clock.now_ms() + await venue.clock_offset_ms())
    await venue.place(order, "spk-nobody", stamp)
    with pytest.raises(SystemExit, match="spk-nobody"):
        await require_sound(app.ledger, port)


@pytest.mark.slow
async def test_an_order_the_venue_does_not_know_is_found(running):
    app, ledger, _ = running
    await stretch(app, ledger, rate=4, seconds=0.5)
    async with roomy_testnet() as another:
        with pytest.raises(SystemExit, match="differ"):
            await require_sound(app.ledger, another)
