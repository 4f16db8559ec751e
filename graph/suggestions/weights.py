"""What each kind of evidence counts: the one table of weights.

Strengths are made comparable by one idea: whatever two people share (a connection, an employer, a
school, a skill, a city) is a node that both touch, and it tells the more the fewer touch it, as in
Adamic-Adar. `proconnect bench suggestions-quality` evaluates the first two; see
docs/decisions for how they were found.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Factors of the strengths that the sources give."""

    shared_connections: float = 1.0
    third_step: float = 12.0
    """Of the chance that a random walk of three steps ends at the member."""
    colleagues: float = 1.5
    schoolmates: float = 1.0
    skills: float = 0.5
    nearby: float = 0.3
    contact: float = 1.0
    follower: float = 0.5
    mutual_views: float = 1.0
    well_connected: float = 0.05
    same_source: float = 0.97
    """What is left of a score for each better suggestion from the same employer, school or city."""
    ignored: float = 0.85
    """What is left of a score for each time that the member was shown and ignored."""
    forgiven_days: float = 30.0
    """After so many days an ignored suggestion counts half."""


WEIGHTS = Weights()
