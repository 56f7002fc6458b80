import re
from pathlib import Path

import pytest

from agent.settings import Settings
from tools.clock import VirtualClock
from tools.errors import ConfigError
from tools.terms import Mode
from tools.venues.binance.hosts import checked
from tools.venues.binance_futures.connect import connect as connect_futures
from tools.venues.binance_futures.hosts import BINANCE_TESTNET_HOSTS as FUTURES_HOSTS
from tools.venues.binance_spot.connect import connect as connect_spot
from tools.venues.binance_spot.hosts import BINANCE_TESTNET_HOSTS as SPOT_HOSTS

ROOT = Path(__file__).parents[4]
PRODUCTION = "fapi" + ".binance.com"
SPOT_PRODUCTION = "api" + ".binance.com"
HOSTS = {connect_futures: FUTURES_HOSTS, connect_spot: SPOT_HOSTS}
LOCAL = [
    "http://127.0.0.1:4010",
    "http://localhost:1/",
    "http://[::1]:9",
    "http://testnet:4010",
    "http://10.0.0.7",
]
FOREIGN = [
    f"https://{PRODUCTION}",
    f"https://{SPOT_PRODUCTION}",
    "https://api1." + SPOT_PRODUCTION.partition(".")[2],
    f"https://{PRODUCTION.upper()}",
    f"http://127.0.0.1@{PRODUCTION}",
    f"https://demo-fapi.binance.com.{PRODUCTION}",
    "http://93.184.216.34",
    "ftp://127.0.0.1",
    "",
]


@pytest.mark.parametrize("url", LOCAL)
@pytest.mark.parametrize("mode", [Mode.LOCAL_TESTNET, Mode.DRY_RUN])
def test_local_modes_take_local_addresses_only(url, mode):
    assert checked(url, mode, FUTURES_HOSTS) == url.rstrip("/")
    with pytest.raises(ConfigError):
        checked(url, Mode.BINANCE_TESTNET, FUTURES_HOSTS)


@pytest.mark.parametrize(("hosts", "host"), [(h, host) for h in HOSTS.values() for host in sorted(h)])
def test_binance_testnets_only_in_their_mode_and_encrypted(hosts, host):
    assert checked(f"https://{host}", Mode.BINANCE_TESTNET, hosts) == f"https://{host}"
    for url, mode in [(f"http://{host}", Mode.BINANCE_TESTNET), (f"https://{host}", Mode.LOCAL_TESTNET)]:
        with pytest.raises(ConfigError):
            checked(url, mode, hosts)


@pytest.mark.parametrize("connect", list(HOSTS), ids=["futures", "spot"])
@pytest.mark.parametrize("url", FOREIGN)
@pytest.mark.parametrize("mode", list(Mode))
def test_no_mode_reaches_production_or_strangers(url, mode, connect):
    with pytest.raises(ConfigError):
        connect(url, "k", "s", VirtualClock(), mode)


def test_a_market_does_not_reach_the_hosts_of_the_other():
    for connect, hosts in ((connect_futures, SPOT_HOSTS), (connect_spot, FUTURES_HOSTS)):
        for host in hosts:
            with pytest.raises(ConfigError):
                connect(f"https://{host}", "k", "s", VirtualClock(), Mode.BINANCE_TESTNET)


@pytest.mark.parametrize("name", ["binance_futures_rest_url", "binance_spot_rest_url"])
def test_the_default_address_is_this_machine(name):
    assert checked(Settings.model_fields[name].default, Mode.LOCAL_TESTNET, frozenset())


def test_no_shipped_file_names_a_production_host():
    names = r"(?<![\w.-])(fapi|dapi|api\d?|stream|fstream|dstream|ws-api|ws-fapi|api-gcp)\.binance\.com"
    packages = ("agent", "guardrails", "policies", "tools", "ui", "evals", "ops", "docs")
    kinds = (".py", ".toml", ".yaml", ".yml", ".json", ".md", ".js", ".jsx")
    files = [p for name in packages for p in (ROOT / name).rglob("*") if p.suffix in kinds]
    files += [p for p in ROOT.iterdir() if p.is_file() and p.suffix in kinds]
    found = [
        p.relative_to(ROOT).as_posix()
        for p in files
        if "node_modules" not in p.parts and re.search(names, p.read_text(encoding="utf-8"))
    ]
    assert not found
