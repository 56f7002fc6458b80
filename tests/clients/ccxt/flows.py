"""What a ccxt user does with Binance's USD-M futures."""

from advanced import (
    a_batch_answers_in_order,
    an_order_is_edited_in_place,
    conditional_order_rests_triggers_and_fills,
    hedge_mode_keeps_two_positions,
    isolated_margin_is_added_and_taken,
)
from desk import Case, main
from reading import (
    balance_of_a_fresh_account,
    every_market_agrees_with_exchange_info,
    klines_follow_a_moved_price,
    market_data_agrees,
    markets_and_filters,
    the_whole_client_loads_and_trades,
)
from refusals import (
    a_wrong_key_secret_and_clock_are_refused,
    faults_reach_the_client,
    refusals_have_their_class_and_code,
)
from streams import (
    a_position_event_equals_rest,
    best_bid_and_ask_stream,
    order_and_balance_events_equal_rest,
    orders_over_the_websocket_api,
    the_day_ticker_streams,
    the_local_book_follows_the_venue,
    trades_and_klines_stream,
)
from trading import (
    a_client_id_finds_its_order,
    a_large_market_order_walks_the_book,
    a_round_trip_pays_spread_and_fees,
    a_short_gains_when_the_price_falls,
    cancel_all_of_a_symbol,
    history_of_orders,
    limit_order_fills_as_maker,
    limit_order_rests_and_is_cancelled,
    market_order_fills_at_the_book_and_adds_up,
    settings_of_a_symbol,
    times_in_force,
)

CASES = (
    Case(markets_and_filters),
    Case(every_market_agrees_with_exchange_info),
    Case(balance_of_a_fresh_account),
    Case(market_data_agrees),
    Case(klines_follow_a_moved_price),
    Case(the_whole_client_loads_and_trades, ("GET /dapi/v1/exchangeInfo",)),
    Case(limit_order_rests_and_is_cancelled),
    Case(limit_order_fills_as_maker),
    Case(market_order_fills_at_the_book_and_adds_up),
    Case(a_large_market_order_walks_the_book),
    Case(a_round_trip_pays_spread_and_fees),
    Case(a_short_gains_when_the_price_falls),
    Case(settings_of_a_symbol),
    Case(history_of_orders),
    Case(cancel_all_of_a_symbol),
    Case(times_in_force),
    Case(a_client_id_finds_its_order),
    Case(refusals_have_their_class_and_code),
    Case(a_wrong_key_secret_and_clock_are_refused),
    Case(faults_reach_the_client),
    Case(conditional_order_rests_triggers_and_fills, ("POST /fapi/v1/algoOrder",)),
    Case(an_order_is_edited_in_place, ("PUT /fapi/v1/order",)),
    Case(a_batch_answers_in_order, ("POST /fapi/v1/batchOrders",)),
    Case(hedge_mode_keeps_two_positions, ("POST /fapi/v1/batchOrders",)),
    Case(isolated_margin_is_added_and_taken, ("POST /fapi/v1/positionMargin",)),
    Case(trades_and_klines_stream),
    Case(best_bid_and_ask_stream),
    Case(order_and_balance_events_equal_rest),
    Case(a_position_event_equals_rest),
    Case(the_day_ticker_streams, ("STREAM btcusdt@miniTicker",)),
    Case(the_local_book_follows_the_venue, ("STREAM ltcusdt@depth@100ms",)),
    Case(orders_over_the_websocket_api, ("WS /ws-fapi/v1",)),
)

if __name__ == "__main__":
    main(CASES)
