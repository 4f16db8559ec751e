"""People you may know."""

from __future__ import annotations

from datetime import UTC, datetime

import strawberry

from graph.paging import page_size
from graph.suggestions.suggest import Suggestion as DomainSuggestion
from graph.suggestions.suggest import suggest
from resolvers.context import Info
from resolvers.members import PAGE_LIMIT, Member, Reason, member, reason
from resolvers.nodes import Connection, connection


@strawberry.type(description="Somebody the viewer may know.")
class Suggestion:
    """A suggestion."""

    member: Member
    score: float = strawberry.field(description="Comparable within this list only.")
    reasons: list[Reason]


@strawberry.type
class SuggestionQueries:
    """The part of Viewer about people to connect with."""

    @strawberry.field(
        description="From the last committed write: nobody who is connected, dismissed within "
        "180 days or invisible. Best first, some hundred in all; who was shown and ignored sinks. "
        f"{PAGE_LIMIT}"
    )
    async def people_you_may_know(
        self, info: Info, first: int | None = None, after: str | None = None
    ) -> Connection[Suggestion]:
        context = info.context
        page = await suggest(
            context.store, context.viewer, page_size(first), after, now=datetime.now(UTC)
        )
        return connection(page, _suggestion, after)


def _suggestion(found: DomainSuggestion) -> Suggestion:
    return Suggestion(
        member=member(found.member),
        score=found.score,
        reasons=[reason(one) for one in found.reasons],
    )
