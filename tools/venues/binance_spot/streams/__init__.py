"""Streams of Binance spot: markets over one connection, the account over the WebSocket API."""
