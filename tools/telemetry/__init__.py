"""Telemetry: events in, metrics and log lines out."""
