"""The grammar of the offline planner: from text to typed calls, in English and Turkish."""
