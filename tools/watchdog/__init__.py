"""The watchdog: looks at record and venue from outside the executor; it halts and cancels, never places."""
