"""What a browser sees: the start page, offline GraphiQL, the documents and the static files."""

from __future__ import annotations

from resolvers.pages.examples import DemoPeople, Example, load_examples
from resolvers.pages.routes import page_routes
from resolvers.pages.stats import Stats

__all__ = ["DemoPeople", "Example", "Stats", "load_examples", "page_routes"]
