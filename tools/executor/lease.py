"""Lease: one executor per home; the file lock keeps a second one out, the epoch fences off a stale one."""

import fcntl
import os
from pathlib import Path

from tools.errors import LeaseLost
from tools.ledger.ledger import Ledger

NAME = "executor"
LOCK_FILE = "executor.lock"


class Lease:
    """The right to send. The operating system ends it with the process, however that ends."""

    def __init__(self, epoch: int, descriptor: int) -> None:
        self.epoch = epoch
        self._descriptor: int | None = descriptor

    def require(self) -> None:
        """Check that the lease was not given back.

        Raises:
            LeaseLost: it was.
        """
        if self._descriptor is None:
            raise LeaseLost(
                "this executor has stopped; the intent waits for the next one",
                "bu yürütücü durdu; emir niyeti bir sonrakini bekliyor",
            )

    def release(self) -> None:
        """Let another executor take over."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


async def take_lease(home: Path, ledger: Ledger, owner: str) -> Lease:
    """Lock `home/executor.lock` and take a new epoch.

    Raises:
        LeaseLost: another executor runs on this home; leave the intents to it.
    """
    descriptor = _open(home)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return Lease(await ledger.take_lease(NAME, owner), descriptor)
    except BlockingIOError:
        os.close(descriptor)
        raise LeaseLost(
            "another executor is already running on this home; it will send what is ready",
            "bu klasörde başka bir yürütücü çalışıyor; hazır olanları o gönderecek",
        ) from None
    except BaseException:
        os.close(descriptor)
        raise


def _open(home: Path) -> int:
    home.mkdir(parents=True, exist_ok=True)
    return os.open(home / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
