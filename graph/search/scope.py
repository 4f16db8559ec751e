"""What a viewer may see of the index, as conditions: applied before ranking, counting and cutting.

A member with a CONNECTIONS profile has two documents. The full one (audience CONNECTIONS) is there
for the member and their connections; the reduced one (audience REDUCED), with the fields of a
reduced card only, for everybody else. So neither a hit, a count nor a facet can tell what a reduced
card hides. A PUBLIC profile is searched in full by every signed-in member, also beyond the third
degree, where its card is reduced: what anybody may see by connecting is no secret to the counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.errors import LimitExceeded
from graph.model import Visibility
from graph.store.database import Database
from graph.store.search.interface import And, Filter, In, Not, Or, SearchEngine, equals
from graph.visibility import Viewer

REDUCED = "REDUCED"
PUBLIC, CONNECTIONS, PRIVATE = (
    Visibility.PUBLIC.value,
    Visibility.CONNECTIONS.value,
    Visibility.PRIVATE.value,
)
NAMED_TO_ALL = Not(In("audience", (CONNECTIONS, PRIVATE)))
"""A document for each member whose name is for everybody but the blocked; see `named_members`."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The ids on which a viewer's sub-graph of members depends.

    `blocked` are in a block with the viewer, either way; `private` and `limited` are the viewer's
    connections with a PRIVATE and a CONNECTIONS profile, and the viewer; `connections` are all of
    them, without the viewer.
    """

    viewer: int
    blocked: tuple[int, ...]
    private: tuple[int, ...]
    limited: tuple[int, ...]
    connections: tuple[int, ...] = ()


async def read_scope(db: Database, viewer: Viewer) -> Scope:
    """The scope of a signed-in viewer, as last committed. Raises Unauthenticated."""
    id_ = viewer.member_id
    row = await db.row("search/read_viewer_scope", viewer=id_)
    blocked, private, limited, connections = row or ([], [], [], [])
    return Scope(id_, tuple(blocked), (*private, id_), (*limited, id_), tuple(connections))


def visible_members(scope: Scope, engine: SearchEngine) -> Filter:
    """The documents of members that the viewer may see. Raises LimitExceeded; see `_denied`."""
    limited = In("id", allowed(scope.limited, engine))
    private = In("id", allowed(scope.private, engine))
    # What is hidden is looked up among what fits; what is shown would be walked from end to end.
    return And(
        (
            _denied("id", scope.blocked, engine),
            Not(And((equals("audience", REDUCED), limited))),
            Not(And((equals("audience", CONNECTIONS), Not(limited)))),
            Not(And((equals("audience", PRIVATE), Not(private)))),
        )
    )


def named_members(scope: Scope, engine: SearchEngine) -> Filter:
    """A document for each member that the viewer may see, with the name; see `visible_members`.

    Of those with two it is the reduced one: whom they are connected to need not be looked up.
    """
    private = In("id", allowed(scope.private, engine))
    return And(
        (
            _denied("id", scope.blocked, engine),
            Not(equals("audience", CONNECTIONS)),
            Not(And((equals("audience", PRIVATE), Not(private)))),
        )
    )


def connected_members(
    scope: Scope, engine: SearchEngine, ids: Sequence[int] | None = None
) -> Filter:
    """The documents of the viewer's connections, or some of them, who show themselves in full."""
    near = In("id", allowed(scope.connections if ids is None else ids, engine))
    reduced = equals("audience", REDUCED)
    return And((near, Not(reduced), _denied("id", scope.blocked, engine)))


def visible_posts(scope: Scope, engine: SearchEngine) -> Filter:
    """The posts that the viewer may see, whose author the viewer may see.

    A PRIVATE author is seen by connections; a CONNECTIONS post is for the author's connections.
    """
    near = allowed(scope.connections, engine)
    return And(
        (
            _denied("author", scope.blocked, engine),
            Or(
                (
                    equals("author", scope.viewer),
                    And((equals("audience", PUBLIC), Not(equals("author_audience", PRIVATE)))),
                    And((In("audience", (PUBLIC, CONNECTIONS)), In("author", near))),
                )
            ),
        )
    )


def allowed(ids: Sequence[int], engine: SearchEngine) -> tuple[int, ...]:
    """Ids that are let in, the newest as many as the engine takes: leaving some out only hides."""
    return tuple(sorted(ids)[-engine.max_filter_values :])


def _denied(field: str, ids: Sequence[int], engine: SearchEngine) -> Filter:
    """Everything but these. Raises LimitExceeded where the engine cannot hold them all."""
    if len(ids) > engine.max_filter_values:
        raise LimitExceeded(
            f"search leaves out at most {engine.max_filter_values} blocked members on this server"
        )
    return Not(In(field, tuple(sorted(ids))))
