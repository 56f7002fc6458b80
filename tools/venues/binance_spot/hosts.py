"""The test hosts of spot: the Spot Test Network and demo mode."""

BINANCE_TESTNET_HOSTS = frozenset(
    {"testnet.binance.vision", "api1.testnet.binance.vision", "demo-api.binance.com"}
)
