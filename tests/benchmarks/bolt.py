"""The benchmarks' own way to the graph, straight over Bolt."""

from __future__ import annotations

import neo4j

from graph.settings import Settings


def opened(settings: Settings) -> neo4j.AsyncDriver:
    """A driver that asks for no notifications, as the product's own: they cost what they report."""
    return neo4j.AsyncGraphDatabase.driver(
        settings.neo4j_uri,
        auth=(settings.neo4j_user, settings.neo4j_password.get_secret_value()),
        notifications_min_severity="OFF",
    )
