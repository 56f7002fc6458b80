"""The test hosts of spot: the Spot Test Network and demo mode."""

BINANCE_TESTNET_HOSTS = frozenset(
    {"testnet.binance.vision", "api1.testnet.binance.vision", "demo-api.binance.com"}
)
BINANCE_TESTNET_STREAM_HOSTS = {
    "stream.testnet.binance.vision": "ws-api.testnet.binance.vision",
    "demo-stream.binance.com": "demo-ws-api.binance.com",
}
"""Hosts of market streams, and of the WebSocket API that belongs to each."""
