"""Income pages, position mode and 24-hour statistics over the wire."""

from decimal import Decimal
from urllib.parse import parse_qsl

import httpx
import pytest

from tools.errors import VenueRejected
from tools.terms import PositionMode
from tools.venues.binance.border import WRONG_INSTRUMENT
from tools.venues.binance_futures import parse

CONFIG = "/fapi/v1/accountConfig"
DUAL = "/fapi/v1/positionSide/dual"
INCOME = "/fapi/v1/income"


async def test_the_question_names_symbol_span_and_size(venue, script, clock):
    script.on(INCOME, [])
    assert await venue.income(symbol="BTCUSDT", since_ms=clock.now_ms() - 1000) == ()
    asked = dict(parse_qsl(script.requests(INCOME)[0].url.query.decode()))
    assert (asked["symbol"], asked["limit"]) == ("BTCUSDT", "1000")
    assert int(asked["endTime"]) - int(asked["startTime"]) == 1000


def test_the_official_sample_of_income(samples):
    (row,) = parse.incomes(None, samples["get_income_history"])
    assert (row.kind, row.amount, row.asset, row.symbol) == ("TRANSFER", Decimal("-0.375"), "USDT", "")
    assert (row.income_id, row.time_ms) == ("9689322392", 1_570_608_000_000)


def test_income_of_another_symbol_is_refused(samples):
    body = [{**samples["get_income_history"][0], "symbol": "ETHUSDT"}]
    with pytest.raises(VenueRejected) as caught:
        parse.incomes("BTCUSDT", body)
    assert caught.value.code == WRONG_INSTRUMENT


@pytest.mark.parametrize(("dual", "mode"), [(True, PositionMode.HEDGE), (False, PositionMode.ONE_WAY)])
async def test_the_position_mode_is_read(venue, script, dual, mode):
    script.on(CONFIG, {"dualSidePosition": dual, "feeTier": 0})
    assert await venue.position_mode() is mode


@pytest.mark.parametrize(("mode", "dual"), [(PositionMode.HEDGE, "true"), (PositionMode.ONE_WAY, "false")])
async def test_the_position_mode_is_set_in_the_words_of_the_venue(venue, script, mode, dual):
    script.on(DUAL, {"code": 200, "msg": "success"})
    await venue.set_position_mode(mode)
    (request,) = script.requests(DUAL)
    assert request.method == "POST"
    assert dict(parse_qsl(request.content.decode()))["dualSidePosition"] == dual


async def test_that_the_mode_is_so_already_counts_as_done(venue, script):
    script.on(DUAL, (400, {"code": -4059, "msg": "No need to change position side."}))
    await venue.set_position_mode(PositionMode.ONE_WAY)


@pytest.mark.parametrize("code", [-4067, -4068])
async def test_open_orders_and_positions_are_the_venues_no(venue, script, code):
    script.on(DUAL, (400, {"code": code, "msg": "there exists"}))
    with pytest.raises(VenueRejected) as caught:
        await venue.set_position_mode(PositionMode.HEDGE)
    assert caught.value.code == str(code)


async def test_a_lost_answer_of_a_mode_change_is_asked_again_and_then_already_so(venue, script):
    again = (400, {"code": -4059, "msg": "No need to change position side."})
    script.on(DUAL, httpx.ReadTimeout("late"), again)
    await venue.set_position_mode(PositionMode.HEDGE)
    assert len(script.requests(DUAL)) == 2
