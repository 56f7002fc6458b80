"""What was spent on the language model outlives the process, for each user alone."""

from agent.planner.budget import Budget, Spent
from agent.spending import LedgerSpendings


async def test_a_restart_resets_no_budget(desk):
    spent = Budget(desk.clock, tokens_a_day=100, spendings=LedgerSpendings(desk.app.ledger))
    await spent.spend("ada", 60)
    await spent.spend("ada", 40)

    await desk.open()
    again = Budget(desk.clock, tokens_a_day=100, spendings=LedgerSpendings(desk.app.ledger))

    assert not await again.admit("ada")
    assert await again.admit("grace")
    desk.clock.advance_ms(86_400_000)
    assert await again.admit("ada")


async def test_what_is_older_than_a_day_is_not_kept(desk):
    spendings = LedgerSpendings(desk.app.ledger)
    await spendings.add("ada", Spent(at_ms=1_000, tokens=5), since_ms=0)
    await spendings.add("ada", Spent(at_ms=3_000, tokens=7), since_ms=2_000)

    assert await spendings.spent("ada", 0) == (Spent(at_ms=3_000, tokens=7),)


async def test_a_document_that_is_none_is_nothing(desk):
    await desk.app.ledger.save_plan("spending/ada", "not json")

    assert await LedgerSpendings(desk.app.ledger).spent("ada", 0) == ()
