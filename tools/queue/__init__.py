"""The executor's own door: how a request to it is signed, what it may ask, and how its answer is trusted."""
