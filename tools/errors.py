"""Exceptions are broken machinery, and each says what to do; decisions are values, never exceptions.

SparkError
├── ConfigError          settings are wrong: fix them, nothing was started
├── InvalidCall          a tool call does not fit its schema: correct the named fields
├── NotFound             no such plan, approval, receipt or order: check the id
├── PermitRefused        the executor did not accept a permit: nothing was sent, propose again
├── VersionMismatch      two processes on one record run different programs: install the same one
├── ExecutorAway         the executor apart does not answer: start it, then look at the receipt
├── LedgerError          the record cannot be written or trusted: trading stops
│   ├── LedgerTampered   the audit chain does not verify: keep the files, call the person on call
│   └── LeaseLost        another executor is active: this one must stop sending
└── VenueError           a venue did not do what was asked
    ├── VenueRejected    it answered no, with its code: nothing was changed
    ├── VenueUnavailable no usable answer: try again, nothing was changed
    └── RateLimited      the request budget is used up: wait `retry_after_ms`
        └── Banned       the venue answers this address no more until `until_ms`: find out who asked too much
"""

from tools.text import Text


class SparkError(Exception):
    """Root of the product's exceptions; `text` is safe to show and says what to do."""

    exit_code = 1

    def __init__(self, en: str, tr: str | None = None) -> None:
        super().__init__(en)
        self.text = Text(en=en, tr=tr or en)


class ConfigError(SparkError):
    """Settings are wrong: fix what the message names; nothing was started."""

    exit_code = 2


class InvalidCall(SparkError):
    """A tool call does not fit its schema: correct the fields the message names."""

    exit_code = 2

    def __init__(self, en: str, tr: str | None = None, fields: tuple[str, ...] = ()) -> None:
        super().__init__(en, tr)
        self.fields = fields


class NotFound(SparkError):
    """There is no such thing: check the id."""

    exit_code = 2


class PermitRefused(SparkError):
    """The executor did not accept the permit: nothing was sent; propose again."""

    exit_code = 4

    def __init__(self, reason: str, en: str, tr: str | None = None) -> None:
        super().__init__(en, tr)
        self.reason = reason


class VersionMismatch(SparkError):
    """Two processes on one record run different programs: nothing was approved; install the same one."""


class ExecutorAway(SparkError):
    """The executor apart does not answer: start it; what is approved waits until its permit expires."""

    exit_code = 5


class LedgerError(SparkError):
    """The record cannot be written or trusted: nothing is sent until it can."""


class LedgerTampered(LedgerError):
    """The audit chain does not verify: keep the files as they are and call the person on call."""

    exit_code = 7


class LeaseLost(LedgerError):
    """Another executor holds the lease: this one must not send."""


class VenueError(SparkError):
    """A venue did not do what was asked."""

    exit_code = 5


class VenueRejected(VenueError):
    """The venue answered no, with its own code; nothing was changed."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(
            f"the venue refused: {message} (code {code})", f"borsa reddetti: {message} (kod {code})"
        )
        self.code = code
        self.message = message


class VenueUnavailable(VenueError):
    """No usable answer came from the venue; try again."""

    def __init__(self, cause: str) -> None:
        super().__init__(
            f"the venue is not reachable ({cause}); try again",
            f"borsaya ulaşılamıyor ({cause}); tekrar deneyin",
        )


class RateLimited(VenueError):
    """The request budget is used up: wait `retry_after_ms` milliseconds."""

    def __init__(self, retry_after_ms: int) -> None:
        super().__init__(
            f"the venue's request limit is reached; wait {retry_after_ms} ms",
            f"borsanın istek sınırına ulaşıldı; {retry_after_ms} ms bekleyin",
        )
        self.retry_after_ms = retry_after_ms


class Banned(RateLimited):
    """The venue has banned this address (418) until `until_ms`; find out what asked too often."""

    def __init__(self, retry_after_ms: int, until_ms: int) -> None:
        super().__init__(retry_after_ms)
        self.text = Text(
            en=f"the venue has banned this address; it answers again in {retry_after_ms} ms",
            tr=f"borsa bu adresi engelledi; {retry_after_ms} ms sonra yeniden yanıt verir",
        )
        self.until_ms = until_ms
