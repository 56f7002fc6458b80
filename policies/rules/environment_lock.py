"""environment_lock: orders go to the environment that is configured, and nowhere else."""

from policies.facts import Facts
from policies.reading import simulated, trades
from policies.verdict import Rule, Verdict
from policies.voice import Voice, change
from tools.call import ToolCall
from tools.terms import Mode
from tools.text import Text

_VOICE = Voice("environment_lock")
_OTHER = {Mode.LOCAL_TESTNET: "binance", Mode.BINANCE_TESTNET: "local"}
"""Start of the account names that belong to the other environment."""


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Deny sending in dry_run mode, or with an account of another environment."""
    if not trades(call):
        return None
    if simulated(call):
        return _VOICE.allow(
            "simulated: nothing is sent", "simülasyon: hiçbir şey gönderilmez", actual="dry_run"
        )
    if facts.mode is Mode.DRY_RUN:
        simulate = change("dry_run", True, "simulate instead", "bunun yerine simüle edin")
        return _VOICE.deny(
            "dry_run_mode",
            "This installation runs in dry_run mode and sends nothing; simulate the order instead.",
            "Bu kurulum dry_run modunda, hiçbir şey göndermez; emri simüle edin.",
            limit="dry_run",
            would_pass=(simulate,) if "dry_run" in type(call.params).model_fields else (),
        )
    return _account(facts)


def _account(facts: Facts) -> Verdict:
    if not facts.account_name or facts.account_name.startswith(_OTHER[facts.mode]):
        return _VOICE.deny(
            "wrong_account",
            f"Mode {facts.mode} has no matching account ({facts.account_name or 'none'}).",
            f"{facts.mode} modu için uygun bir hesap yok ({facts.account_name or 'hesap yok'}).",
            limit=facts.mode,
            actual=facts.account_name,
        )
    return _VOICE.allow(
        f"testnet account {facts.account_name}", f"testnet hesabı {facts.account_name}", actual=facts.mode
    )


RULE = Rule(
    name="environment_lock",
    summary=Text(
        en="Sends only to the configured testnet; dry_run mode sends nothing",
        tr="Yalnızca ayarlı testnete gönderir; dry_run modu hiçbir şey göndermez",
    ),
    why="Roadmap GR-14: testnet only. A Binance testnet account in local_testnet mode is a mix-up of "
    "settings, so the order is denied.",
    judge=judge,
)
