"""The product with its record and its checkpoints in PostgreSQL."""

import psycopg
import pytest
from pydantic import SecretStr

from agent.settings import Settings, load
from agent.wiring import has_ledger
from tools.errors import ConfigError, LedgerError
from tools.terms import Mode


@pytest.fixture
async def shared(desk, new_database):
    """A desk whose record is in a database."""
    settings = Settings(home=desk.home, mode=Mode.LOCAL_TESTNET, database_url=SecretStr(new_database()))
    desk.settings = settings
    await desk.open()
    return desk


def _count(settings, table):
    with psycopg.connect(settings.database_url.get_secret_value()) as connection:
        return connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608


async def test_a_plan_waits_for_its_approval_through_a_restart(shared):
    row = await shared.pending()
    assert _count(shared.settings, "checkpoints") > 0
    before = _count(shared.settings, "checkpoints")
    await shared.open()

    decided = await shared.decide(row)

    assert decided.receipt.state == "ACKED"
    assert _count(shared.settings, "checkpoints") > before, "resumed in its thread"
    assert len(await shared.orders()) == 1
    assert (await shared.app.ledger.verify_audit()).ok
    assert not list(shared.home.glob("checkpoints.db*"))


async def test_a_missing_audit_key_is_not_replaced_when_the_database_has_a_record(shared):
    assert has_ledger(shared.settings)
    await shared.close()
    (shared.home / "keys" / "audit.key").unlink()

    with pytest.raises(ConfigError, match="key"):
        await shared.open()


async def test_a_server_that_does_not_answer_refuses_and_shows_no_password(desk):
    url = SecretStr("postgresql://desk:hush-hush@127.0.0.1:1/spark")
    settings = Settings(home=desk.home, mode=Mode.LOCAL_TESTNET, database_url=url)

    with pytest.raises(LedgerError) as refused:
        await desk.open(settings=settings)

    assert "hush" not in f"{refused.value!r} {refused.value.text} {settings!r}"


@pytest.mark.parametrize(
    "url", ["mysql://desk:hush@db/spark", "postgresql://desk:hush@hush@db/spark", "hush"]
)
def test_an_address_that_is_none_is_refused_without_being_repeated(monkeypatch, url):
    monkeypatch.setenv("SPARK_DATABASE_URL", url)

    with pytest.raises(ConfigError) as refused:
        load()

    assert "SPARK_DATABASE_URL" in str(refused.value)
    assert "hush" not in f"{refused.value} {refused.value.text}"
