"""What an operation may cost, worked out before it runs: page sizes times what a field costs.

A point is about one object that is read, or one question to the graph. A list counts as many items
as it may have: `first`, or the number of ids given, or what its page has by default.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from graph.paging import DEFAULT_PAGE

MAX_COST = 50_000
"""Of one operation, in points."""

LONGEST_LIST = 500
"""No list is longer; what asks for more is refused by the field, which knows its own limit."""

SHORT_LIST = 5
"""What a list without a size counts: positions, reasons, facets."""

DECLARED = {
    "Query.searchPeople": 20,
    "Query.searchJobs": 20,
    "Query.searchCompanies": 10,
    "Query.searchPosts": 20,
    "Query.typeahead": 5,
    "Viewer.feed": 20,
    "Viewer.peopleYouMayKnow": 40,
    "Viewer.recommendedJobs": 40,
    "Member.connections": 5,
    "Member.mutualConnections": 5,
    "Member.paths": 20,
    "Job.match": 10,
}
"""Points of a field beyond its items; any other field that returns objects has 1, a leaf 0."""


_MOST_OF_A_NAME = 100


@dataclass(frozen=True, slots=True)
class Weighed:
    """The cost of an operation in points, the fields of a mutation with their number, its name."""

    cost: int
    writes: Mapping[str, int]
    name: str | None = None


def weigh(
    schema: GraphQLSchema,
    document: DocumentNode,
    name: str | None,
    variables: dict[str, Any] | None,
) -> Weighed:
    """What a valid operation may cost. One that cannot be told by its name counts 1."""
    sizes = tuple(
        (key, len(value) if isinstance(value, list) else value)
        for key, value in sorted((variables or {}).items())
        if isinstance(value, (int, list)) and not isinstance(value, bool)
    )
    return _weighed(schema, document, name, sizes)


@lru_cache(maxsize=1024)
def _weighed(
    schema: GraphQLSchema,
    document: DocumentNode,
    name: str | None,
    sizes: tuple[tuple[str, int], ...],
) -> Weighed:
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if name is not None:
        operations = [one for one in operations if one.name and one.name.value == name]
    if len(operations) != 1:
        return Weighed(1, {})
    (node,) = operations
    scales = _Scales(schema, document, _defaults(node) | dict(sizes))
    root = schema.get_root_type(node.operation)
    cost = scales.selection(node.selection_set, root, 1) if root is not None else 1
    writes: Counter[str] = Counter()
    if node.operation is OperationType.MUTATION and root is not None:
        scales.count(node.selection_set, writes)
    return Weighed(max(1, cost), writes, node.name.value[:_MOST_OF_A_NAME] if node.name else None)


def _defaults(node: OperationDefinitionNode) -> dict[str, int]:
    found = {}
    for definition in node.variable_definitions or ():
        size = _literal_size(definition.default_value)
        if size is not None:
            found[definition.variable.name.value] = size
    return found


def _literal_size(value: object) -> int | None:
    if isinstance(value, IntValueNode):
        return int(value.value)
    return len(value.values) if isinstance(value, ListValueNode) else None


@dataclass(slots=True)
class _Scales:
    schema: GraphQLSchema
    document: DocumentNode
    sizes: dict[str, int]
    _of_fragment: dict[tuple[str, int], int] = field(default_factory=dict)

    def selection(
        self, selections: SelectionSetNode, of: GraphQLNamedType | None, page: int
    ) -> int:
        """The points of one object of a type; `page` is the size of the page it stands for."""
        cost = 0
        for node in selections.selections:
            if isinstance(node, FieldNode):
                cost += self._field(node, of, page)
            elif isinstance(node, InlineFragmentNode):
                on = node.type_condition
                type_ = self.schema.get_type(on.name.value) if on else of
                cost += self.selection(node.selection_set, type_, page)
            elif isinstance(node, FragmentSpreadNode):
                cost += self._spread(node.name.value, page)
        return cost

    def count(self, selections: SelectionSetNode, writes: Counter[str]) -> None:
        """Count the fields of a mutation, also in fragments."""
        for node in selections.selections:
            if isinstance(node, FieldNode):
                writes[node.name.value] += 1
            elif isinstance(node, InlineFragmentNode):
                self.count(node.selection_set, writes)
            elif isinstance(node, FragmentSpreadNode):
                fragment = self._fragment(node.name.value)
                if fragment is not None:
                    self.count(fragment.selection_set, writes)

    def _spread(self, name: str, page: int) -> int:
        if (name, page) not in self._of_fragment:
            fragment = self._fragment(name)
            assert fragment is not None  # it is valid
            type_ = self.schema.get_type(fragment.type_condition.name.value)
            found = self.selection(fragment.selection_set, type_, page)
            self._of_fragment[name, page] = found
        return self._of_fragment[name, page]

    def _fragment(self, name: str) -> FragmentDefinitionNode | None:
        for one in self.document.definitions:
            if isinstance(one, FragmentDefinitionNode) and one.name.value == name:
                return one
        return None

    def _field(self, node: FieldNode, of: GraphQLNamedType | None, page: int) -> int:
        name = node.name.value
        if node.selection_set is None or not isinstance(
            of, (GraphQLObjectType, GraphQLInterfaceType)
        ):
            return 0
        definition = of.fields.get(name)
        if definition is None:  # introspection, which has limits of its own
            return 1
        declared = DECLARED.get(f"{of.name}.{name}", 1)
        type_ = get_named_type(definition.type)
        size = self._size(node)
        if is_list_type(get_nullable_type(definition.type)):
            if size is None:
                size = page if name == "edges" else SHORT_LIST
            return declared + size * (1 + self.selection(node.selection_set, type_, 1))
        has_edges = isinstance(type_, GraphQLObjectType) and "edges" in type_.fields
        inner = (DEFAULT_PAGE if size is None else size) if has_edges else 1
        return declared + self.selection(node.selection_set, type_, inner)

    def _size(self, node: FieldNode) -> int | None:
        """The number of items that the arguments of a field ask for."""
        for argument in node.arguments or ():
            if argument.name.value in ("first", "ids", "memberIds"):
                value = argument.value
                if isinstance(value, VariableNode):
                    size = self.sizes.get(value.name.value)
                else:
                    size = _literal_size(value)
                return None if size is None else max(0, min(size, LONGEST_LIST))
        return None
