import pytest

from agent.decision import Decided
from tools.receipt import IntentState
from tools.text import Text
from ui.commands.exits import Exit, of_decided, of_plan, of_turn


def test_turns_end_in_the_codes_of_the_contract(make):
    allowed, denied = make.review(), make.review("deny")
    assert of_turn(make.turn("answered")) == Exit.OK
    assert of_turn(make.turn("clarify", question="?")) == Exit.OK
    assert of_turn(make.turn("refused")) == Exit.DENIED
    assert of_turn(make.turn(reviews=[denied], approval_ids=(None,))) == Exit.DENIED
    assert of_turn(make.turn(reviews=[allowed], approval_ids=("apr_1",))) == Exit.PENDING
    assert of_turn(make.turn(reviews=[make.review(required=False)], approval_ids=(None,))) == Exit.OK


@pytest.mark.parametrize(
    ("failure", "code"),
    [("invalid", Exit.USAGE), ("venue", Exit.VENUE), ("error", Exit.INTERNAL), (None, Exit.VENUE)],
)
def test_a_call_without_a_result_ends_in_the_code_of_its_reason(make, failure, code):
    review = make.review(tool="cancel_all_orders", args={"symbol": "BTCUSDT"}, required=False)
    assert of_turn(make.turn(reviews=[review], failure=failure)) == code


def test_a_denial_while_halted_is_6(make):
    review = make.review("deny")
    halted = review.verdicts[0].model_copy(update={"rule": "trading_state"})
    turn = make.turn(reviews=[review.model_copy(update={"verdicts": (halted,)})])
    assert of_turn(turn) == of_plan(turn) == Exit.HALTED


def test_a_plan_that_needs_an_approval_is_fine(make):
    assert of_plan(make.turn(reviews=[make.review()])) == Exit.OK
    assert of_plan(make.turn(reviews=[make.review("deny")])) == Exit.DENIED


@pytest.mark.parametrize(
    ("accepted", "reason", "state", "code"),
    [
        (True, "ok", IntentState.ACKED, Exit.OK),
        (True, "ok", IntentState.REJECTED, Exit.VENUE),
        (True, "ok", IntentState.UNKNOWN, Exit.VENUE),
        (True, "ok", None, Exit.OK),
        (False, "expired", None, Exit.PENDING),
        (False, "already_decided", None, Exit.PENDING),
        (False, "denied", None, Exit.DENIED),
        (False, "halted", IntentState.REJECTED, Exit.HALTED),
    ],
)
def test_decisions_end_in_the_codes_of_the_contract(make, accepted, reason, state, code):
    receipt = make.receipt(state) if state else None
    message = Text(en="", tr="")
    assert (
        of_decided(
            Decided(approval=make.row(), accepted=accepted, reason=reason, message=message, receipt=receipt)
        )
        == code
    )
