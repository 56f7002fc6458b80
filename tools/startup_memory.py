"""Start-up memory: what a process that stays made while it started is set aside from garbage collection."""

import gc


def set_aside() -> None:
    """Call once, when a process that stays is complete.

    Modules, schemas and composed parts live as long as the process. Out of the collector's sight they cost no
    pause: a full collection over them takes longer than an order (`gc.freeze` of Python's documentation).
    """
    gc.collect()
    gc.freeze()
