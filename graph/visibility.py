"""Who may see what. Everything that leaves the domain passes through these rules.

A viewer asks questions of the sub-graph of members they may see. Members are cut in Cypher, before
ranking and counting, by one idiom that a test holds every `visibility: viewer` query to:

    MATCH (v:Member {id: $viewer})
    WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
    ... WHERE NOT m IN blocked AND (NOT m:Private OR m = v OR EXISTS { (m)-[:CONNECTED]-(v) })

The label `Private` stands for the profile visibility PRIVATE, so that the rule costs no property
read. A caller without a token sees `profile_visibility = 'PUBLIC'` alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from graph.errors import Unauthenticated
from graph.model import Visibility

FARTHEST_DEGREE = 3


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who asks: a member, or nobody (`id` None: a caller without a token)."""

    id: int | None = None
    roles: frozenset[str] = frozenset()

    @property
    def member_id(self) -> int:
        """The member's id. Raises Unauthenticated where nobody is signed in."""
        if self.id is None:
            raise Unauthenticated("this needs an access token: send 'Authorization: Bearer …'")
        return self.id


NOBODY = Viewer()


def is_reduced(profile_visibility: str, degree: int | None) -> bool:
    """Whether a visible member is shown as a reduced card: name, headline, industry, country.

    `degree` is the viewer's, None for farther than the third or for a caller without a token.
    """
    if degree is None or degree > FARTHEST_DEGREE:
        return True
    return profile_visibility == Visibility.CONNECTIONS and degree > 1


def may_list_connections(
    connections_visibility: str | None, profile_visibility: str, degree: int | None
) -> bool:
    """Whether the viewer at `degree` may list a visible member's connections and count them."""
    if degree == 0:
        return True
    if degree == 1:
        return connections_visibility != "SELF"
    return connections_visibility == "PUBLIC" and not is_reduced(profile_visibility, degree)
