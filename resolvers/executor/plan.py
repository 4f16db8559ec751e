"""What an operation asks, worked out once: which fields of which types, read in which way.

A plan holds for one text, operation name and set of values of the variables in `@skip` and
`@include`. Everything that the walk does not know how to answer like graphql-core is refused here
by `Uncovered`, and graphql-core answers it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeAlias, cast

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLUnionType,
    OperationDefinitionNode,
    OperationType,
    VariableNode,
    Visitor,
    is_list_type,
    is_non_null_type,
    visit,
)
from graphql.execution.collect_fields import FieldDetails, FragmentDetails, collect_subfields
from graphql.execution.collect_fields import collect_fields as collect_root_fields
from graphql.execution.values import VariableValues, get_argument_values
from strawberry.schema.schema import Schema
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from resolvers.executor.leaves import Leaf, leaf_of

LOADED: Mapping[str, bool] = MappingProxyType({"loaded": True})
"""Metadata of a field whose resolver awaits loaders of the request and nothing else.

Such resolvers are run side by side without a task for each. One that awaits anything else must
not be marked: it would run in the task of the request.
"""


_IMMUTABLE = (str, int, float, bool, Enum, type(None))


class Uncovered(Exception):
    """The compiled executor does not know how to answer this; graphql-core does."""


class How(Enum):
    """How the values of a field are had."""

    READ = "an attribute of the object"
    CALLED = "a resolver that is no coroutine"
    AWAITED = "a coroutine of its own"
    LOADED = "a coroutine that awaits loaders only"


@dataclass(slots=True, eq=False)
class PlannedField:
    """One field of a selection. `leaf` or `target` says what its values are."""

    key: str
    how: How
    read: Callable[..., Any]
    definition: GraphQLField
    field: StrawberryField
    nodes: list[FieldNode]
    parent_type: GraphQLObjectType
    nullable: bool
    is_list: bool
    item_nullable: bool
    leaf: Leaf | None
    target: Target | None
    arguments: dict[str, Any] | None
    """As the resolver takes them; None where they depend on variables."""


@dataclass(slots=True, eq=False)
class Selection:
    """The fields asked of one object type. `template` has each key in order."""

    of: GraphQLObjectType
    template: dict[str, Any]
    read: tuple[PlannedField, ...]
    resolved: tuple[PlannedField, ...]


Composite: TypeAlias = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType


@dataclass(slots=True, eq=False)
class Target:
    """The selections below a field, one for each object type that its values may be of."""

    of: Composite
    details: list[FieldDetails]
    selections: dict[str, Selection] = field(default_factory=dict)
    by_class: dict[type, Selection] = field(default_factory=dict)
    """Filled by the walk for classes that tell the type by themselves."""


class Plan:
    """One operation, compiled for one set of values of the variables in `@skip` and `@include`."""

    def __init__(self, schema: Schema, operation: Operation, variables: VariableValues) -> None:
        self.schema = schema
        self.operation = operation
        self._variables = variables
        root = schema._schema.get_root_type(operation.node.operation)
        assert root is not None
        collected = collect_root_fields(
            schema._schema, operation.fragments, variables, root, operation.node
        )
        self.root = self._selection(root, collected.grouped_field_set)
        if operation.writes and [one.how for one in self.root.resolved] != [How.AWAITED]:
            raise Uncovered("a mutation is compiled where it is one, and awaited")

    def selection(self, target: Target, name: str) -> Selection:
        """What is asked of the object type `name` at `target`, compiled at first need."""
        found = target.selections.get(name)
        if found is None:
            type_ = self.schema._schema.get_type(name)
            if not isinstance(type_, GraphQLObjectType):
                raise Uncovered(f"{name} is no object type")
            abstract = target.of
            if type_ is not abstract and not self.schema._schema.is_sub_type(abstract, type_):  # type: ignore[arg-type]
                raise Uncovered(f"{name} is not a possible type of {abstract}")
            collected = collect_subfields(
                self.schema._schema,
                self.operation.fragments,
                self._variables,
                self.operation.node,
                type_,
                target.details,
            )
            found = target.selections[name] = self._selection(type_, collected.grouped_field_set)
        return found

    def arguments(self, planned: PlannedField, variables: VariableValues) -> dict[str, Any]:
        """The arguments of a field as its resolver takes them."""
        given = get_argument_values(planned.definition, planned.nodes[0], variables)
        return convert_arguments(
            given,
            planned.field.arguments,
            scalar_registry=self.schema.schema_converter.scalar_registry,
            config=self.schema.config,
        )

    def _selection(
        self, type_: GraphQLObjectType, grouped: Mapping[str, list[FieldDetails]]
    ) -> Selection:
        template: dict[str, Any] = {}
        read: list[PlannedField] = []
        resolved: list[PlannedField] = []
        for key, details in grouped.items():
            template[key] = None
            name = details[0].node.name.value
            if name == "__typename":
                template[key] = type_.name
                continue
            definition = type_.fields.get(name)
            if definition is None:
                raise Uncovered(f"{name} belongs to introspection")
            planned = self._field(key, type_, definition, details)
            (read if planned.how is How.READ else resolved).append(planned)
        return Selection(type_, template, tuple(read), tuple(resolved))

    def _field(
        self,
        key: str,
        parent_type: GraphQLObjectType,
        definition: GraphQLField,
        details: list[FieldDetails],
    ) -> PlannedField:
        own = definition.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if not isinstance(own, StrawberryField) or own.extensions or own.is_subscription:
            raise Uncovered(f"{parent_type}.{key} has more to it than a resolver")
        nodes = [one.node for one in details]
        type_, nullable = _nullable(definition.type)
        is_list, item_nullable = is_list_type(type_), False
        if is_list_type(type_):
            type_, item_nullable = _nullable(type_.of_type)
        leaf, target = self._value(type_, details)
        planned = PlannedField(
            key=key,
            how=_how(own),
            read=attrgetter(own.python_name),
            definition=definition,
            field=own,
            nodes=nodes,
            parent_type=parent_type,
            nullable=nullable,
            is_list=is_list,
            item_nullable=item_nullable,
            leaf=leaf,
            target=target,
            arguments=None,
        )
        if own.base_resolver is not None:
            planned.read = cast(Callable[..., Any], own.base_resolver.wrapped_func)
            if not own.arguments:
                planned.arguments = {}
            elif not _has_variables(nodes[0]):
                fixed = self.arguments(planned, self._variables)
                # A list or an input object is made anew for each request.
                if all(isinstance(value, _IMMUTABLE) for value in fixed.values()):
                    planned.arguments = fixed
        return planned

    def _value(
        self, type_: GraphQLOutputType, details: list[FieldDetails]
    ) -> tuple[Leaf | None, Target | None]:
        if isinstance(type_, (GraphQLScalarType, GraphQLEnumType)):
            return leaf_of(type_), None
        if isinstance(type_, (GraphQLObjectType, GraphQLInterfaceType, GraphQLUnionType)):
            target = Target(type_, details)
            own = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
            if isinstance(own, StrawberryObjectDefinition) and (own.is_type_of or own.resolve_type):
                raise Uncovered(f"{type_} tells its objects by a function of its own")
            if isinstance(type_, GraphQLObjectType):
                self.selection(target, type_.name)
            return None, target
        raise Uncovered(f"{type_} is a list of lists")


@dataclass(slots=True, eq=False)
class Operation:
    """A validated query or mutation, before its variables are known."""

    document: DocumentNode
    node: OperationDefinitionNode
    fragments: dict[str, FragmentDetails]
    fragment_nodes: dict[str, FragmentDefinitionNode]
    switches: tuple[str, ...]
    """The variables that stand in `@skip` and `@include`."""

    plans: dict[tuple[bool, ...], Plan] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        """Whether it is a mutation."""
        return self.node.operation is OperationType.MUTATION


def operation_in(document: DocumentNode, name: str | None) -> Operation:
    """The operation `name` of a valid document, or its only one. Raises Uncovered for a
    subscription and where it has directives of its own.
    """
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    if name is not None:
        operations = [node for node in operations if node.name and node.name.value == name]
    if len(operations) != 1:
        raise Uncovered("the operation is not told by its name")
    (node,) = operations
    if node.operation is OperationType.SUBSCRIPTION:
        raise Uncovered("subscriptions are not compiled")
    if node.directives:
        raise Uncovered("the operation has directives")
    fragments = {
        d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)
    }
    if any(fragment.variable_definitions for fragment in fragments.values()):
        raise Uncovered("a fragment has variables of its own")
    switches = _Switches()
    visit(document, switches)
    return Operation(
        document,
        node,
        {name: FragmentDetails(fragment, None) for name, fragment in fragments.items()},
        fragments,
        tuple(dict.fromkeys(switches.names)),
    )


class _Switches(Visitor):
    """The names of variables in the directives of a document."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_directive(self, node: Any, *_: object) -> None:
        """Directives other than these two have no place in a query."""
        if node.name.value not in ("skip", "include"):
            raise Uncovered(f"@{node.name.value}")
        for argument in node.arguments:
            if isinstance(argument.value, VariableNode):
                self.names.append(argument.value.name.value)


class _Variables(Visitor):
    found = False

    def enter_variable(self, *_: object) -> None:
        """Any variable counts, however deep in a value it stands."""
        self.found = True


def _has_variables(node: FieldNode) -> bool:
    visitor = _Variables()
    for argument in node.arguments or ():
        visit(argument.value, visitor)
    return visitor.found


def check_covered(schema: Schema) -> None:
    """Raises Uncovered where the schema has what would change any field at all."""
    if schema.directives or getattr(schema, "exception_handlers", ()):
        raise Uncovered("the schema has directives or handlers of exceptions")
    if any(extension._implements_resolve() for extension in schema.get_extensions()):
        raise Uncovered("an extension stands around each field")


def _nullable(type_: GraphQLOutputType) -> tuple[GraphQLOutputType, bool]:
    return (type_.of_type, False) if is_non_null_type(type_) else (type_, True)


def _how(own: StrawberryField) -> How:
    resolver = own.base_resolver
    if resolver is None:
        return How.READ
    if resolver.parent_parameter or resolver.root_parameter:
        raise Uncovered(f"{own.python_name} takes its parent by name")
    if not own.is_async:
        return How.CALLED
    return How.LOADED if own.metadata.get("loaded") else How.AWAITED
