"""What a python-binance user does with USD-M futures."""

from advanced import (
    batch_place_and_cancel,
    conditional_order_is_rerouted_to_the_algo_service,
    modify_keeps_the_order_id,
    orders_over_the_websocket_api,
    the_dead_man_switch_is_armed_and_disarmed,
    trailing_stop_follows_the_price,
)
from desk import Case, main
from reading import (
    account_in_every_version,
    exchange_info_and_prices,
    klines_by_page_are_one_series,
    the_client_pings_spot_when_it_starts,
)
from refusals import a_wrong_key_is_401, refusals_have_binances_code_and_text
from streams import (
    a_cancel_is_one_event,
    book_stream_agrees_with_rest,
    market_streams_agree_with_rest,
    the_day_ticker_streams,
    user_events_come_in_order_and_equal_rest,
)
from trading import (
    a_test_order_changes_nothing,
    ack_and_result_differ,
    history_by_id_and_window,
    leverage_and_margin_type,
    limit_order_rests_and_is_cancelled,
    market_order_position_and_income_add_up,
)

CASES = (
    Case(the_client_pings_spot_when_it_starts, ("GET /api/v3/ping",)),
    Case(exchange_info_and_prices),
    Case(klines_by_page_are_one_series),
    Case(account_in_every_version),
    Case(limit_order_rests_and_is_cancelled),
    Case(ack_and_result_differ),
    Case(market_order_position_and_income_add_up),
    Case(leverage_and_margin_type),
    Case(history_by_id_and_window),
    Case(a_test_order_changes_nothing),
    Case(refusals_have_binances_code_and_text),
    Case(a_wrong_key_is_401),
    Case(user_events_come_in_order_and_equal_rest),
    Case(a_cancel_is_one_event),
    Case(market_streams_agree_with_rest),
    Case(book_stream_agrees_with_rest),
    Case(the_day_ticker_streams, ("STREAM xrpusdt@ticker",)),
    Case(conditional_order_is_rerouted_to_the_algo_service, ("POST /fapi/v1/algoOrder",)),
    Case(trailing_stop_follows_the_price, ("POST /fapi/v1/algoOrder",)),
    Case(batch_place_and_cancel, ("POST /fapi/v1/batchOrders",)),
    Case(modify_keeps_the_order_id, ("PUT /fapi/v1/order",)),
    Case(the_dead_man_switch_is_armed_and_disarmed, ("POST /fapi/v1/countdownCancelAll",)),
    Case(orders_over_the_websocket_api, ("WS /ws-fapi/v1",)),
)

if __name__ == "__main__":
    main(CASES)
