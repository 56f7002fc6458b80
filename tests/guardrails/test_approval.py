"""Who must approve, and the permit that comes of it."""

import pytest

from guardrails.approval import issue
from guardrails.gate import review
from tools.catalogue import call
from tools.clock import VirtualClock
from tools.errors import PermitRefused
from tools.ids import SequenceIds
from tools.ledger.ledger import ApprovalRow

KEYS = {"k2": b"second" * 8, "k1": b"first" * 8}


def row_of(result, **changes):
    row = ApprovalRow(
        approval_id="apr_1",
        plan_id="plan_1",
        index=0,
        proposer="desk",
        exclusive=True,
        status="pending",
        digest=result.approval.digest,
        review=result.model_dump_json(),
        created_ms=1,
        expires_ms=result.approval.expires_ms,
    )
    return row.model_copy(update=changes)


def signed(result, row=None):
    return issue(result, row or row_of(result), "desk", KEYS, VirtualClock(), SequenceIds())


@pytest.mark.parametrize(
    ("args", "kind"),
    [
        ({"dry_run": True}, "none"),
        ({"symbol": "ETHUSDT", "quantity": "0.01", "price": "4000"}, "click"),
        ({"quantity": "0.001"}, "click"),
        ({"quantity": "0.0014"}, "retype"),
    ],
)
def test_the_kind_grows_with_what_is_at_stake(make_facts, order, args, kind):
    facts = make_facts(symbol=args.get("symbol", "BTCUSDT"), rules={"min_notional": "20"})
    result = review(order(**args), facts)
    assert result.approval.kind == kind
    assert result.approval.required is (kind != "none")


def test_a_high_score_needs_two_people(make_facts, order, without_limit):
    facts = without_limit(make_facts(), "two_person_score")
    assert review(order(), facts).approval.kind == "two_person"
    closing = review(
        call("close_position", {"symbol": "BTCUSDT", "dry_run": False}), make_facts(position="0.5")
    )
    assert closing.approval.kind == "click"


@pytest.mark.parametrize(("args", "lifetime"), [({}, 30_000), ({"price": "64000"}, 90_000)])
def test_market_orders_expire_sooner(make_facts, order, args, lifetime):
    facts = make_facts()
    assert review(order(**args), facts).approval.expires_ms == facts.now_ms + lifetime


def test_a_lifetime_nobody_configured_is_none(make_facts, order, without_limit):
    facts = without_limit(make_facts(), "approval_ttl_market_ms")
    assert review(order(), facts).approval.expires_ms == facts.now_ms


def test_a_permit_binds_the_reviews_effects(make_facts, order):
    result = review(order(), make_facts())
    permit = signed(result)
    assert permit.verify(KEYS)
    assert permit.key_id == "k2"
    assert permit.effects == result.effects
    assert (permit.expires_ms, permit.approval_id) == (result.approval.expires_ms, "apr_1")
    for change in ({"approver": "bot"}, {"expires_ms": 1}, {"nonce": "0"}, {"risk_score": 0}):
        assert not permit.model_copy(update=change).verify(KEYS)
    assert not permit.verify({"k2": b"other" * 8})


def test_a_permit_survives_storage(make_facts, order):
    result = review(order(notional="60"), make_facts(leverage=20))
    permit = signed(type(result).model_validate_json(result.model_dump_json()))
    assert type(permit).model_validate_json(permit.model_dump_json()).verify(KEYS)


def test_what_the_policy_denies_gets_no_permit(make_facts, order):
    with pytest.raises(PermitRefused, match="policy"):
        signed(review(order(quantity="0.01"), make_facts()))


def test_an_approval_of_something_else_gets_no_permit(make_facts, order):
    result = review(order(), make_facts())
    other = review(order(quantity="0.0011"), make_facts())
    with pytest.raises(PermitRefused, match="something else"):
        signed(result, row_of(other))
    swapped = result.model_copy(update={"effects": other.effects})
    with pytest.raises(PermitRefused, match="something else"):
        signed(swapped, row_of(result))
