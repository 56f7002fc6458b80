"""Talk: reading an utterance as part of a conversation: references, corrections, answers to a question."""
