"""What signs this installation's anchors, and where they go."""

from agent.settings import Settings, anchor_path, anchor_webhook
from tools.ledger.anchor_webhook import AnchorWebhook
from tools.ledger.anchoring import AnchorSetup
from tools.ledger.keys import load_keys
from tools.ledger.signing import Ed25519Signer


def anchor_setup(settings: Settings, *, signed: bool = False) -> AnchorSetup:
    """The setup these settings describe; its key is made when there are no signed anchors yet.

    Args:
        settings: of this installation.
        signed: the record has signed anchors, though they are not in their place.

    Raises:
        ConfigError: the key is missing or malformed.
    """
    path, url = anchor_path(settings), anchor_webhook(settings)
    exists = signed or path.exists()
    seeds = load_keys(settings.home, "anchor", settings.anchor_keys.get_secret_value(), ledger_exists=exists)
    return AnchorSetup(Ed25519Signer(seeds), path, AnchorWebhook(url) if url else None)
