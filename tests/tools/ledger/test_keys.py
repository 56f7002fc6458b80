import base64
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.errors import ConfigError
from tools.ledger.keys import load_keys, parse_keys

GOOD = bytes(range(32))


def _text(key_id: str, key: bytes) -> str:
    return f"{key_id}:{base64.b64encode(key).decode()}"


def test_the_first_key_signs_so_order_is_kept():
    keys = parse_keys(f"{_text('k2', GOOD)}, {_text('k1', GOOD[::-1])}")
    assert list(keys.items()) == [("k2", GOOD), ("k1", GOOD[::-1])]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " , ",
        "k1",
        f":{base64.b64encode(GOOD).decode()}",
        "k1:not base64!",
        _text("k1", GOOD[:31]),
        _text("k1", bytes(32)),
        f"{_text('k1', GOOD)},{_text('k1', GOOD)}",
    ],
)
def test_malformed_short_and_trivial_keys_are_refused(text):
    with pytest.raises(ConfigError):
        parse_keys(text)


@given(st.binary(min_size=1, max_size=31))
def test_the_message_never_shows_the_key(key):
    text = base64.b64encode(key).decode()
    with pytest.raises(ConfigError) as caught:
        parse_keys(f"name:{text}")
    assert len(text) < 8 or text not in str(caught.value)


def test_keys_are_made_once_and_readable_by_the_owner_only(tmp_path: Path):
    made = load_keys(tmp_path, "approval", entropy=lambda size: GOOD[:size])
    assert list(made.values()) == [GOOD]
    again = load_keys(tmp_path, "approval", entropy=lambda size: bytes(size))
    assert again == made
    (file,) = (tmp_path / "keys").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_each_kind_has_keys_of_its_own(tmp_path: Path):
    assert load_keys(tmp_path, "approval") != load_keys(tmp_path, "audit")


def test_the_settings_come_before_the_file(tmp_path: Path):
    assert load_keys(tmp_path, "audit", _text("k1", GOOD)) == {"k1": GOOD}
    assert list(tmp_path.iterdir()) == []


def test_a_file_others_can_read_is_refused(tmp_path: Path):
    load_keys(tmp_path, "audit")
    (file,) = (tmp_path / "keys").iterdir()
    file.chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        load_keys(tmp_path, "audit")


def test_a_missing_key_is_not_replaced_when_it_wrote_a_ledger(tmp_path: Path):
    with pytest.raises(ConfigError, match=r"audit key is missing.*audit\.key"):
        load_keys(tmp_path, "audit", ledger_exists=True)
    assert list(tmp_path.iterdir()) == []
    assert load_keys(tmp_path, "audit", _text("k1", GOOD), ledger_exists=True) == {"k1": GOOD}
    made = load_keys(tmp_path, "audit")
    assert load_keys(tmp_path, "audit", ledger_exists=True) == made
