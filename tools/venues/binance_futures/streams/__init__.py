"""Live market and account events of Binance USD-M futures; `connect.connect_streams` makes them."""
