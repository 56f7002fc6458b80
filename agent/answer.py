"""Results: runs what has no side effect: reads, computations and simulations."""

from dataclasses import replace

from agent.parts import Parts
from agent.turn import ReadResult, Turn
from guardrails.review import Review
from tools.call import Effect, ToolCall
from tools.canonical import canonical
from tools.catalogue import AnyTool, tool
from tools.errors import InvalidCall, NotFound, SparkError, VenueError
from tools.ledger.ledger import CanaryRow
from tools.system.provenance import Sourced
from tools.text import Text
from tools.trade.run_canary import RunCanaryResult


async def answer(turn: Turn, parts: Parts) -> Turn:
    """The turn with the results of its reads, computations and canary simulations.

    A tool that fails stops the answering: its error, which says what to do, becomes the message.
    """
    results: list[ReadResult] = []
    for call, review in zip(turn.calls, turn.reviews, strict=True):
        if review.outcome != "allow":
            continue
        try:
            result = await _result(call, review, turn, parts)
        except SparkError as error:
            said = {"failure": _kind(error), "message": error.text.say(turn.language)}
            return turn.model_copy(update={"results": tuple(results), **said})
        if result is not None:
            results.append(result)
    return turn.model_copy(update={"results": tuple(results)})


def _kind(error: SparkError) -> str:
    if isinstance(error, InvalidCall | NotFound):
        return "invalid"
    return "venue" if isinstance(error, VenueError) else "error"


async def _result(call: ToolCall, review: Review, turn: Turn, parts: Parts) -> ReadResult | None:
    spec: AnyTool = tool(call.tool)
    context = replace(parts.context, actor=turn.actor)
    if spec.effect in (Effect.READ, Effect.COMPUTE) and spec.run is not None:
        result = await spec.run(call.params, context)
    elif call.tool == "run_canary":
        result = await _canary(review, parts)
    else:
        return None
    return ReadResult(
        tool=call.tool,
        result=result.model_dump(mode="json"),
        time_ms=result.time_ms if isinstance(result, Sourced) else parts.context.clock.now_ms(),
        said=Text(en="", tr="") if spec.say is None else spec.say(result),
    )


async def _canary(review: Review, parts: Parts) -> RunCanaryResult:
    result = RunCanaryResult(
        canary_id=parts.context.ids.new("canary"),
        order=review.effects.orders[0],
        checks={verdict.rule: verdict.outcome.value for verdict in review.verdicts},
    )
    await parts.context.ledger.add_canary(
        CanaryRow(
            canary_id=result.canary_id,
            symbol=result.order.symbol,
            request=canonical(result.order).decode(),
            evidence=canonical(review).decode(),
            created_ms=parts.context.clock.now_ms(),
        )
    )
    return result
