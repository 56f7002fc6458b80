"""Planners: utterance -> proposal. Nothing here can act."""
