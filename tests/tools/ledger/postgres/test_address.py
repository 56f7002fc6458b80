"""Addresses of databases: what is shown of them never holds a password."""

import pytest

from tools.errors import ConfigError
from tools.ledger.postgres.address import parse


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://desk:hush%40hush@db.example:5433/spark", "postgresql://desk@db.example:5433/spark"),
        ("postgres://desk@db/spark?password=hush&sslmode=require", "postgresql://desk@db/spark"),
        ("postgresql:///spark?host=/run/postgresql", "postgresql:///spark"),
    ],
)
def test_what_is_shown(url, shown):
    address = parse(url)
    assert address.shown == shown
    assert address.url == url
    assert "hush" not in repr(address)


def test_what_the_driver_says_is_masked():
    address = parse("postgresql://desk:hush%40hush@db/spark?sslpassword=shh")
    said = "no user desk with hush@hush\n\tor hush%40hush, shh"
    assert address.masked(said) == "no user desk with *** or ***, ***"


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://desk:hush@more@db/spark",
        "postgresql://desk:hush#more@db/spark",
        "postgresql://desk:hush/more@db/spark",
        "postgresql://desk:hush?more@db/spark",
        "postgresql://db:hush/spark",
        "mysql://desk:hush@db/spark",
    ],
)
def test_a_wrong_address_is_refused_without_being_repeated(url):
    with pytest.raises(ConfigError) as refused:
        parse(url)
    assert "hush" not in f"{refused.value} {refused.value.text} {refused.value.__cause__}"
    assert "more" not in str(refused.value)
