"""Research: backtests on real candles. Binary floats live here and nowhere near an order."""
