"""What a user of Binance's own SDK does with USD-M futures."""

from advanced import (
    a_change_is_in_the_history,
    an_algo_order_is_cancelled,
    batch_place_modify_and_cancel,
    conditional_order_triggers,
    position_mode_and_margin,
)
from desk import Case, main
from reading import (
    every_field_is_known_to_the_sdk,
    exchange_information_parses,
    rate_limits_come_in_the_headers,
)
from refusals import refusals_are_typed
from streams import (
    market_streams_parse,
    orders_over_the_websocket_api,
    the_listen_key_lives,
    user_events_come_in_order_and_equal_rest,
)
from trading import (
    cancel_all_is_one_symbol,
    leverage_and_margin_type,
    limit_order_rests_and_is_cancelled,
    market_order_and_wallet_add_up,
)

CASES = (
    Case(every_field_is_known_to_the_sdk),
    Case(rate_limits_come_in_the_headers),
    Case(exchange_information_parses),
    Case(limit_order_rests_and_is_cancelled),
    Case(market_order_and_wallet_add_up),
    Case(leverage_and_margin_type),
    Case(cancel_all_is_one_symbol),
    Case(the_listen_key_lives),
    Case(refusals_are_typed),
    Case(user_events_come_in_order_and_equal_rest),
    Case(market_streams_parse),
    Case(conditional_order_triggers, ("POST /fapi/v1/algoOrder",)),
    Case(an_algo_order_is_cancelled, ("POST /fapi/v1/algoOrder",)),
    Case(batch_place_modify_and_cancel, ("POST /fapi/v1/batchOrders", "PUT /fapi/v1/order")),
    Case(a_change_is_in_the_history, ("PUT /fapi/v1/order", "GET /fapi/v1/orderAmendment")),
    Case(position_mode_and_margin, ("POST /fapi/v1/positionMargin",)),
    Case(orders_over_the_websocket_api, ("WS /ws-fapi/v1",)),
)

if __name__ == "__main__":
    main(CASES)
