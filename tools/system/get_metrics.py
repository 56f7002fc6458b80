"""get_metrics: what this process has counted since it began, and the levels of the record."""

from decimal import Decimal

from tools.call import Effect
from tools.frozen import Params, Result
from tools.spec import Tool, ToolContext
from tools.telemetry.levels import read_levels
from tools.telemetry.readings import Reading
from tools.text import Text
from tools.wording import plural


class GetMetricsParams(Params):
    """Nothing to choose."""


class GetMetricsResult(Result):
    """Every series of the scrape but the buckets of histograms."""

    readings: tuple[Reading, ...]
    """Empty where this process counts nothing: the server does."""
    time_ms: int
    """Local Unix time in milliseconds."""

    def total(self, name: str) -> Decimal:
        """Sum of the series of a name, over all labels; 0 when there is none."""
        return sum((each.value for each in self.readings if each.name == name), Decimal(0))


async def run(params: GetMetricsParams, context: ToolContext) -> GetMetricsResult:
    """Read the levels anew, then everything.

    Raises:
        LedgerError: the record cannot be read.
    """
    await read_levels(context.ledger, context.meters)
    return GetMetricsResult(readings=context.meters.readings(), time_ms=context.clock.now_ms())


def say(result: GetMetricsResult) -> Text:
    """Plans and how long they took, denials, orders by outcome, and what waits right now."""
    if not result.readings:
        return Text(
            en="This process counts nothing; the server does, at /metrics.",
            tr="Bu süreç sayaç tutmuyor; sunucu /metrics adresinde tutuyor.",
        )
    plans, took = _whole(result, "spark_plans_total"), _mean_ms(result)
    denied = _whole(result, "spark_risk_block_total")
    acked = _whole(result, "spark_futures_order_ack_total")
    refused = _whole(result, "spark_futures_order_reject_total")
    pending = _whole(result, "spark_approvals_pending")
    unknown = _whole(result, "spark_orders_unresolved")
    return Text(
        en=f"This process: {plural(plans, 'plan')}{f' ({took} ms each)' if plans else ''}, "
        f"{plural(denied, 'denial')}; {plural(acked, 'order')} accepted, {refused} refused. "
        f"Right now: {plural(pending, 'approval')} pending, {plural(unknown, 'unknown outcome')}.",
        tr=f"Bu süreç: {plans} plan{f' (ortalama {took} ms)' if plans else ''}, {denied} ret; "
        f"{acked} emir kabul edildi, {refused} emir reddedildi. "
        f"Şu an: {pending} onay bekliyor, sonucu bilinmeyen {unknown} emir var.",
    )


def _whole(result: GetMetricsResult, name: str) -> int:
    return int(result.total(name))


def _mean_ms(result: GetMetricsResult) -> int:
    count = result.total("spark_planner_latency_seconds_count")
    return int(result.total("spark_planner_latency_seconds_sum") / count * 1000) if count else 0


TOOL = Tool(
    name="get_metrics",
    effect=Effect.READ,
    summary=Text(
        en="Plans, denials, approvals, orders and latencies this process has counted",
        tr="Bu sürecin saydığı planlar, retler, onaylar, emirler ve süreler",
    ),
    params=GetMetricsParams,
    result=GetMetricsResult,
    run=run,
    say=say,
)
