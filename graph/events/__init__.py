"""Events: from the outbox in the graph through one Redis stream to consumers, once in effect."""
