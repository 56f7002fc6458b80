"""What a PostgreSQL server says of itself, for `spark-copilot doctor`."""

from tools.frozen import Frozen
from tools.ledger.postgres.address import Address
from tools.ledger.postgres.server import PostgresServer

ASK = (
    "SELECT current_setting('server_version'), current_setting('fsync'), current_setting('full_page_writes')"
)


class Health(Frozen):
    """Its version, and whether what it has confirmed survives a power cut."""

    version: str
    durable: bool
    advice: str = "fsync or full_page_writes is off: a power cut can lose orders; switch both on"


def examine(address: Address) -> Health:
    """Connect and ask.

    Raises:
        LedgerError: the server cannot be reached or refuses.
    """
    engine = PostgresServer(address)
    connection = engine.connect(writable=False)
    try:
        row = connection.run(ASK).fetchone()
    except engine.errors as error:
        raise engine.broken(error) from None
    finally:
        connection.close()
    version, *switches = ("?", "off") if row is None else row
    return Health(version=version, durable=all(switch == "on" for switch in switches))
