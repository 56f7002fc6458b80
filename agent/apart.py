"""The venues of a process that holds no keys, because the executor is one of its own."""

from functools import partial

from agent.counterpart import Counterpart
from tools.queue.client import QueueClient
from tools.venues.apart import ApartVenue
from tools.venues.venue import Venue


def apart_venues(
    public: tuple[Venue, ...], client: QueueClient, counterpart: Counterpart
) -> tuple[Venue, ...]:
    """Each connector for what needs no key, the executor for the rest."""
    return tuple(ApartVenue(venue, client, partial(counterpart.account, venue.name)) for venue in public)
