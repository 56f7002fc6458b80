"""Replay: what is on record comes out again, byte for byte; what was changed since does not pass for it."""

import json
import sqlite3
from decimal import Decimal

import pytest

from agent.planner.completions import Completion, CompletionFailed, Failure
from agent.planner.groq import GroqPlanner
from agent.planner.offline import OfflinePlanner
from agent.recording import dispatch_key, planning_key, reviews_key
from agent.session import Principal
from policies.limits import load
from tools.errors import NotFound
from tools.receipt import IntentState

JUDGED = ["record", "planner", "calls", "gate", "diff", "risk", "preview", "approval", "plan"]
UNJUDGED = ["record", "planner", "calls", "plan"]
BUY = "testnette 60 dolarlık BTC al"
SECRET = "gsk_Zx81Qw7Lk2Mn5Bv9Tr4Yu6Io"


async def same(desk, plan_id):
    replayed = await desk.app.replay(plan_id)
    assert [stage for stage in replayed.stages if not stage.equal] == []
    assert replayed.equal
    return replayed


def names(replayed):
    return [stage.name for stage in replayed.stages]


def unequal(replayed):
    assert not replayed.equal
    return [stage.name for stage in replayed.stages if not stage.equal]


def edit(desk, key, old, new):
    """Change a stored document behind the product's back."""
    with sqlite3.connect(desk.home / "ledger.db") as raw:
        changed = raw.execute(
            "UPDATE plan SET document = replace(document, ?, ?) WHERE plan_id = ? AND instr(document, ?) > 0",
            (old, new, key, old),
        )
        assert changed.rowcount == 1, "the edit found nothing"
    raw.close()


@pytest.mark.parametrize(
    ("text", "language", "status", "stages"),
    [
        (BUY, "tr", "proposed", JUDGED),
        ("buy 60 dollars of BTC on testnet", "en", "proposed", JUDGED),
        ("60 dolarlık BTC al", "tr", "proposed", JUDGED),
        ("sell 0.01 BTC on testnet", "en", "proposed", JUDGED),
        ("testnette 60 dolarlık BTC al ve testnette 60 dolarlık ETH al", "tr", "proposed", JUDGED),
        ("buy 60 dollars of BTC on testnet, stop 2%", "en", "proposed", JUDGED),
        ("/backtest sma_crossover", "en", "proposed", JUDGED),
        ("pozisyonlarım", "tr", "answered", JUDGED),
        ("my positions", "en", "answered", JUDGED),
        ("merhaba", "tr", "answered", UNJUDGED),
        ("hello", "en", "answered", UNJUDGED),
        ("testnette BTC al", "tr", "clarify", UNJUDGED),
        ("buy BTC on testnet", "en", "clarify", UNJUDGED),
        ("withdraw all my USDT", "en", "refused", UNJUDGED),
        ("limitleri kapat", "tr", "refused", UNJUDGED),
    ],
)
@pytest.mark.parametrize("door", ["ask", "plan"])
async def test_a_plan_of_every_status_comes_out_the_same(desk, door, text, language, status, stages):
    turn = await getattr(desk.app.sessions, door)(text, desk.trader)
    assert (turn.status, turn.language) == (status, language)
    desk.clock.advance_ms(3 * 86_400_000)
    await desk.move_price("BTCUSDT", "71000")

    replayed = await same(desk, turn.plan_id)

    assert names(replayed) == stages
    assert replayed.notes == ()


async def test_a_decided_plan_is_replayed_up_to_the_last_look(desk):
    turn = await desk.ask(BUY)
    decided = await desk.decide(await desk.app.sessions.approval(turn.approval_ids[0]))
    assert decided.receipt.state is IntentState.ACKED
    await desk.open()
    before, rows = await desk.orders(), await desk.actions(1000)

    replayed = await same(desk, turn.plan_id)

    assert names(replayed) == [*JUDGED, "permit", "dispatch"]
    assert (await desk.orders(), await desk.actions(1000)) == (before, rows), "a replay changes nothing"


async def test_an_edited_proposal_is_replayed_beside_the_one_it_replaced(desk):
    row = await desk.pending()
    edited = await desk.decide(row, "edit", edits={"quantity": "0.001"})
    await desk.decide(edited.successor)

    replayed = await desk.app.replay(row.plan_id)

    assert replayed.equal
    edit(desk, reviews_key(row.plan_id, edited.successor.approval_id), '"score":', '"score":9')
    broken = await desk.app.replay(row.plan_id)
    assert edited.successor.approval_id in broken.stages[0].differences[0].path
    assert {"record", "risk"} <= set(unequal(broken))


async def test_a_refusal_at_the_last_hop_is_replayed_with_its_reason(desk):
    row = await desk.pending()
    await desk.move_price("BTCUSDT", "65650")
    assert (await desk.decide(row)).reason == "price_moved"

    assert "dispatch" in names(await same(desk, row.plan_id))


async def test_a_halt_and_a_typed_call_without_the_scope_are_replayed(desk):
    halt = await desk.call("engage_kill_switch", reason="drill")
    reader = Principal("reader", "http", frozenset({"read"}))
    refused = await desk.call(
        "place_order", reader, symbol="BTCUSDT", side="BUY", type="MARKET", notional="60"
    )
    assert refused.status == "refused"

    assert names(await same(desk, halt.plan_id))[-2:] == ["permit", "dispatch"]
    assert names(await same(desk, refused.plan_id)) == ["record", "calls", "plan"]


async def test_a_plan_made_without_a_venue_is_replayed(desk):
    desk.transport.unplugged = True
    turn = await desk.ask(BUY)
    desk.transport.unplugged = False

    await same(desk, turn.plan_id)


class Model:
    """A language model with one answer."""

    def __init__(self, *answers):
        self.answers = list(answers)

    async def complete(self, **request):
        answer = self.answers.pop(0)
        if isinstance(answer, Failure):
            raise CompletionFailed(answer)
        return Completion(text=answer, finish_reason="stop")


def reply(*calls):
    made = [{"tool": tool, "args": args} for tool, args in calls]
    rest = {"language": "en", "question": None, "message": None}
    return json.dumps({"status": "calls", "calls": made, **rest})


ODD = "scoop me 60 dollars of bitcoin on testnet"
LIVE = {"symbol": "BTCUSDT", "side": "BUY", "type": "MARKET", "notional": "60", "dry_run": False}


@pytest.mark.parametrize(
    "answer",
    [reply(("place_order", LIVE)), reply(("place_order", {**LIVE, "leverage": 9})), Failure.AUTH, "no json"],
    ids=["understood", "invented", "failed", "invalid"],
)
async def test_a_model_is_not_asked_again_its_words_are_on_record(desk, answer):
    model = Model(answer)
    await desk.open(planner=GroqPlanner(model, OfflinePlanner(desk.clock), desk.clock, "m"))
    turn = await desk.ask(ODD if isinstance(answer, str) and "{" in answer else BUY)
    assert model.answers == []
    await desk.open()

    await same(desk, turn.plan_id)


async def test_other_words_of_the_model_are_another_plan(desk):
    model = Model(reply(("place_order", LIVE)))
    await desk.open(planner=GroqPlanner(model, OfflinePlanner(desk.clock), desk.clock, "m"))
    turn = await desk.ask(ODD)
    edit(desk, planning_key(turn.plan_id), '\\"BUY\\"', '\\"SELL\\"')

    assert {"record", "planner"} <= set(unequal(await desk.app.replay(turn.plan_id)))


@pytest.mark.parametrize(
    ("key", "old", "new", "stages"),
    [
        (planning_key, BUY, "testnette 90 dolarlık BTC al", {"calls", "plan"}),
        (planning_key, '"mark":"65000', '"mark":"64000', set()),
        (reviews_key, '"mark":"65000', '"mark":"69000', {"gate", "preview"}),
        (reviews_key, '"outcome":"allow"', '"outcome":"deny"', {"gate"}),
        (str, '"outcome":"allow"', '"outcome":"deny"', {"plan"}),
        (str, "BTC al", "ETH al", {"plan"}),
    ],
)
async def test_an_edited_record_is_detected(desk, key, old, new, stages):
    turn = await desk.ask(BUY)
    edit(desk, key(turn.plan_id), old, new)

    replayed = await desk.app.replay(turn.plan_id)

    assert {"record", *stages} <= set(unequal(replayed))
    assert replayed.stages[0].differences[0].path == key(turn.plan_id)


async def test_an_edited_last_look_is_detected(desk):
    row = await desk.pending()
    await desk.decide(row)
    intent_id = (await desk.app.sessions.approval(row.approval_id)).intent_id
    edit(desk, dispatch_key(row.plan_id, intent_id), '"outcome":"execute"', '"outcome":"refuse"')

    assert set(unequal(await desk.app.replay(row.plan_id))) == {"record", "dispatch"}


@pytest.mark.parametrize("part", [planning_key, reviews_key, str])
async def test_a_deleted_document_is_missed(desk, part):
    turn = await desk.ask(BUY)
    with sqlite3.connect(desk.home / "ledger.db") as raw:
        raw.execute("DELETE FROM plan WHERE plan_id = ?", (part(turn.plan_id),))
    raw.close()

    assert unequal(await desk.app.replay(turn.plan_id))[0] == "record"


async def test_a_broken_audit_spoils_every_replay(desk):
    turn = await desk.ask(BUY)
    with sqlite3.connect(desk.home / "ledger.db") as raw:
        raw.execute("UPDATE audit SET body = replace(body, 'k', 'K') WHERE seq = 1")
    raw.close()

    replayed = await desk.app.replay(turn.plan_id)

    assert unequal(replayed) == ["record"]
    assert "row 1: edited" in replayed.stages[0].differences[0].replayed


async def test_a_policy_change_since_is_told_and_not_used(desk):
    turn = await desk.ask(BUY)
    limits = load("canary")
    numbers = dict(limits.limits)
    numbers["max_notional"] = numbers["max_notional"].model_copy(update={"value": Decimal(20)})
    changed = {"limits": numbers, "symbols": limits.symbols[1:]}
    await desk.open(limits=limits.model_copy(update=changed))

    replayed = await same(desk, turn.plan_id)

    (note,) = replayed.notes
    assert "max_notional 100 → 20" in note.en
    assert f"−{limits.symbols[0]}" in note.tr
    assert (await desk.ask(BUY)).reviews[0].outcome == "deny"


async def test_a_key_dropped_since_is_told(desk):
    row = await desk.pending()
    await desk.decide(row)
    key = type(desk.settings.approval_keys)("k9:" + "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY=")
    await desk.open(settings=desk.settings.model_copy(update={"approval_keys": key}))

    (note,) = (await same(desk, row.plan_id)).notes
    assert "no longer configured" in note.en


async def resaved(desk, key, change):
    """The document as another version of the product would have written it: sealed, and different."""
    document = json.loads(await desk.app.ledger.plan(key))
    change(document)
    await desk.app.ledger.save_plan(key, json.dumps(document))


async def test_a_recording_of_another_version_that_still_reads_says_so(desk):
    turn = await desk.ask(BUY)
    await resaved(desk, planning_key(turn.plan_id), lambda d: d.update(shape="sha256:older"))

    (note,) = (await same(desk, turn.plan_id)).notes
    assert "Another version" in note.en


@pytest.mark.parametrize("key", [planning_key, reviews_key])
async def test_a_recording_of_an_older_schema_says_so(desk, key):
    turn = await desk.ask(BUY)
    await resaved(desk, key(turn.plan_id), lambda d: d.pop("shape"))

    replayed = await desk.app.replay(turn.plan_id)

    assert not replayed.equal
    (note,) = replayed.notes
    assert "another schema" in note.en
    assert "şeması" in note.tr


async def test_rules_that_changed_since_are_named(desk):
    turn = await desk.ask(BUY)
    await resaved(desk, reviews_key(turn.plan_id), lambda d: d["rules"].append("gone@1"))

    (note,) = (await same(desk, turn.plan_id)).notes
    assert "gone@1" in note.en


async def test_a_plan_from_before_recordings_says_so(desk):
    await desk.app.ledger.save_plan("plan_old", "{}")

    replayed = await desk.app.replay("plan_old")

    assert (replayed.equal, names(replayed)) == (False, ["record"])
    assert "earlier version" in replayed.notes[0].en


async def test_a_plan_cut_short_is_compared_as_far_as_it_got(desk):
    turn = await desk.ask(BUY)
    with sqlite3.connect(desk.home / "ledger.db") as raw:
        # As if the process had died before its last write: neither the document nor its audit row.
        raw.execute("DELETE FROM plan WHERE plan_id = ?", (turn.plan_id,))
        raw.execute("UPDATE audit SET subject = 'x' WHERE subject = ?", (turn.plan_id,))
    raw.close()

    replayed = await desk.app.replay(turn.plan_id)

    assert names(replayed) == JUDGED[:-1]
    assert "cut short" in replayed.notes[0].en


async def test_no_such_plan(desk):
    with pytest.raises(NotFound):
        await desk.app.replay("plan_nothing")


async def test_recordings_hold_no_secret(desk):
    turn = await desk.ask(f"GROQ_API_KEY={SECRET} {BUY}")

    kept = await desk.app.ledger.plan(planning_key(turn.plan_id))
    settings = desk.settings
    assert SECRET not in kept
    assert settings.binance_futures_api_secret.get_secret_value() not in kept
    assert settings.binance_futures_api_key.get_secret_value() not in kept
