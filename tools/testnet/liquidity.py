"""The quotes of the synthetic liquidity provider: a ladder on both sides of the mark."""

from tools.terms import Side
from tools.testnet.instrument import Instrument
from tools.testnet.path import chance

OWNER = "liquidity-provider"
LEVELS = 30
_VALUE = 20_000
"""USDT at the first level; the n-th is about n times as deep."""


def ladder(instrument: Instrument, mark: int, seed: int, slot_ms: int) -> list[tuple[Side, int, int]]:
    """(side, price in ticks, quantity in steps), best levels first.

    One tick off the mark, then wider and deeper: about 1 % of the price over all levels.
    """
    quotes = []
    unit = int(_VALUE / (mark * instrument.tick * instrument.step))
    for side, direction in ((Side.BUY, -1), (Side.SELL, 1)):
        name = f"{instrument.symbol}/{side}"
        variation = chance(seed, name, slot_ms)
        for level in range(LEVELS):
            distance = 1 + level + mark * level * (level + 1) // 100_000
            price = mark + direction * distance
            if price < 1:
                break
            size = unit * (level + 1) * (600 + (variation + level * 379) % 800) // 1000
            quotes.append((side, price, max(size, 1)))
    return quotes
