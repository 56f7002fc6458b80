"""The trader's way through the product in a real browser, on real parts: `spark-copilot up`."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(
        not Path(CHROMIUM).exists(), reason="no Chromium: install it with `apt-get install chromium`"
    ),
]

START = "import sys; from ui.cli import main; sys.argv[0] = 'spark-copilot'; main()"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Product:
    """The product in a process of its own."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.port, self.testnet_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        ports = ["--port", str(self.port), "--testnet-port", str(self.testnet_port)]
        with (self._home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-c", START, "up", *ports],
                cwd=self._home,
                env={**os.environ, "SPARK_HOME": str(self._home / "state")},
                stdout=subprocess.PIPE,
                stderr=log,
            )
        assert self._process.stdout
        for line in self._process.stdout:
            if self.url.encode() in line:
                return
        pytest.fail((self._home / "log").read_text(encoding="utf-8")[-2000:])

    def stop(self) -> None:
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        if self._process.stdout:
            self._process.stdout.close()

    def orders(self) -> list[dict[str, Any]]:
        """What the testnet itself holds."""
        address = f"http://127.0.0.1:{self.testnet_port}/testnet/ledger"
        with httpx.Client(trust_env=False) as client:
            found: list[dict[str, Any]] = client.get(address).json()["orders"]
        return found

    def fault(self, armed: dict[str, Any] | None) -> None:
        """Arm a fault of the testnet; None disarms all."""
        address = f"http://127.0.0.1:{self.testnet_port}/testnet/faults"
        with httpx.Client(trust_env=False) as client:
            answer = client.post(address, json=armed) if armed else client.delete(address)
            answer.raise_for_status()


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    made = Product(tmp_path_factory.mktemp("product"))
    made.start()
    yield made
    made.stop()


@contextmanager
def tab(product: Product, **options: Any) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver, tempfile.TemporaryDirectory() as profile:
        context = driver.chromium.launch_persistent_context(
            profile,
            executable_path=CHROMIUM,
            args=FLAGS,
            **{"locale": "tr-TR", "viewport": {"width": 1200, "height": 1000}, **options},
        )
        page = context.pages[0]
        outside: list[str] = []
        own = (product.url, "data:", "blob:")
        page.on("request", lambda r: None if r.url.startswith(own) else outside.append(r.url))
        page.goto(product.url)
        page.locator("#starters, [data-testid=approval-card]").first.wait_for()
        yield page
        assert outside == []
        context.close()


def say(page: Any, text: str) -> Any:
    """Type a sentence; the newest card."""
    known = page.get_by_test_id("approval-card").count()
    page.locator("#chat-input").click()
    page.keyboard.type(text)
    page.locator("#chat-submit").click()
    card = page.get_by_test_id("approval-card").nth(known)
    card.wait_for()
    return card


def approve(card: Any) -> None:
    typed = card.locator(".spk-retype input")
    if typed.count():
        typed.fill(card.get_by_test_id("quantity").inner_text())
    card.get_by_test_id("approve").click()


def test_type_read_approve_receipt(product: Product) -> None:
    before = len(product.orders())
    with tab(product) as page:
        card = say(page, "testnette 60 dolarlık BTC al")
        assert card.get_by_test_id("status").inner_text() == "Onayınızı bekliyor"
        quantity = card.get_by_test_id("quantity").inner_text()
        for words in ("binance-futures", "Yerel testnet", "BTCUSDT", "MARKET"):
            assert words in card.inner_text()
        assert "quantity" in card.get_by_test_id("parameters").inner_text()
        assert "quantity" in card.get_by_test_id("diff").inner_text()
        assert "/100" in card.get_by_test_id("risk").inner_text()
        assert "USDT" in card.get_by_test_id("preview").inner_text()
        assert "kalan süre" in card.get_by_test_id("expiry").inner_text()
        assert len(product.orders()) == before

        approve(card)
        receipt = card.get_by_test_id("receipt")
        receipt.wait_for()
        order_id = card.get_by_test_id("order-id").inner_text()
        assert "denetim kaydı #" in receipt.inner_text()

        (order,) = product.orders()[before:]
        assert str(order["orderId"]) == order_id
        assert (order["symbol"], order["side"], order["origQty"]) == ("BTCUSDT", "BUY", quantity)
        assert order["clientOrderId"].startswith("spk-")

        page.reload()
        page.get_by_test_id("receipt").first.wait_for()
        assert page.get_by_test_id("approve").count() == 0
    assert len(product.orders()) == before + 1


def test_the_receipt_lists_what_protects_the_fill(product: Product) -> None:
    with tab(product, viewport={"width": 390, "height": 844}) as page:
        card = say(page, "testnette 70 dolarlık ETH al, %2 stop koy, %4 kâr al")
        approve(card)
        legs = card.get_by_test_id("legs")
        legs.wait_for()
        for words in ("Zarar durdurma", "Kâr alma", "0 / 0.", "SUBMITTED"):
            assert words in legs.inner_text()
        assert card.get_by_test_id("unprotected").count() == 0
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_a_fill_without_protection_is_said_first_until_it_has_one(product: Product) -> None:
    with tab(product, locale="en-US") as page:
        product.fault({"fault": "status", "path": "/algoOrder", "method": "POST", "count": 1000})
        card = say(page, "buy 8 usdt of XRP on testnet with a 2% stop")
        approve(card)
        warning = card.get_by_test_id("unprotected")
        warning.wait_for()
        assert "Unprotected: no order guards" in warning.inner_text()
        product.fault(None)
        warning.wait_for(state="detached")
        assert "SUBMITTED" in card.get_by_test_id("legs").inner_text()


def test_rejecting_places_nothing(product: Product) -> None:
    before = len(product.orders())
    with tab(product, locale="en-US", viewport={"width": 390, "height": 844}) as page:
        card = say(page, "buy 80 usdt of BTC on testnet")
        card.get_by_test_id("reject").click()
        page.locator("[data-testid=approval-card][data-status=rejected]").first.wait_for()
        assert card.get_by_test_id("approve").count() == 0
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide
    assert len(product.orders()) == before


def test_pending_card_survives_reload_and_restart(product: Product) -> None:
    before = len(product.orders())
    with tab(product) as page:
        card = say(page, "testnette 0,0009 BTC al limit 64500")
        shown = card.get_by_test_id("quantity").inner_text()
        page.wait_for_url("**/thread/*")
        page.reload()
        card = page.get_by_test_id("approval-card").first
        card.get_by_test_id("approve").wait_for()

        product.stop()
        product.start()
        page.reload()
        card = page.get_by_test_id("approval-card").first
        card.get_by_test_id("approve").wait_for()
        assert card.get_by_test_id("quantity").inner_text() == shown
        approve(card)
        card.get_by_test_id("receipt").wait_for()
        assert len(product.orders()) == before + 1
    (order,) = product.orders()[before:]
    assert (order["type"], order["origQty"]) == ("LIMIT", shown)
