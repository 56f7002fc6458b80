"""Provenance: where and when the numbers of a result come from; every answer about a venue carries it."""

from typing import TypedDict

from tools.frozen import Result
from tools.terms import Mode, VenueName
from tools.venues.venue import Venue


class Sourced(Result):
    """A result that says where its numbers come from."""

    venue: VenueName
    mode: Mode
    account: str
    """Which account, without secrets."""
    time_ms: int
    """Unix time in milliseconds at which the numbers were true, by the venue's clock."""


class Source(TypedDict):
    """The first three fields of `Sourced`."""

    venue: VenueName
    mode: Mode
    account: str


def source(venue: Venue) -> Source:
    """Provenance of whatever `venue` just answered."""
    return Source(venue=venue.name, mode=venue.mode, account=venue.account_name)
