"""The gate: the order of the checks, top to bottom, and nothing else."""

from guardrails.review import Review
from policies.facts import Facts
from tools.call import ToolCall


def review(call: ToolCall, facts: Facts) -> Review:
    """Judge, repair, judge again, score and preview one call."""
    raise NotImplementedError
