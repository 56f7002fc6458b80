"""Binance spot, on its testnet or the embedded one."""
