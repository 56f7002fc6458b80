"""A scripted session behind the real chat server on a loopback port."""

import asyncio
import socket
import threading
import warnings
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, HTTPException, Request

from agent.decision import Choice, Decided, Principal
from agent.turn import ReadResult, Turn
from guardrails.review import Review
from policies.verdict import Change, Outcome, Verdict
from tools.catalogue import call
from tools.clock import SystemClock
from tools.errors import NotFound
from tools.ledger.ledger import ApprovalRow
from tools.receipt import Evidence, IntentState, Receipt
from tools.terms import Mode, OrderStatus, Side, VenueName
from tools.text import Language, Text
from tools.venues.orders import Fill
from ui.approval_resource import approval_json

D = Decimal
CLOCK = SystemClock()
PLAN = "plan_{:03d}"


REVIEW = Path(__file__).with_name("review.json").read_text(encoding="utf-8")
"""Buy 60 USDT of BTC, rounded down to the step."""

OVER = Verdict(
    rule="max_notional",
    outcome=Outcome.DENY,
    code="over",
    reason=Text(en="At most 100 USDT per order.", tr="Emir başına en çok 100 USDT."),
    limit="100",
    actual="640",
    would_pass=(Change(path="quantity", value="0.0015", reason=Text(en="fits", tr="uyar")),),
)


def make_review(
    *, kind: str = "click", outcome: str = "allow", dry_run: bool = False, ttl_ms: int = 90_000
) -> Review:
    """`REVIEW` as of now, simulated or denied on request."""
    review = Review.model_validate_json(REVIEW)
    waits = outcome == "allow" and not dry_run
    need = {
        "required": waits,
        "kind": kind if waits else "none",
        "expires_ms": CLOCK.now_ms() + ttl_ms,
    }
    asked = {k: v for k, v in review.asked.items() if k != "dry_run"} if dry_run else review.asked
    return review.model_copy(
        update={
            "asked": asked,
            "outcome": outcome,
            "would_pass": OVER.would_pass if outcome == "deny" else (),
            "verdicts": (OVER, *review.verdicts) if outcome == "deny" else review.verdicts,
            "approval": review.approval.model_copy(update=need),
        }
    )


class ScriptedSessions:
    """Answers by keyword; approvals live in memory; counts what it executed."""

    def __init__(self) -> None:
        self.rows: dict[str, ApprovalRow] = {}
        self.receipts: dict[str, Receipt] = {}
        self.heard: list[tuple[str, Principal, Language | None]] = []
        self.called: list[tuple[str, dict[str, object], Principal]] = []
        self.decisions: list[tuple[str, str, str, Principal, Mapping[str, object] | None]] = []
        self.gate: threading.Event | None = None
        self.kind = "click"
        self.ttl_ms = 90_000

    async def plan(self, text: str, principal: Principal, language: Language | None = None) -> Turn:
        return await self.ask(text, principal, language)

    async def ask(
        self,
        text: str,
        principal: Principal,
        language: Language | None = None,
        *,
        thread: str | None = None,
    ) -> Turn:
        self.heard.append((text, principal, language))
        spoken: Language = language or ("tr" if " al" in text else "en")
        if "positions" in text:
            return self._positions(spoken, principal)
        if "backtest" in text:
            return self._backtest(spoken, principal)
        if "64000" in text:
            return self._turn(make_review(dry_run=True), spoken, principal)
        if "640 " in text:
            return self._turn(make_review(outcome="deny"), spoken, principal)
        return self._turn(make_review(kind=self.kind, ttl_ms=self.ttl_ms), spoken, principal)

    async def call_tool(
        self,
        name: str,
        args: Mapping[str, object],
        principal: Principal,
        language: Language = "en",
        *,
        thread: str | None = None,
    ) -> Turn:
        self.called.append((name, dict(args), principal))
        return self._turn(make_review(), language, principal)

    async def decide(
        self,
        approval_id: str,
        decision: Choice,
        digest: str,
        principal: Principal,
        edits: Mapping[str, object] | None = None,
    ) -> Decided:
        self.decisions.append((approval_id, decision, digest, principal, edits))
        if self.gate is not None:
            await asyncio.to_thread(self.gate.wait, 10)
        row = self.rows.get(approval_id)
        if row is None:
            raise NotFound("there is no such approval", "böyle bir onay yok")
        if row.digest != digest or row.status != "pending":
            reason = "already_decided" if row.digest == digest else "digest_mismatch"
            why = Text(en="This was already decided.", tr="Buna zaten karar verildi.")
            return Decided(approval=row, accepted=False, reason=reason, message=why)
        return self._decided(row, decision, principal)

    async def approval(self, approval_id: str) -> ApprovalRow | None:
        row = self.rows.get(approval_id)
        if row is not None and row.status == "pending" and row.expires_ms < CLOCK.now_ms():
            row = self.rows[approval_id] = row.model_copy(update={"status": "expired"})
        return row

    async def approvals(self) -> tuple[ApprovalRow, ...]:
        return tuple(reversed(self.rows.values()))

    async def receipt(self, receipt_id: str) -> Receipt | None:
        return self.receipts.get(receipt_id)

    def _decided(self, row: ApprovalRow, decision: Choice, principal: Principal) -> Decided:
        done = {"approve": "approved", "reject": "rejected", "edit": "edited"}[decision]
        update: dict[str, Any] = {
            "status": done,
            "decided_by": principal.name,
            "decided_ms": CLOCK.now_ms(),
            "intent_id": "intent_1" if decision == "approve" else None,
        }
        receipt = self._receipt(row) if decision == "approve" else None
        successor = None
        if decision == "edit":
            turn = self._turn(make_review(), "en", principal)
            successor = self.rows[str(turn.approval_ids[0])]
            update["successor_id"] = successor.approval_id
        self.rows[row.approval_id] = decided = row.model_copy(update=update)
        return Decided(
            approval=decided,
            accepted=True,
            reason="ok",
            message=Text(en="Done.", tr="Tamam."),
            receipt=receipt,
            successor=successor,
        )

    def _receipt(self, row: ApprovalRow) -> Receipt:
        fill = Fill(
            symbol="BTCUSDT",
            trade_id="90211",
            order_id="4815162342",
            side=Side.BUY,
            price=D("65003.1"),
            quantity=D("0.0009"),
            commission=D("0.02340112"),
            commission_asset="USDT",
            realized_pnl=D(0),
            maker=False,
            time_ms=CLOCK.now_ms(),
        )
        receipt = Receipt(
            receipt_id="intent_1",
            approval_id=row.approval_id,
            plan_id=row.plan_id,
            tool="place_order",
            mode=Mode.LOCAL_TESTNET,
            venue=VenueName.BINANCE_FUTURES,
            account="main",
            client_order_id="spk-mzxw6ytboi4dsnjqgezdgnbvgy",
            order_id="4815162342",
            state=IntentState.ACKED,
            status=OrderStatus.FILLED,
            fills=(fill,),
            message=Text(
                en="Bought 0.0009 BTC at 65 003.10 USDT.", tr="0.0009 BTC, 65 003.10 USDT fiyatından alındı."
            ),
            evidence=tuple(Evidence(seq=n, action="step", digest="sha256:" + "2" * 64) for n in (41, 42, 44)),
            time_ms=CLOCK.now_ms(),
        )
        self.receipts[row.approval_id] = receipt
        return receipt

    def _turn(self, review: Review, language: Language, principal: Principal) -> Turn:
        number = len(self.rows) + len(self.heard) + len(self.called)
        approval_id = None
        if review.approval.required:
            approval_id = f"apr_{number:03d}_0"
            self.rows[approval_id] = ApprovalRow(
                approval_id=approval_id,
                plan_id=PLAN.format(number),
                index=0,
                proposer=principal.name,
                exclusive=True,
                status="pending",
                digest=review.approval.digest,
                review=review.model_dump_json(),
                created_ms=CLOCK.now_ms(),
                expires_ms=review.approval.expires_ms,
            )
        said = Text(
            en="Check the card: nothing is sent until you approve it.",
            tr="Kartı kontrol edin: siz onaylamadan hiçbir şey gönderilmez.",
        )
        return Turn(
            plan_id=PLAN.format(number),
            text="",
            actor=principal.name,
            language=language,
            planner="offline",
            status="proposed",
            calls=(call("place_order", review.asked),),
            reviews=(review,),
            approval_ids=(approval_id,),
            message=said.say(language),
        )

    def _positions(self, language: Language, principal: Principal) -> Turn:
        position = {
            "symbol": "BTCUSDT",
            "position_side": "BOTH",
            "quantity": "0.0009",
            "entry_price": "65003.1",
            "mark_price": "65010.4",
            "unrealized_pnl": "0.0066",
            "liquidation_price": "52311.4",
            "initial_margin": "11.7",
            "maintenance_margin": "0.23",
        }
        return self._read(
            "get_positions", {"venue": "binance-futures", "positions": [position]}, language, principal
        )

    def _backtest(self, language: Language, principal: Principal) -> Turn:
        equity = [str(10000 + (n * n) % 977 + n * 2) for n in range(800)]
        metrics = {"total_return": "0.1523", "sharpe": "1.21", "max_drawdown": "0.083"}
        result = {"strategy": "sma_crossover", "bars": 800, "metrics": metrics, "equity": equity}
        return self._read("run_backtest", result, language, principal)

    def _read(self, name: str, result: dict[str, Any], language: Language, principal: Principal) -> Turn:
        return Turn(
            plan_id=PLAN.format(900 + len(self.heard)),
            text="",
            actor=principal.name,
            language=language,
            planner="offline",
            status="answered",
            results=(ReadResult(tool=name, result=result, time_ms=CLOCK.now_ms()),),
        )


class ChatServer:
    """The chat and the approvals route on a loopback port, in a thread."""

    def __init__(self, home: Path) -> None:
        from ui.chat_mount import BrowserGuard, browser_user, mount_chat

        self.sessions = ScriptedSessions()
        self.home = home
        app = FastAPI()

        @app.get("/api/v1/approvals/{approval_id}")
        async def approval(approval_id: str, request: Request, language: str = "en") -> dict[str, Any]:
            if browser_user(request) is None:
                raise HTTPException(401)
            row = await self.sessions.approval(approval_id)
            if row is None:
                raise HTTPException(404)
            spoken: Language = "tr" if language == "tr" else "en"
            return approval_json(row, self.sessions.receipts.get(approval_id), spoken)

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            mount_chat(app, self.sessions, home)
        listener = socket.socket()
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        self.port = listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(BrowserGuard(app), log_level="warning", ws="websockets-sansio")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listener]}, daemon=True)
        self._thread.start()

    def login(self) -> httpx.Client:
        """A signed-in HTTP client."""
        client = httpx.Client(base_url=self.url, trust_env=False, timeout=20)
        client.post("/auth/header").raise_for_status()
        return client

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture(scope="session")
def _chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChatServer]:
    server = ChatServer(tmp_path_factory.mktemp("home"))
    yield server
    server.stop()


@pytest.fixture
def chat(_chat: ChatServer) -> ChatServer:
    """The running chat with a session that has heard nothing yet."""
    from ui.runtime import current

    _chat.sessions.__init__()  # type: ignore[misc]
    current().sessions = _chat.sessions
    return _chat
