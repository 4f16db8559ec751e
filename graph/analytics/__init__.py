"""What analysts ask: read-only Cypher that can be handed out, and networkx on the real graph."""

from graph.analytics.client import connect

__all__ = ["connect"]
