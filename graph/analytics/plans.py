"""The server's plan as a table, and what of it is refused."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph.errors import Forbidden, LimitExceeded

_PRODUCT_ROWS = 1_000_000
_READS = (
    *("Aggregation", "AllNodesScan", "Anti", "Apply", "Argument", "AssertSameNode", "Cache"),
    *("Cartesian", "ConditionalApply", "DirectedRelationship", "Distinct", "Eager", "Empty"),
    *("Expand", "Filter", "HashJoin", "IntersectionNodeByLabels", "LeftOuter", "Let", "Limit"),
    *("Multi", "NodeBy", "NodeCount", "NodeHashJoin", "NodeIndex", "NodeUnique", "NullifyMetadata"),
    *("Optional", "Ordered", "Partial", "Partitioned", "ProduceResults", "Projection", "Project"),
    *("RelationshipCount", "Repeat", "RightOuter", "RollUp", "SelectOr", "SemiApply", "Shortest"),
    *("Simulated", "Skip", "Sort", "StatefulShortest", "Subtraction", "Top", "Trail", "Triadic"),
    *("UndirectedRelationship", "Union", "UnionNode", "Unwind", "ValueHashJoin", "VarLength"),
    *("Directed", "Undirected", "NodeCountFromCountStore", "ExhaustiveLimit", "BFS", "Nested"),
)
"""How the names of operators begin that only read; any other is refused."""


@dataclass(frozen=True, slots=True)
class Step:
    """One operator; `rows` and `hits` are those of a run."""

    depth: int
    operator: str
    details: str
    estimated_rows: float
    rows: int | None = None
    hits: int | None = None


def steps(root: dict[str, Any]) -> list[Step]:
    """The plan from its result downwards. It counts hidden members, too: for administrators."""
    return [
        Step(
            depth,
            _name(node),
            str(_arguments(node).get("Details", ""))[:200],
            _estimate(node),
            _count(node, "rows", "Rows"),
            _count(node, "dbHits", "DbHits"),
        )
        for depth, node in _walk(root, 0)
    ]


def check(
    kind: str, root: dict[str, Any], *, most: float, lists: tuple[int | None, ...] = ()
) -> None:
    """Raises Forbidden for a plan that does more than read, LimitExceeded for too much work.

    `lists` are the lengths of the lists that the statement unwinds, in order, None where they are
    not known before: the server takes each for a list of ten.
    """
    if kind != "r":
        raise Forbidden("only statements that read are allowed")
    for _, node in _walk(root, 0):
        name = _name(node)
        if not name.startswith(_READS):
            raise Forbidden(f"the plan has an operator that is not on the list: {name}")
        rows = _estimate(node)
        if name.startswith("CartesianProduct") and rows > _PRODUCT_ROWS:
            raise LimitExceeded(
                f"query: a cartesian product of about {_magnitude(rows):.0e} rows: "
                "join its parts by a pattern"
            )
    _, total = _work(root, iter(lists))
    if not total <= most:
        raise LimitExceeded(
            f"query: the plan is estimated at {_magnitude(total):.0e} rows in all, "
            f"at most {most:.0e}: add conditions or bounds"
        )


def _work(node: dict[str, Any], lists: Iterator[int | None]) -> tuple[float, float]:
    """By how much more rows than estimated an operator has, and the rows of it and all below."""
    below = [_work(child, lists) for child in node.get("children", ())]
    more = math.prod(factor for factor, _ in below)
    own = _estimate(node)
    if _name(node) == "Unwind" and (length := next(lists, None)) is not None:
        before = math.prod(_estimate(child) for child in node.get("children", ()))
        more *= max(1.0, before * length / own) if own else 1.0
    return more, own * more + sum(rows for _, rows in below)


def _walk(node: dict[str, Any], depth: int) -> Iterator[tuple[int, dict[str, Any]]]:
    yield depth, node
    for child in node.get("children", ()):
        yield from _walk(child, depth + 1)


def _name(node: dict[str, Any]) -> str:
    return str(node.get("operatorType", "")).partition("@")[0]


def _arguments(node: dict[str, Any]) -> dict[str, Any]:
    found = node.get("args", {})
    return found if isinstance(found, dict) else {}


def _estimate(node: dict[str, Any]) -> float:
    return float(_arguments(node).get("EstimatedRows", 0.0))


def _count(node: dict[str, Any], *names: str) -> int | None:
    for name in names:
        value = node.get(name, _arguments(node).get(name))
        if value is not None:
            return int(value)
    return None


def _magnitude(rows: float) -> float:
    """The power of ten at or above, at least 100."""
    if not math.isfinite(rows):
        return rows
    return float(10 ** max(2, math.ceil(math.log10(rows)) if rows > 0 else 2))
