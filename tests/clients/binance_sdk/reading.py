"""Every answer the SDK parses, its field names and its rate limits."""

from typing import Any

from connection import ID, LIVE_V2, known, rest_of, rows_of
from desk import Desk


def every_field_is_known_to_the_sdk(desk: Desk) -> None:
    rest = rest_of(desk)
    rest.new_order(symbol=ID, side="BUY", type="MARKET", quantity=0.01)
    rest.new_order(symbol=ID, side="BUY", type="LIMIT", time_in_force="GTC", quantity=0.01, price=64000)
    answers = (
        rest.account_information_v2(),
        rest.account_information_v3(),
        rest.futures_account_balance_v2(),
        rest.futures_account_balance_v3(),
        rest.futures_account_configuration(),
        rest.symbol_configuration(symbol=ID),
        rest.notional_and_leverage_brackets(symbol=ID),
        rest.user_commission_rate(symbol=ID),
        rest.get_income_history(),
        rest.get_current_position_mode(),
        rest.get_current_multi_assets_mode(),
        rest.query_user_rate_limit(),
        rest.position_information_v2(symbol=ID),
        rest.position_information_v3(),
        rest.current_all_open_orders(),
        rest.all_orders(symbol=ID),
        rest.account_trade_list(symbol=ID),
        rest.check_server_time(),
        rest.mark_price(symbol=ID),
        rest.open_interest(symbol=ID),
        rest.order_book(symbol=ID, limit=5),
        rest.recent_trades_list(symbol=ID),
        rest.compressed_aggregate_trades_list(symbol=ID),
        rest.ticker24hr_price_change_statistics(symbol=ID),
        rest.symbol_price_ticker(symbol=ID),
        rest.symbol_price_ticker_v2(symbol=ID),
    )
    for answer in answers:
        rows = rows_of(answer)
        assert rows, answer
        known(rows, LIVE_V2)


def rate_limits_come_in_the_headers(desk: Desk) -> None:
    rest = rest_of(desk)
    before = _limit(rest.check_server_time(), "REQUEST_WEIGHT")
    assert _limit(rest.account_information_v3(), "REQUEST_WEIGHT") - before == 5
    for count in (1, 2):
        placed = rest.new_order(symbol=ID, side="BUY", type="MARKET", quantity=0.001)
        orders = [limit.count for limit in placed.rate_limits if limit.rateLimitType == "ORDERS"]
        assert orders == [count, count]


def _limit(answer: Any, kind: str) -> int:
    (row,) = [limit for limit in answer.rate_limits if limit.rateLimitType == kind]
    return row.count


def exchange_information_parses(desk: Desk) -> None:
    info = rest_of(desk).exchange_information().data()
    bitcoin = next(row for row in info.symbols if row.symbol == ID)
    assert (bitcoin.contract_type, bitcoin.margin_asset, bitcoin.status) == ("PERPETUAL", "USDT", "TRADING")
    assert len(bitcoin.order_types) == 7
    limits = {(row.rate_limit_type, row.interval): row.limit for row in info.rate_limits}
    assert limits[("REQUEST_WEIGHT", "MINUTE")] == 6000
