"""Which sentences of an article a reader is shown for a request: what is seen of each, and what that is worth, learned."""
