"""Guardrails: one call in, one review out; one approval in, one permit out."""
