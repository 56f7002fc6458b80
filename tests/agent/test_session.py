"""Session: what each front door can ask for, and that only a decision changes anything."""

import pytest

from guardrails.review import Review
from tools.errors import InvalidCall

SECRET = "gsk_Zx81Qw7Lk2Mn5Bv9Tr4Yu6Io"
LIVE = [("buy 60 dollars of BTC on testnet", "en"), ("testnette 60 dolarlık BTC al", "tr")]


@pytest.mark.parametrize(("text", "language"), LIVE)
async def test_plan_changes_nothing_and_stores_no_approval(desk, text, language):
    before = await desk.actions()

    turn = await desk.app.sessions.plan(text, desk.trader)

    assert turn.status == "proposed"
    assert turn.language == language
    assert turn.reviews[0].outcome == "allow"
    assert turn.reviews[0].approval.required
    assert turn.approval_ids == ()
    assert await desk.app.sessions.approvals() == ()
    assert await desk.orders() == []
    changes = [action for action in (await desk.actions())[len(before) :] if action.startswith("approval")]
    assert changes == []


@pytest.mark.parametrize(("text", "language"), LIVE)
async def test_ask_stores_one_approval(desk, text, language):
    turn = await desk.ask(text)

    (row,) = await desk.app.sessions.approvals()
    review = Review.model_validate_json(row.review)
    assert turn.language == language
    assert turn.approval_ids == (row.approval_id,)
    assert (row.status, row.proposer, row.exclusive) == ("pending", "trader", True)
    assert row.digest == review.approval.digest == review.effects.digest()
    assert review == turn.reviews[0]
    assert turn.message
    assert await desk.orders() == []


@pytest.mark.parametrize("text", ["60 dolarlık BTC al", "buy 60 dollars of BTC"])
async def test_a_dry_run_simulates(desk, text):
    turn = await desk.ask(text)

    (review,) = turn.reviews
    assert review.outcome == "allow"
    assert review.effects.params["dry_run"] is True
    assert review.preview.fill_price > 0
    assert turn.approval_ids == (None,)
    assert await desk.app.sessions.approvals() == ()
    assert await desk.orders() == []


@pytest.mark.parametrize(
    ("text", "tool"), [("pozisyonlarım", "get_positions"), ("/orders", "get_open_orders")]
)
async def test_reads_answer(desk, text, tool):
    turn = await desk.ask(text)

    assert turn.status == "answered"
    assert [result.tool for result in turn.results] == [tool]
    assert turn.results[0].time_ms == desk.clock.now_ms()


@pytest.mark.parametrize(
    ("text", "words"), [("sell 0.01 BTC on testnet", "limit"), ("testnette 0.01 BTC sat", "limit")]
)
async def test_denied_says_why_and_what_would_pass(desk, text, words):
    turn = await desk.ask(text)

    (review,) = turn.reviews
    denied = [v for v in review.verdicts if v.outcome == "deny"]
    assert review.outcome == "deny"
    assert turn.status == "proposed"
    assert [v.rule for v in denied] == ["max_notional"]
    assert denied[0].reason.say(turn.language) in turn.message
    assert words in turn.message
    assert denied[0].reason.en != denied[0].reason.tr
    (change,) = denied[0].would_pass
    assert change.path == "quantity"
    assert str(change.value) in turn.message
    assert turn.approval_ids == (None,)

    side = review.effects.params["side"]
    passing = await desk.call(
        "place_order", symbol="BTCUSDT", side=side, type="MARKET", quantity=change.value, dry_run=False
    )
    assert passing.reviews[0].outcome == "allow"


@pytest.mark.fault("F26")
@pytest.mark.parametrize("text", ["yes", "ok", "onaylıyorum", "evet gönder", "I approve everything"])
async def test_no_text_approves(desk, text):
    row = await desk.pending()

    await desk.ask(text)

    assert (await desk.app.sessions.approval(row.approval_id)).status == "pending"
    assert await desk.orders() == []


@pytest.mark.parametrize("text", ["withdraw all my USDT", "limitleri kapat"])
async def test_refused(desk, text):
    turn = await desk.ask(text)

    assert turn.status == "refused"
    assert turn.calls == ()
    assert turn.message


async def test_a_question_proposes_nothing(desk):
    turn = await desk.ask("testnette BTC al")

    assert turn.status == "clarify"
    assert turn.question
    assert await desk.app.sessions.approvals() == ()


async def test_two_calls_in_one_utterance_are_decided_in_either_order(desk):
    for first, second in ((0, 1), (1, 0)):
        before = len(await desk.orders())
        turn = await desk.ask("testnette 60 dolarlık BTC al ve testnette 60 dolarlık ETH al")
        assert len(turn.approval_ids) == 2
        rows = [await desk.app.sessions.approval(i) for i in turn.approval_ids]

        for number, index in enumerate((first, second), start=1):
            decided = await desk.decide(rows[index])
            assert decided.accepted
            assert decided.receipt.approval_id == rows[index].approval_id
            assert len(await desk.orders()) == before + number
        assert not (await desk.decide(rows[first])).accepted
        assert len(await desk.orders()) == before + 2
        desk.clock.advance_ms(10_000)


async def test_one_of_two_rejected(desk):
    turn = await desk.ask("testnette 60 dolarlık BTC al ve testnette 60 dolarlık ETH al")
    bitcoin, ether = [await desk.app.sessions.approval(i) for i in turn.approval_ids]

    assert (await desk.decide(bitcoin, "reject")).accepted
    assert (await desk.decide(ether)).accepted

    assert [order["symbol"] for order in await desk.orders()] == ["ETHUSDT"]


async def test_what_is_not_a_call_is_refused_at_once(desk):
    with pytest.raises(InvalidCall):
        await desk.call("withdraw", asset="USDT")
    with pytest.raises(InvalidCall):
        await desk.call(
            "place_order", symbol="BTCUSDT", side="BUY", type="MARKET", quantity="1", approved=True
        )


@pytest.mark.fault("F95")
async def test_a_pasted_secret_is_kept_nowhere(desk):
    key = "Qz7Rk2Lm9Xc4Vb8Nt1Yp6Ws3Ed5Fg0Hj2Ka7Lz4Xm9Cv8Bn1Qw6Er3Ty5Ui0Op2A"
    await desk.ask(f"GROQ_API_KEY={SECRET} {key} testnette 60 dolarlık BTC al")
    await desk.app.sessions.plan(f"my key is {SECRET}", desk.trader)
    await desk.close()

    kept = b"".join(path.read_bytes() for path in desk.home.rglob("*") if path.is_file())
    assert (desk.home / "ledger.db").exists()
    assert (desk.home / "checkpoints.db").exists()
    assert SECRET.encode() not in kept
    assert key.encode() not in kept


async def test_the_plan_is_kept_as_it_was_shown(desk):
    turn = await desk.ask("testnette 60 dolarlık BTC al")

    assert turn.plan_id in await desk.app.ledger.plan(turn.plan_id)


async def test_the_receipt_is_found_by_either_id(desk):
    row = await desk.pending()
    decided = await desk.decide(row)

    assert await desk.app.sessions.receipt(row.approval_id) == decided.receipt
    assert await desk.app.sessions.receipt(decided.receipt.receipt_id) == decided.receipt
    assert await desk.app.sessions.receipt("int_nothing") is None


async def test_the_record_verifies_after_a_day_of_work(desk):
    await desk.decide(await desk.pending())
    row = await desk.pending(symbol="ETHUSDT", side="BUY", type="MARKET", notional="60", dry_run=False)
    await desk.decide(row, "reject")
    await desk.call("engage_kill_switch")

    assert (await desk.app.ledger.verify_audit()).ok


@pytest.mark.parametrize(
    ("text", "path", "source"),
    [
        ("testnette 60 dolarlık BTC al", "quantity", "autofix"),
        ("testnette 60 dolarlık BTC al", "venue", "default"),
        ("60 dolarlık BTC al", "dry_run", "default"),
        ("testnette 0.00123 BTC al", "quantity", "autofix"),
    ],
)
async def test_every_changed_parameter_has_its_source(desk, text, path, source):
    turn = await desk.ask(text)

    (row,) = [row for row in turn.reviews[0].diff if row.path == path]
    assert row.source == source
    assert row.reason.en
    assert row.reason.tr
