"""The embedded testnet: a Binance USDⓈ-M futures compatible venue on loopback."""
