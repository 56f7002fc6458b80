"""The sentences of the stream tools, word for word."""

import pytest

from tools.catalogue import tool
from tools.market.get_stream_status import GetStreamStatusResult
from tools.market.start_stream import StartStreamResult
from tools.market.stop_stream import StopStreamResult
from tools.terms import VenueName

FUTURES = VenueName.BINANCE_FUTURES
QUIET = {
    "venue": FUTURES,
    "elsewhere": (),
    "running": False,
    "level": "down",
    "symbols": (),
    "connections": (),
    "feeds": (),
    "resyncs": 0,
}
CASES = [
    (
        "start_stream",
        StartStreamResult(
            venue=FUTURES, symbols=("BTCUSDT", "ETHUSDT"), connected=2, connections=3, level="prime"
        ),
        "Streaming BTCUSDT, ETHUSDT and your account on binance-futures; 2 of 3 connections up.",
        "binance-futures: BTCUSDT, ETHUSDT ve hesabınız dinleniyor; 3 bağlantının 2 tanesi açık.",
    ),
    (
        "stop_stream",
        StopStreamResult(venues=(FUTURES,), symbols=("BTCUSDT",)),
        "Stopped streaming BTCUSDT and your account on binance-futures.",
        "binance-futures: BTCUSDT ve hesap akışı durduruldu.",
    ),
    (
        "stop_stream",
        StopStreamResult(venues=(), symbols=()),
        "No stream was running.",
        "Çalışan bir akış yoktu.",
    ),
    (
        "get_stream_status",
        GetStreamStatusResult.model_construct(**QUIET),
        "No stream is running; write “start the stream BTCUSDT” to start one.",
        "Çalışan akış yok; başlatmak için “BTCUSDT akışını başlat” yazın.",
    ),
]


@pytest.mark.parametrize(("name", "result", "en", "tr"), CASES)
def test_a_result_in_words(name, result, en, tr):
    said = tool(name).say(result)
    assert (said.en, said.tr) == (en, tr)
