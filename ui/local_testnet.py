"""The embedded testnet as a child of the server, and the ports both listen on."""

import asyncio
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from agent.settings import Settings
from tools.clock import Clock
from tools.errors import ConfigError
from tools.terms import Mode

LOOPBACK = ("127.0.0.1", "localhost", "::1")
_POLL_MS = 50
_PATIENCE_MS = 30_000
_STOP_SECONDS = 5


def bind(host: str, port: int, option: str) -> socket.socket:
    """A listening socket; held from now on, so nobody else can take the port meanwhile.

    Raises:
        ConfigError: the port is taken or may not be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        sock.bind((host, port))
        sock.listen(128)
    except OSError as error:
        sock.close()
        why = error.strerror or str(error)
        raise ConfigError(
            f"port {port} on {host} cannot be used ({why}): stop what runs there, or choose another "
            f"with {option}",
            f"{host} üzerindeki {port} portu kullanılamıyor ({why}): orada çalışanı durdurun ya da "
            f"{option} ile başka bir port seçin",
        ) from None
    sock.setblocking(False)
    return sock


def local_address(settings: Settings) -> tuple[str, int] | None:
    """Where the embedded testnet should answer; None when orders go elsewhere."""
    url = urlsplit(settings.binance_futures_rest_url)
    if settings.mode is not Mode.LOCAL_TESTNET or url.hostname not in LOOPBACK:
        return None
    return url.hostname, url.port or 80


def url_file(home: Path) -> Path:
    """Holds the address of the testnet that `up` runs for this home, while it runs."""
    return home / "testnet.url"


def listens(host: str, port: int) -> bool:
    """Whether something accepts connections there, testnet or not."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.settimeout(1)
        return probe.connect_ex((host, port)) == 0


@asynccontextmanager
async def as_child(settings: Settings, clock: Clock) -> AsyncIterator[Process | None]:
    """Run the embedded testnet as a child process while the block runs; None when one is there already.

    Raises:
        ConfigError: it did not start, its log says why; or another program has its port.
    """
    address = local_address(settings)
    url = settings.binance_futures_rest_url
    if address is None:
        yield None
        return
    if listens(*address):
        await insist_on_testnet(url)
        yield None
        return
    log = settings.home / "testnet.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    host, port = address
    state = str(settings.home / "testnet")
    command = ["-m", "ui.cli", "testnet", "--host", host, "--port", str(port), "--state", state]
    with log.open("ab") as output:
        # In a session of its own, so that Ctrl+C stops it after the server, not before.
        child = await asyncio.create_subprocess_exec(
            sys.executable, *command, stdout=output, stderr=output, start_new_session=True
        )
    try:
        await _until_it_answers(child, url, clock, log)
        with _noted(url_file(settings.home), url):
            yield child
    finally:
        await _stop(child)


@contextmanager
def _noted(note: Path, url: str) -> Iterator[None]:
    note.write_text(url, encoding="ascii")
    try:
        yield
    finally:
        # Another server on this home may have written its own meanwhile.
        if note.exists() and note.read_text(encoding="ascii") == url:
            note.unlink()


async def insist_on_testnet(url: str) -> None:
    """Pass when a testnet answers at `url`.

    Raises:
        ConfigError: what answers there is something else.
    """
    if not await answers_as_testnet(url):
        raise ConfigError(
            f"what answers at {url} is not a testnet: stop it, or choose another port with --testnet-port",
            f"{url} adresinde yanıt veren bir testnet değil: onu durdurun ya da --testnet-port ile başka "
            "bir port seçin",
        )


async def answers_as_testnet(url: str) -> bool:
    """Whether `url` tells the time the way a futures venue does."""
    try:
        async with httpx.AsyncClient(base_url=url, timeout=2, trust_env=False) as client:
            answer = await client.get("/fapi/v1/time")
        body = answer.json() if answer.is_success else None
    except (httpx.TransportError, ValueError):
        return False
    return isinstance(body, dict) and isinstance(body.get("serverTime"), int)


async def _until_it_answers(child: Process, url: str, clock: Clock, log: Path) -> None:
    until = clock.monotonic_ms() + _PATIENCE_MS
    while child.returncode is None and clock.monotonic_ms() < until:
        if await answers_as_testnet(url):
            return
        await clock.sleep_ms(_POLL_MS)
    raise ConfigError(
        f"the embedded testnet did not start; see {log}", f"gömülü testnet başlamadı; bkz. {log}"
    )


async def _stop(child: Process) -> None:
    if child.returncode is not None:
        return
    child.terminate()
    try:
        await asyncio.wait_for(child.wait(), _STOP_SECONDS)
    except TimeoutError:
        child.kill()
        await child.wait()
