"""Binance USD-M futures, on its testnet or the embedded one."""
