"""The standalone verifier, as a process of its own that has the export, the public key and nothing else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.clock import VirtualClock
from tools.errors import ConfigError, LedgerTampered
from tools.ledger.anchoring import AnchorSetup
from tools.ledger.signing import Ed25519Signer
from tools.ledger.sqlite import open_ledger

SCRIPT = Path(__file__).parents[2] / "ops" / "verify_audit.py"
AUDIT_KEYS = {"a1": b"audit-key-of-the-tests-32-bytes!"}
SEEDS = {"s1": b"seed-of-the-tests-with-32-bytes!"}
NEW_SEEDS = {"s2": b"another-seed-of-the-tests-32-by!"}
KEY = "s1:" + Ed25519Signer(SEEDS).publics["s1"]
NEW_KEY = "s2:" + Ed25519Signer(NEW_SEEDS).publics["s2"]
ROWS = 40
BARE = ("-I", "-S")
"""Isolated and without site-packages: nothing but the standard library."""


def check(export, *arguments, key=KEY, python=()):
    command = [sys.executable, *python, str(SCRIPT), str(export), "--key", key, *arguments]
    run = subprocess.run(command, capture_output=True, text=True, check=False, cwd=export.parent, env={})
    assert not run.stderr, run.stderr
    return run.returncode, run.stdout


@pytest.fixture
def signed(tmp_path):
    return tmp_path / "elsewhere" / "signed.jsonl"


@pytest.fixture
async def ledger(tmp_path, signed):
    opened = _open(tmp_path, signed, SEEDS)
    for number in range(ROWS - 2):
        await opened.append("masa", "not", f"s{number}", {"n": number, "söz": "ığüş"})
        if number % 10 == 0:
            await opened.anchor()
    yield opened
    await opened.close()


def _open(folder, signed, seeds):
    setup = AnchorSetup(Ed25519Signer(seeds), signed)
    return open_ledger(folder / "ledger.db", AUDIT_KEYS, VirtualClock(), setup)


@pytest.mark.parametrize("python", [(), BARE], ids=["cryptography", "standard library"])
@pytest.mark.parametrize(
    ("first", "last"), [(1, None), (1, 17), (17, 17), (20, 30), (33, None), (ROWS, ROWS)], ids=str
)
async def test_an_export_verifies_with_the_public_key_alone(ledger, tmp_path, first, last, python):
    report = await ledger.export_audit(tmp_path / "out.jsonl", first, last)
    assert (report.first, report.last, report.size) == (first, last or ROWS, ROWS)
    code, said = check(tmp_path / "out.jsonl", python=python)
    assert (code, f"rows {first} to {last or ROWS} are in the record of {ROWS} rows" in said) == (0, True), (
        said
    )
    assert report.root in said


async def test_an_export_is_private_and_one_row_carries_a_short_proof(ledger, tmp_path):
    out = tmp_path / "out.jsonl"
    await ledger.export_audit(out, 17, 17)
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [line["type"] for line in lines] == ["header", "row", "proof"]
    assert json.loads(lines[1]["body"])["söz"] == "ığüş"
    assert len(lines[2]["hashes"]) <= 6
    assert out.stat().st_mode & 0o077 == 0


def _edit(field, value):
    def change(lines):
        number = next(n for n, line in enumerate(lines) if line["type"] == "row" and line["seq"] == 25)
        lines[number][field] = value

    return change


def _swap(lines):
    lines[20], lines[21] = lines[21], lines[20]


def _renumber(lines):
    del lines[20]
    for line in lines[20:]:
        if "seq" in line:
            line["seq"] -= 1


def _drop_tail(lines):
    lines[0]["last"] = 30
    lines[:] = [line for line in lines if line.get("seq", 0) <= 30]


def _move_root(lines):
    lines[0]["head"]["root"] = "00" * 32


def _own_key(lines):
    lines[0]["keys"] = [{"key_id": "s2", "public_key": NEW_KEY[3:]}]
    lines[0]["head"]["key_id"] = "s2"


CHANGES = {
    "body": _edit("body", "{}"),
    "time": _edit("time_ms", 1),
    "actor": _edit("actor", "nobody"),
    "mac": _edit("mac", "00" * 32),
    "previous": _edit("previous", "00" * 32),
    "sequence": _edit("seq", 26),
    "a field nobody signed": _edit("note", "seen by the auditor"),
    "swapped": _swap,
    "deleted": lambda lines: lines.pop(20),
    "deleted and renumbered": _renumber,
    "tail": _drop_tail,
    "no proof": lambda lines: lines.pop(),
    "proof too long": lambda lines: lines[-1]["hashes"].append("00" * 32),
    "row behind the proof": lambda lines: lines.append(lines[20]),
    "root": _move_root,
    "another signer": _own_key,
    "anchor among the rows": lambda lines: next(n for n in lines if n["type"] == "anchor").update(time_ms=1),
    "header": lambda lines: lines.pop(0),
    "fewer rows claimed": lambda lines: lines[0].update(first=2),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
async def test_every_change_of_an_export_is_found(ledger, tmp_path, change):
    out = tmp_path / "out.jsonl"
    await ledger.export_audit(out)
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    change(lines)
    out.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    code, said = check(out)
    assert (code, said[:15]) == (1, "DOES NOT VERIFY")


@pytest.mark.parametrize("python", [(), BARE], ids=["cryptography", "standard library"])
@pytest.mark.parametrize("flipped", [0, 40, 70, 127])
async def test_a_wrong_signature_is_found(ledger, tmp_path, python, flipped):
    out = tmp_path / "out.jsonl"
    await ledger.export_audit(out, 17, 17)
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    signature = lines[0]["head"]["signature"]
    digit = "1" if signature[flipped] != "1" else "2"
    lines[0]["head"]["signature"] = signature[:flipped] + digit + signature[flipped + 1 :]
    out.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    code, said = check(out, python=python)
    assert (code, "signature" in said) == (1, True)


async def test_a_line_that_says_two_things_is_refused(ledger, tmp_path):
    out = tmp_path / "out.jsonl"
    await ledger.export_audit(out)
    text = out.read_text(encoding="utf-8")
    out.write_text(text.replace('"actor":"masa"', '"actor":"nobody","actor":"masa"', 1), encoding="utf-8")
    code, said = check(out)
    assert (code, "names a field twice" in said) == (1, True), said


async def test_kept_anchors_that_contradict_each_other_are_refused_whatever_their_order(
    ledger, tmp_path, signed
):
    out, kept, anchors = tmp_path / "out.jsonl", tmp_path / "kept.jsonl", tmp_path / "other.jsonl"
    await ledger.export_audit(out)
    other = _open(tmp_path / "other", anchors, SEEDS)
    for number in range(ROWS - 2):
        await other.append("desk", "note", f"s{number}", {"n": number})
    await other.close()
    for files in ((signed, anchors), (anchors, signed)):
        kept.write_bytes(b"".join(file.read_bytes() for file in files))
        code, said = check(out, "--anchors", str(kept))
        assert (code, "say different things" in said) == (1, True), said


async def test_anchors_kept_elsewhere_have_to_agree(ledger, tmp_path, signed):
    out, kept = tmp_path / "out.jsonl", tmp_path / "kept.jsonl"
    await ledger.export_audit(out)
    kept.write_bytes(signed.read_bytes())
    code, said = check(out, "--anchors", str(kept))
    assert (code, "7 anchors kept elsewhere agree" in said) == (0, True), said


async def test_a_record_cut_off_before_a_kept_anchor_is_found(tmp_path, signed):
    """The insider has every key and rewrites everything on this machine; the kept anchors are elsewhere."""
    out, kept = tmp_path / "out.jsonl", tmp_path / "kept.jsonl"
    first = _open(tmp_path / "one", signed, SEEDS)
    for number in range(20):
        await first.append("desk", "note", f"s{number}", {"n": number})
    await first.close()
    kept.write_bytes(signed.read_bytes())
    second = _open(tmp_path / "two", tmp_path / "other.jsonl", SEEDS)
    for number in range(10):
        await second.append("desk", "note", f"s{number}", {"n": number})
    await second.export_audit(out)
    assert check(out)[0] == 0
    code, said = check(out, "--anchors", str(kept))
    assert (code, "cut off" in said) == (1, True), said
    for number in range(10):
        await second.append("desk", "note", f"t{number}", {"n": number})
    for last, found in ((None, "row 22 is not the row that was anchored"), (5, "different things")):
        await second.export_audit(out, 1, last)
        code, said = check(out, "--anchors", str(kept))
        assert (code, found in said) == (1, True), said
    await second.close()


async def test_the_old_public_key_is_enough_after_a_rotation(ledger, tmp_path, signed):
    await ledger.close()
    rotated = _open(tmp_path, signed, {**NEW_SEEDS, **SEEDS})
    await rotated.append("desk", "note", "s", {})
    await rotated.export_audit(tmp_path / "out.jsonl")
    await rotated.close()
    for key in (KEY, NEW_KEY):
        code, said = check(tmp_path / "out.jsonl", *(() if key == KEY else ("--key", KEY)), key=key)
        assert (code, "signed with s2" in said) == (0, True), said
    assert check(tmp_path / "out.jsonl", key="s1:" + NEW_KEY[3:])[0] == 1


async def test_a_tampered_record_is_not_exported(ledger, tmp_path):
    import sqlite3

    raw = sqlite3.connect(tmp_path / "ledger.db")
    raw.execute("UPDATE audit SET actor = 'nobody' WHERE seq = 5")
    raw.commit()
    raw.close()
    with pytest.raises(LedgerTampered, match="row 5"):
        await ledger.export_audit(tmp_path / "out.jsonl", 20, 30)
    assert not list(tmp_path.glob("*out.jsonl*"))


@pytest.mark.parametrize(("first", "last"), [(30, 20), (1, ROWS + 1)])
async def test_rows_that_are_not_there_are_not_exported(ledger, tmp_path, first, last):
    with pytest.raises(ConfigError, match=f"the rows 1 to {ROWS}"):
        await ledger.export_audit(tmp_path / "out.jsonl", first, last)


def test_wrong_usage_is_2_and_a_missing_or_foreign_file_1(tmp_path):
    run = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, check=False)
    assert run.returncode == 2
    assert check(tmp_path / "nothing")[0] == 1
    (tmp_path / "foreign").write_text("[]\n")
    assert check(tmp_path / "foreign")[0] == 1


ORDER = 2**252 + 27742317777372353535851937790883648493

# RFC 8032, section 7.1: tests 1 to 3; then another message, and test 1 with the order of the group added.
VECTORS = (
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd"
        "25bf5f0595bbe24655141438e7a100b",
        True,
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c3"
        "87b2eaeb4302aeeb00d291612bb0c00",
        True,
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594"
        "a7c15e9716ed28dc027beceea1ec40a",
        True,
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af83",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594"
        "a7c15e9716ed28dc027beceea1ec40a",
        False,
    ),
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        + (
            int.from_bytes(
                bytes.fromhex("5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"), "little"
            )
            + ORDER
        )
        .to_bytes(32, "little")
        .hex(),
        False,
    ),
)


@pytest.mark.parametrize(("public", "message", "signature", "right"), VECTORS)
def test_its_own_ed25519_agrees_with_the_standard(public, message, signature, right):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from verify_audit import ed25519; "
        "print(ed25519(*map(bytes.fromhex, sys.argv[2:])))"
    )
    run = subprocess.run(
        [sys.executable, *BARE, "-c", code, str(SCRIPT.parent), public, signature, message],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == str(right)
