"""Real market data shipped with the product; README.md names origin and licence of each file."""
