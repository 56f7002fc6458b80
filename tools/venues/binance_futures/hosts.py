"""The test hosts of USD-M futures."""

BINANCE_TESTNET_HOSTS = frozenset({"demo-fapi.binance.com", "testnet.binancefuture.com"})
BINANCE_TESTNET_STREAM_HOSTS = frozenset({"demo-fstream.binance.com", "fstream.binancefuture.com"})
