"""What a freqtrade user does with Binance's USD-M futures."""

from desk import Case, main
from trading import (
    a_forced_trade_adds_up,
    a_trailing_stop_is_moved_on_the_exchange,
    a_withdrawn_entry_leaves_nothing,
    the_stop_ends_a_trade_while_the_bot_is_away,
)

CASES = (
    Case(a_forced_trade_adds_up),
    Case(the_stop_ends_a_trade_while_the_bot_is_away, ("POST /fapi/v1/algoOrder",)),
    Case(a_trailing_stop_is_moved_on_the_exchange, ("POST /fapi/v1/algoOrder",)),
    Case(a_withdrawn_entry_leaves_nothing),
)

if __name__ == "__main__":
    main(CASES)
