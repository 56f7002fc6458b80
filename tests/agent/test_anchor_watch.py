"""A server signs what a quiet minute left unsigned, and goes on when that fails once."""

import asyncio
import logging

from agent.app import _anchor_now_and_then
from tools.clock import VirtualClock
from tools.errors import LedgerError
from tools.ledger.anchoring import EVERY_MS


class Record:
    """Counts, and fails the first time."""

    def __init__(self):
        self.asked = asyncio.Semaphore(0)

    async def anchor(self):
        self.asked.release()
        if self.asked._value == 1:
            raise LedgerError("the disk is full", "disk dolu")


async def _minute(clock, record):
    await asyncio.sleep(0)
    clock.advance_ms(EVERY_MS)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return record.asked._value


async def test_each_minute_is_signed_also_after_a_failure(caplog):
    clock, record = VirtualClock(), Record()
    task = asyncio.create_task(_anchor_now_and_then(record, clock))
    with caplog.at_level(logging.ERROR):
        assert [await _minute(clock, record) for _ in range(3)] == [1, 2, 3]
    assert "the disk is full" in caplog.text
    task.cancel()
