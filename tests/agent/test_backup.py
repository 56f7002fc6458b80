"""The restore drill: a record copied in use, put back elsewhere, and never taken for a newer one."""

import asyncio
import json
import shutil
import sqlite3

import pytest
from pydantic import SecretStr

from agent.backup import backup, restore
from tools.errors import ConfigError, LedgerTampered
from tools.ledger.copies import LEDGER, MANIFEST, SIGNED
from tools.ledger.sqlite import ANCHORS
from tools.receipt import IntentState


def move_keys(source, target):
    """What the runbook says: the keys come from where they are kept, not from the backup."""
    (target / "keys").mkdir(parents=True, mode=0o700)
    for path in (source / "keys").iterdir():
        path.replace(target / "keys" / path.name)


def emptied(desk):
    """The home as it is after its disk with the ledger was lost; the anchors were on another one."""
    for path in desk.home.glob("ledger.db*"):
        path.unlink()


@pytest.fixture
async def saved(desk, tmp_path):
    """A backup with a filled order and an approval that waits."""
    await desk.decide(await desk.pending())
    desk.clock.advance_ms(10_000)
    waiting = await desk.pending(
        symbol="BTCUSDT", side="BUY", type="LIMIT", quantity="0.001", price="64000", dry_run=False
    )
    await backup(desk.settings, tmp_path / "saved", desk.clock)
    return tmp_path / "saved", waiting


async def test_a_restored_record_goes_on_in_a_new_home(desk, saved, tmp_path):
    folder, waiting = saved
    await desk.close()
    home = tmp_path / "new"
    move_keys(desk.home, home)
    settings = desk.settings.model_copy(update={"home": home})

    manifest = await restore(settings, folder, desk.clock)

    await desk.open(settings=settings)
    report = await desk.app.ledger.verify_audit()
    assert report.ok
    assert report.rows >= manifest.rows
    (filled,) = [i for i in await desk.app.ledger.recent_intents(0) if i.state is IntentState.ACKED]
    assert [o["clientOrderId"] for o in await desk.orders()] == [filled.client_order_id]
    (restored,) = await desk.app.ledger.audit(action="ledger.restored")
    assert json.loads(restored.body)["lost_until"] is None
    assert (home / "anchors" / SIGNED).exists()
    assert (await desk.decide(waiting)).accepted
    assert len(await desk.orders()) == 2
    assert (await desk.app.replay(waiting.plan_id)).equal


async def test_keys_are_left_out_unless_somebody_asks(desk, tmp_path):
    await backup(desk.settings, tmp_path / "without", desk.clock)
    await backup(desk.settings, tmp_path / "with", desk.clock, keys=True)

    kept = {path.name for path in (tmp_path / "with" / "keys").iterdir()}
    assert kept == {"anchor.key", "approval.key", "audit.key"}
    assert {path.name for path in (tmp_path / "without").iterdir()} == {LEDGER, ANCHORS, SIGNED, MANIFEST}
    secrets = [path.read_text().strip().partition(":")[2] for path in (desk.home / "keys").iterdir()]
    files = [*(tmp_path / "without").rglob("*"), *(tmp_path / "with").glob("*.*")]
    assert not [f for f in files for secret in secrets if secret.encode() in f.read_bytes()]
    for path in (tmp_path / "with").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


async def test_a_backup_taken_while_orders_are_decided_is_whole(desk, tmp_path):
    async def work():
        for _ in range(40):
            await desk.app.ledger.append("desk", "note", "s", {})

    results = await asyncio.gather(
        work(), *(backup(desk.settings, tmp_path / str(n), desk.clock) for n in range(3))
    )

    for number, manifest in enumerate(results[1:]):
        with sqlite3.connect(tmp_path / str(number) / LEDGER) as raw:
            assert raw.execute("SELECT max(seq) FROM audit").fetchone() == (manifest.rows,)
        raw.close()


def anchors_of(desk):
    """Both files of anchors and what is in them."""
    return {path: path.read_bytes() for path in (desk.home / ANCHORS, desk.home / "anchors" / SIGNED)}


@pytest.mark.fault("F77")
@pytest.mark.parametrize("survived", [(ANCHORS,), (SIGNED,), (ANCHORS, SIGNED)], ids="+".join)
async def test_a_backup_behind_either_last_anchor_is_refused(desk, saved, survived):
    folder, _ = saved
    await desk.app.ledger.append("desk", "note", "after the backup", {})
    await desk.close()
    emptied(desk)
    for path in anchors_of(desk):
        if path.name not in survived:
            path.unlink()
    found = sorted(path for path in desk.home.rglob("*.jsonl") if "testnet" not in path.parts)
    kept = [path.read_bytes() for path in found]

    with pytest.raises(LedgerTampered) as caught:
        await restore(desk.settings, folder, desk.clock)

    for said in (caught.value.text.en, caught.value.text.tr):
        assert "docs/runbooks/backup.md" in said
    assert not list(desk.home.glob("ledger.db*"))
    left = sorted(path for path in desk.home.rglob("*.jsonl") if "testnet" not in path.parts)
    assert (left, [path.read_bytes() for path in left]) == (found, kept)


async def test_rows_are_lost_only_on_purpose_and_the_record_says_so(desk, saved):
    folder, _ = saved
    lost = await desk.app.ledger.append("desk", "note", "after the backup", {})
    await desk.close()
    emptied(desk)
    kept = anchors_of(desk)

    manifest = await restore(desk.settings, folder, desk.clock, lost_rows=True)

    aside = list(desk.home.rglob("*.lost-*.jsonl"))
    assert sorted(path.read_bytes() for path in aside) == sorted(kept.values())
    await desk.open()
    assert (await desk.app.ledger.verify_audit()).ok
    (row,) = await desk.app.ledger.audit(action="ledger.restored")
    said = json.loads(row.body)
    assert (said["rows"], said["head"], said["lost_until"]) == (manifest.rows, manifest.head, lost.seq)


async def test_a_damaged_backup_is_not_put_back_on_purpose_either(desk, saved):
    folder, _ = saved
    await desk.app.ledger.append("desk", "note", "after the backup", {})
    await desk.close()
    emptied(desk)
    kept = anchors_of(desk)
    (folder / SIGNED).unlink()
    manifest = json.loads((folder / MANIFEST).read_text())
    del manifest["files"][SIGNED]
    (folder / MANIFEST).write_text(json.dumps(manifest))

    with pytest.raises(LedgerTampered, match="signed anchors are missing"):
        await restore(desk.settings, folder, desk.clock, lost_rows=True)

    assert anchors_of(desk) == kept
    assert not list(desk.home.glob("ledger.db*"))


@pytest.mark.fault("F77")
async def test_orders_of_the_lost_rows_are_found_at_the_venue(desk, saved, limit_buy):
    folder, _ = saved
    lost = await desk.decide(await desk.pending(**(limit_buy | {"price": "63000"})))
    await desk.close()
    emptied(desk)
    await restore(desk.settings, folder, desk.clock, lost_rows=True)

    await desk.open()

    (orphan,) = await desk.app.ledger.audit(action="order.orphan")
    assert orphan.subject == lost.receipt.client_order_id


async def test_a_backup_goes_over_nothing(desk, saved, tmp_path):
    folder, _ = saved
    with pytest.raises(ConfigError, match="not empty"):
        await backup(desk.settings, folder, desk.clock)
    with pytest.raises(ConfigError, match="move it away"):
        await restore(desk.settings, folder, desk.clock)
    nowhere = desk.settings.model_copy(update={"home": tmp_path / "nowhere"})
    with pytest.raises(ConfigError, match="no ledger"):
        await backup(nowhere, tmp_path / "other", desk.clock)


@pytest.mark.parametrize("name", [LEDGER, ANCHORS, SIGNED, MANIFEST])
async def test_a_damaged_backup_is_refused(desk, saved, tmp_path, name):
    folder, _ = saved
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: len(data) // 2] + b"x" + data[len(data) // 2 + 1 :])
    home = tmp_path / "new"
    await desk.close()
    move_keys(desk.home, home)

    with pytest.raises((LedgerTampered, ConfigError)):
        await restore(desk.settings.model_copy(update={"home": home}), folder, desk.clock)

    assert not (home / LEDGER).exists()


async def test_without_the_key_nothing_is_restored(desk, saved, tmp_path):
    folder, _ = saved
    new = desk.settings.model_copy(update={"home": tmp_path / "new"})
    with pytest.raises(ConfigError, match="audit key is missing"):
        await restore(new, folder, desk.clock)
    (tmp_path / "new" / "keys").mkdir(parents=True, mode=0o700)
    shutil.copy(desk.home / "keys" / "anchor.key", tmp_path / "new" / "keys")
    other = SecretStr("k1:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY=")
    with pytest.raises(LedgerTampered):
        await restore(new.model_copy(update={"audit_key": other}), folder, desk.clock)
    assert not (tmp_path / "new" / LEDGER).exists()


async def test_without_the_anchor_key_nothing_is_restored(desk, saved, tmp_path):
    folder, _ = saved
    home = tmp_path / "new"
    await desk.close()
    move_keys(desk.home, home)
    settings = desk.settings.model_copy(update={"home": home})
    (home / "keys" / "anchor.key").unlink()
    with pytest.raises(ConfigError, match="anchor key is missing"):
        await restore(settings, folder, desk.clock)
    other = SecretStr("s1:QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVoxMjM0NTY=")
    with pytest.raises(LedgerTampered, match="SPARK_ANCHOR_KEYS"):
        await restore(settings.model_copy(update={"anchor_keys": other}), folder, desk.clock)
    assert not list(home.glob("ledger.db*"))
    assert not (home / "anchors" / SIGNED).exists()


async def test_a_record_that_does_not_verify_is_no_backup(desk, tmp_path):
    await desk.pending()
    with sqlite3.connect(desk.home / LEDGER) as raw:
        raw.execute("UPDATE audit SET actor = 'x' WHERE seq = 2")
    raw.close()

    with pytest.raises(LedgerTampered):
        await backup(desk.settings, tmp_path / "saved", desk.clock)

    assert not (tmp_path / "saved" / MANIFEST).exists()


async def test_postgresql_is_backed_up_with_its_own_tool(desk, tmp_path):
    url = SecretStr("postgresql://spark:secret@127.0.0.1/spark")
    with pytest.raises(ConfigError, match="pg_dump") as caught:
        await backup(desk.settings.model_copy(update={"database_url": url}), tmp_path / "b", desk.clock)
    assert "secret" not in caught.value.text.en
