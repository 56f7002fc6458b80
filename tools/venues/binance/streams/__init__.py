"""What the streams of every Binance market share: lines that stay up, freshness, the account as heard."""
