"""Explaining: every parameter has its words, its rule or its memory; the neighbours have distances."""

import pytest

from agent.explain import explain


def given(explained):
    return {row.parameter: (row.words, row.rule, row.source) for row in explained.readings if row.parameter}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "testnette 60 dolarlık BTC al, %2 stop koy",
            {
                "place_order.dry_run": ("testnette", "live", "user"),
                "place_order.notional": ("60 dolarlık", "number (quote)", "user"),
                "place_order.symbol": ("BTC", "coin", "user"),
                "place_order.side": ("al", "buy", "user"),
                "place_order.stop_loss_pct": ("%2", "number (percent)", "user"),
                "place_order.type": ("", "inferred", "user"),
            },
        ),
        (
            "buy 0.001 BTC at 64k",
            {
                "place_order.side": ("buy", "buy", "user"),
                "place_order.quantity": ("0.001", "number (coin)", "user"),
                "place_order.symbol": ("BTC", "coin", "user"),
                "place_order.price": ("64k", "number (none)", "user"),
                "place_order.type": ("", "inferred", "user"),
            },
        ),
    ],
)
async def test_every_parameter_has_its_words(desk, text, wanted):
    turn = await desk.app.sessions.plan(text, desk.trader)

    explained = await explain(turn, desk.app.ledger)

    assert given(explained) == wanted
    assert explained.agrees
    assert explained.margin > 0
    assert [each.distance for each in explained.nearest] == sorted(
        each.distance for each in explained.nearest
    )


async def test_what_was_not_understood_is_named(desk):
    turn = await desk.app.sessions.plan("buy 0.001 BTC with a blue stop", desk.trader)

    explained = await explain(turn, desk.app.ledger)

    assert [row.words for row in explained.readings if row.rule == "unread"] == ["blue"]
    assert explained.agrees is None


async def test_what_was_remembered_says_so(desk):
    await desk.ask("buy BTC", thread="t")
    turn = await desk.ask("0.001", thread="t")

    explained = await explain(turn, desk.app.ledger)

    assert explained.text == "buy BTC, 0.001"
    assert given(explained)["place_order.side"] == ("", "", "memory")
    assert given(explained)["place_order.quantity"] == ("0.001", "number (none)", "user")
