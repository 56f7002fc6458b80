import pytest

from agent.decision import Decided, Principal
from tools.ledger.reports import AnchorState
from tools.receipt import IntentState
from tools.telemetry.event import EventKind
from tools.telemetry.levels import read_levels
from tools.text import Text
from ui.metered import MeteredSessions

WHO = Principal("desk", "cli", frozenset({"approve"}))


@pytest.fixture
def seen():
    return []


@pytest.fixture
def metered(sessions, clock, seen):
    class Keep:
        def emit(self, event):
            seen.append((event.kind, event.labels, event.value))

    return MeteredSessions(sessions, Keep(), clock)


def decided(row, accepted, reason, receipt=None, successor=None):
    return Decided(
        approval=row,
        accepted=accepted,
        reason=reason,
        message=Text(en="", tr=""),
        receipt=receipt,
        successor=successor,
    )


@pytest.mark.parametrize("state", [IntentState.ACKED, IntentState.UNKNOWN])
async def test_an_approved_order_counts_with_its_age_and_state(metered, sessions, clock, make, seen, state):
    sessions.decided = decided(make.row("approved"), True, "ok", make.receipt(state))
    clock.advance_ms(4_000)
    await metered.decide("apr_1", "approve", "d", WHO)
    assert seen == [
        (EventKind.APPROVAL, {"status": "approved"}, 4_000),
        (EventKind.ORDER, {"venue": "binance-futures", "state": state.value}, 0),
    ]


async def test_a_late_click_counts_no_second_order(metered, sessions, make, seen):
    sessions.decided = decided(make.row("approved"), False, "already_decided", make.receipt())
    await metered.decide("apr_1", "approve", "d", WHO)
    assert seen == [(EventKind.APPROVAL, {"status": "refused:already_decided"}, 0)]


async def test_a_successor_waits_again(metered, sessions, make, seen):
    sessions.decided = decided(make.row("edited"), True, "ok", successor=make.row())
    await metered.decide("apr_1", "edit", "d", WHO)
    assert (EventKind.APPROVAL, {"status": "pending"}, 0) in seen


async def test_a_scrape_shows_the_last_signed_anchor_and_failed_deliveries(record, seen):
    class Keep:
        def emit(self, event):
            seen.append((event.kind, event.value))

    await read_levels(record, Keep())
    assert EventKind.AUDIT_ANCHOR not in dict(seen)
    record.anchor = AnchorState(seq=256, time_ms=1, publish_failures=2)
    await read_levels(record, Keep())
    assert (EventKind.AUDIT_ANCHOR, 256) in seen
    assert (EventKind.ANCHOR_FAILURES, 2) in seen
