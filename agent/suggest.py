"""Suggesting: where another planner is lost, adds what may have been meant, or what can be said now."""

from collections.abc import Callable, Iterator

from agent.planner.grammar import replies
from agent.planner.planner import Planner
from agent.planner.proposal import Answer, Clarify, Proposal, Surroundings, Utterance
from agent.planner.thread import Thread
from tools.call import Effect
from tools.catalogue import tool
from tools.terms import OrderType
from tools.text import Language, Text

Suggest = Callable[[str, Language], tuple[str, ...]]
"""Known utterances near a text, in a language; empty when nothing is near."""

_STOPS = (OrderType.STOP_MARKET, OrderType.STOP, OrderType.TRAILING_STOP_MARKET)
_MOST = 4
_NOW = Text(en="Now you can say:", tr="Şimdi şunları yazabilirsiniz:")
_REST = Text(en="“/help” shows the rest.", tr="Gerisi için “/help”.")


class Suggesting:
    """Passes every proposal on; a question born of not understanding, and help, gain suggestions."""

    def __init__(self, planner: Planner, suggest: Suggest) -> None:
        self.planner = planner
        self._suggest = suggest

    async def plan(self, utterance: Utterance, surroundings: Surroundings) -> Proposal:
        proposal = await self.planner.plan(utterance, surroundings)
        if isinstance(proposal.content, Clarify) and proposal.content.lost:
            return self._meant(utterance, proposal, proposal.content)
        if proposal.content == Answer(message=replies.HELP) and surroundings.thread is not None:
            return _here(proposal, surroundings, surroundings.thread)
        return proposal

    def _meant(self, utterance: Utterance, proposal: Proposal, asked: Clarify) -> Proposal:
        meant = self._suggest(utterance.text, proposal.language)
        if not meant:
            return proposal
        offers = " · ".join(f"“{text}”" for text in meant)
        question = Text(
            en=f"{asked.question.en} Perhaps you mean: {offers}",
            tr=f"{asked.question.tr} Belki şunu demek istediniz: {offers}",
        )
        return proposal.model_copy(update={"content": asked.model_copy(update={"question": question})})


def _here(proposal: Proposal, surroundings: Surroundings, thread: Thread) -> Proposal:
    """Help with what fits this conversation and this account; the general one where nothing does."""
    offers = list(dict.fromkeys((*_of_thread(thread), *_of_account(surroundings))))[:_MOST]
    if not offers:
        return proposal
    message = Text(
        en=f"{_NOW.en} {' · '.join(offer.en for offer in offers)}. {_REST.en}",
        tr=f"{_NOW.tr} {' · '.join(offer.tr for offer in offers)}. {_REST.tr}",
    )
    return proposal.model_copy(update={"content": Answer(message=message)})


def _of_thread(thread: Thread) -> Iterator[Text]:
    made = [each for each in thread.earlier if tool(each.tool).effect is Effect.TRADE]
    last = made[-1] if made else None
    if thread.pending():
        yield Text(en="“cancel that”", tr="“onu iptal et”")
        yield Text(en="“how long is the card valid?”", tr="“kart ne kadar geçerli?”")
    if last is None:
        return
    if last.card.objections and last.standing in ("denied", "asked"):
        yield Text(en="“why?”", tr="“neden?”")
    if last.card.passing and last.standing in ("denied", "asked"):
        yield Text(en="“do that” for what would pass", tr="geçen değer için “onu yap”")
    if last.standing == "simulated":
        yield Text(en="“on testnet” to propose it for real", tr="gerçekten önermek için “testnette”")
    if last.standing in ("simulated", "pending") and last.tool == "place_order":
        yield Text(en="“how much can I lose?”", tr="“ne kadar kaybederim?”")


def _of_account(surroundings: Surroundings) -> Iterator[Text]:
    held = [position.symbol for position in surroundings.positions if position.quantity != 0]
    guarded = {order.symbol for order in surroundings.orders if order.type in _STOPS}
    for symbol in held:
        coin = symbol.removesuffix("USDT")
        if symbol not in guarded:
            yield Text(
                en=f"{symbol} has no stop: “{coin} stop at” and a price",
                tr=f"{symbol} stopsuz: “{coin} stop” ve bir fiyat",
            )
        yield Text(en=f"“close half of my {coin}”", tr=f"“{coin} pozisyonunun yarısını kapat”")
    if surroundings.orders:
        yield Text(en="“my orders”", tr="“emirlerim”")
