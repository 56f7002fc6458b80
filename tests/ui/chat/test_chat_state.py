"""The chat's state folder."""

import stat
import tomllib
from pathlib import Path

from tools.ids import SequenceIds
from ui.chat_state import prepare, signing_secret


def test_configuration_closes_what_is_not_used(tmp_path: Path) -> None:
    prepare(tmp_path, ("http://127.0.0.1:3003",), "2.12.0")
    config = tomllib.loads((tmp_path / ".chainlit" / "config.toml").read_text(encoding="utf-8"))
    assert config["project"]["allow_origins"] == ["http://127.0.0.1:3003"]
    assert config["project"]["user_session_timeout"] <= 8 * 3600
    features = config["features"]
    assert not features["unsafe_allow_html"]
    assert not features["edit_message"]
    assert not features["mcp"]["enabled"]
    assert not features["spontaneous_file_upload"]["enabled"]
    assert (tmp_path / "public" / "elements" / "ApprovalCard.jsx").is_file()
    assert (tmp_path / ".chainlit" / "translations" / "tr-TR.json").is_file()
    assert (tmp_path / "chainlit_tr-TR.md").is_file()


def test_a_changed_card_is_put_right_at_the_next_start(tmp_path: Path) -> None:
    prepare(tmp_path, (), "2.12.0")
    card = tmp_path / "public" / "elements" / "ApprovalCard.jsx"
    original = card.read_text(encoding="utf-8")
    card.write_text("changed", encoding="utf-8")
    (card.parent / "Foreign.jsx").write_text("foreign", encoding="utf-8")
    prepare(tmp_path, (), "2.12.0")
    assert card.read_text(encoding="utf-8") == original
    assert not (card.parent / "Foreign.jsx").exists()


def test_secret_is_made_once_and_private(tmp_path: Path) -> None:
    ids = SequenceIds()
    secret = signing_secret(tmp_path / "chat", ids)
    assert len(secret) == 64
    assert signing_secret(tmp_path / "chat", ids) == secret
    mode = (tmp_path / "chat" / "auth-secret").stat().st_mode
    assert stat.S_IMODE(mode) == 0o600
