"""AnchorWebhook: posts signed anchors to an address elsewhere, beside the order path."""

import logging
import threading
from collections.abc import Callable

from tools.ledger.signed_anchors import SignedAnchor

TIMEOUT_SECONDS = 3
CLOSE_SECONDS = 5

Post = Callable[[str, bytes], int]
"""Posts JSON to an address; the status of the answer."""

_log = logging.getLogger("spark.audit")


class AnchorWebhook:
    """Posts the newest anchor; one that waits gives way to a newer one, which covers it.

    A failed post is counted and not repeated: the next anchor says all it said.

    Args:
        url: `https` address of the receiver; it may carry a secret and is never shown.
        post: sends; with httpx when left out.
    """

    def __init__(self, url: str, post: Post | None = None) -> None:
        self._url = url
        self._post = post or _post
        self._wake = threading.Condition()
        self._waiting: SignedAnchor | None = None
        self._closed = False
        self._thread: threading.Thread | None = None
        self.failures = 0

    def publish(self, anchor: SignedAnchor) -> None:
        with self._wake:
            self._waiting = anchor
            self._wake.notify()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="anchor-webhook", daemon=True)
                self._thread.start()

    def close(self) -> None:
        with self._wake:
            self._closed = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(CLOSE_SECONDS)

    def _run(self) -> None:
        while (anchor := self._next()) is not None:
            cause = self._deliver(anchor)
            if cause is not None:
                self.failures += 1
                _log.warning("audit anchor seq=%d was not delivered: %s", anchor.seq, cause)

    def _next(self) -> SignedAnchor | None:
        with self._wake:
            self._wake.wait_for(lambda: self._waiting is not None or self._closed)
            anchor, self._waiting = self._waiting, None
            return anchor

    def _deliver(self, anchor: SignedAnchor) -> str | None:
        try:
            status = self._post(self._url, anchor.model_dump_json(exclude={"peaks"}).encode())
        except Exception as error:  # whatever a foreign server provokes, the thread goes on
            # The name alone: the text of an HTTP error holds the address.
            return type(error).__name__
        return None if 200 <= status < 300 else f"status {status}"


def _post(url: str, body: bytes) -> int:
    # Imported here: only those who configured a webhook pay for it.
    import httpx

    headers = {"content-type": "application/json"}
    return httpx.post(url, content=body, headers=headers, timeout=TIMEOUT_SECONDS).status_code
