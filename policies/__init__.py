"""Policies: pure judgement of calls against facts."""

from policies.rulebook import RULES

__all__ = ["RULES"]
