"""The spot market of the testnet: wallets, orders, order lists, and their REST and WebSocket interfaces."""
