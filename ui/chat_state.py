"""The chat server's state folder: its configuration, pictures, cards, translations and signing secret."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from tools.ids import Ids

_HERE = Path(__file__).parent

_CONFIG = """\
[project]
user_env = []
session_timeout = 3600
user_session_timeout = 28800
cache = false
allow_origins = [{origins}]

[features]
unsafe_allow_html = false
latex = false
user_message_markdown = false
edit_message = false
allow_thread_sharing = false
favorites = false

[features.spontaneous_file_upload]
enabled = false

[features.audio]
enabled = false

[features.mcp]
enabled = false

[UI]
name = "Spark Copilot"
description = "Plan, review, approve and apply trades on testnets"
cot = "full"
default_theme = "light"
default_sidebar_state = "closed"
confirm_new_chat = false
alert_style = "modern"
avatar_size = 24
custom_css = "/public/spark.css"
custom_js = "/public/spark_card.js"
custom_js_attributes = 'type="module"'
custom_meta_url = "/"
custom_meta_image_url = "/public/logo_light.svg"
default_avatar_file_url = ""

[meta]
generated_by = "{version}"
"""


def prepare(folder: Path, origins: Sequence[str], version: str) -> None:
    """Write everything the chat server reads when it is first imported; replaces what an older
    version of the product left there.

    Args:
        folder: becomes the chat server's root.
        origins: exact origins of this installation, e.g. `http://127.0.0.1:3003`.
        version: of the chat server, which it wants to find in its configuration.
    """
    translations = folder / ".chainlit" / "translations"
    translations.mkdir(parents=True, exist_ok=True)
    quoted = ", ".join(f'"{origin}"' for origin in origins)
    config = _CONFIG.format(origins=quoted, version=version)
    (folder / ".chainlit" / "config.toml").write_text(config, encoding="utf-8")
    public = folder / "public"
    shutil.rmtree(public, ignore_errors=True)
    shutil.copytree(_HERE / "public", public)
    for source in (_HERE / "locales").iterdir():
        target = translations if source.suffix == ".json" else folder
        shutil.copyfile(source, target / source.name)
    shutil.copyfile(folder / "chainlit.md", folder / "chainlit_en-US.md")


def signing_secret(folder: Path, ids: Ids) -> str:
    """The secret that signs session cookies: made once, readable by its owner only."""
    path = folder / "auth-secret"
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(ids.nonce() + ids.nonce(), encoding="ascii")
        return path.read_text(encoding="ascii")
