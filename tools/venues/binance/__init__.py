"""What every Binance market shares: the wire, the request budget, the clock and the session. Not a venue."""
