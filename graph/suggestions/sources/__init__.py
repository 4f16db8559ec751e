"""Where candidates come from: one module a source, asked all at once.

Who shares connections is beside them: it takes the longest, and its first question needs no facts.
"""

from __future__ import annotations

from graph.suggestions.evidence import Source
from graph.suggestions.sources.colleagues import colleagues
from graph.suggestions.sources.contacts import contacts
from graph.suggestions.sources.followers import followers
from graph.suggestions.sources.mutual_views import mutual_views
from graph.suggestions.sources.nearby import nearby
from graph.suggestions.sources.schoolmates import schoolmates
from graph.suggestions.sources.skills import skills
from graph.suggestions.sources.well_connected import well_connected

SOURCES: tuple[Source, ...] = (
    colleagues,
    schoolmates,
    skills,
    nearby,
    followers,
    mutual_views,
    contacts,
)

LAST_RESORT: Source = well_connected
"""Asked only where the others have found less than a page."""
