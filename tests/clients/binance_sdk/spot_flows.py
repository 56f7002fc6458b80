"""What a user of Binance's own spot SDK does."""

import spot_reading
import spot_refusals
import spot_streams
import spot_trading
from desk import cases_of, main
from spot_desk import stock

if __name__ == "__main__":
    main(cases_of(spot_reading, spot_trading, spot_refusals, spot_streams, prefix="spot_", prepare=stock))
