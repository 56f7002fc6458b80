"""canary_evidence: a canary is confirmed once, and only after its simulation."""

from policies.facts import Facts
from policies.verdict import Rule, Verdict
from policies.voice import Voice
from tools.call import ToolCall
from tools.text import Text
from tools.trade.confirm_canary import ConfirmCanaryParams

_VOICE = Voice("canary_evidence")


def judge(call: ToolCall, facts: Facts) -> Verdict | None:
    """Ask for a simulation when there is none; deny a canary that was already sent."""
    if not isinstance(call.params, ConfirmCanaryParams):
        return None
    if facts.canary is None:
        return _VOICE.ask(
            "no_canary",
            "There is no simulated canary to confirm; shall one be run first?",
            "Onaylanacak bir kanarya simülasyonu yok; önce bir tane çalıştırılsın mı?",
        )
    if facts.canary.intent_id is not None:
        return _VOICE.deny(
            "already_confirmed",
            f"Canary {facts.canary.canary_id} was already sent; run a new one.",
            f"{facts.canary.canary_id} kanaryası zaten gönderildi; yenisini çalıştırın.",
            actual=facts.canary.canary_id,
        )
    return _VOICE.allow("simulated before", "önce simüle edildi", actual=facts.canary.canary_id)


RULE = Rule(
    name="canary_evidence",
    summary=Text(
        en="A canary order follows its simulation, once",
        tr="Kanarya emri kendi simülasyonunu izler, bir kez",
    ),
    why="Roadmap 2.6: evidence first. confirm_canary without run_canary is asked back.",
    judge=judge,
)
