"""Walks a plan for one request, wave by wave.

A wave is everything that can be read without waiting, and one call of each resolver that this
reaches: all parents of a field together, so that its loader is called once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    GraphQLUnionType,
    OperationDefinitionNode,
)
from graphql.execution.values import VariableValues
from graphql.pyutils import Path
from strawberry.types.base import get_object_definition
from strawberry.types.cast import TYPE_CAST_ATTRIBUTE
from strawberry.types.info import Info

from resolvers.executor.once import Outcome
from resolvers.executor.plan import How, Plan, PlannedField, Selection, Target, Uncovered
from resolvers.executor.settling import settle

Answer = dict[str, Any]
Ready = list[tuple[Selection, list[Any], list[Answer]]]
Waiting = list[tuple[PlannedField, list[Any], list[Answer]]]


async def run(
    plan: Plan,
    variables: VariableValues,
    context: object,
    root: object = None,
    extensions: dict[str, Any] | None = None,
    outcome: Outcome | None = None,
) -> Answer:
    """The data of an operation. Raises whatever a resolver raises, and where a value that must not
    be null is: then graphql-core has to tell the errors.

    Of a mutation the `outcome` is kept, so that it is not run again."""
    walk = _Walk(plan, variables, context, root, extensions, outcome or Outcome())
    return await walk.answer()


@dataclass(slots=True, eq=False)
class RawInfo:
    """What graphql-core tells a resolver, the same for all parents of a field."""

    field_name: str
    field_nodes: list[FieldNode]
    return_type: GraphQLOutputType
    parent_type: GraphQLObjectType
    schema: GraphQLSchema
    fragments: dict[str, FragmentDefinitionNode]
    root_value: object
    operation: OperationDefinitionNode
    variable_values: dict[str, Any]
    context: object
    operation_extensions: dict[str, Any] | None
    at_root: bool

    @property
    def path(self) -> Path:
        """Known at the root only: elsewhere it differs from parent to parent."""
        if not self.at_root:
            raise Uncovered("a resolver asks for its path")
        node = self.field_nodes[0]
        key = (node.alias or node.name).value
        return Path(None, key, self.parent_type.name)


class _Walk:
    __slots__ = ("_context", "_extensions", "_outcome", "_plan", "_ready", "_root", "_variables")

    def __init__(
        self,
        plan: Plan,
        variables: VariableValues,
        context: object,
        root: object,
        extensions: dict[str, Any] | None,
        outcome: Outcome,
    ) -> None:
        self._outcome = outcome
        self._plan = plan
        self._variables = variables
        self._context = context
        self._root = root
        self._extensions = extensions
        self._ready: Ready = []

    async def answer(self) -> Answer:
        plan, ready = self._plan, self._ready
        answer = plan.root.template.copy()
        ready.append((plan.root, [self._root], [answer]))
        while ready:
            waiting: Waiting = []
            try:
                self._reach(waiting)
            except BaseException:
                for _, coroutines, _ in waiting:
                    for coroutine in coroutines:
                        coroutine.close()
                raise
            if waiting:
                await settle(
                    [values for planned, values, _ in waiting if planned.how is How.LOADED],
                    [values for planned, values, _ in waiting if planned.how is How.AWAITED],
                )
                for planned, values, answers in waiting:
                    self._complete(planned, values, answers)
        return answer

    def _reach(self, waiting: Waiting) -> None:
        """Read all that needs no waiting, and collect the coroutines of all that does."""
        while self._ready:
            selection, parents, answers = self._ready.pop()
            for planned in selection.read:
                self._read(planned, parents, answers)
            for planned in selection.resolved:
                values = self._call(planned, parents)
                if self._plan.operation.writes and selection is self._plan.root:
                    values = [self._outcome.of(work) for work in values]
                if planned.how is How.CALLED:
                    self._complete(planned, values, answers)
                else:
                    waiting.append((planned, values, answers))

    def _read(self, planned: PlannedField, parents: list[Any], answers: list[Answer]) -> None:
        leaf, read = planned.leaf, planned.read
        if leaf is None or planned.is_list:
            self._complete(planned, [read(parent) for parent in parents], answers)
            return
        key, exact, write, nullable = planned.key, leaf.exact, leaf.write, planned.nullable
        for parent, answer in zip(parents, answers, strict=True):
            value = read(parent)
            if type(value) is exact:
                answer[key] = value
            elif value is not None:
                answer[key] = write(value)
            elif not nullable:
                raise _null(planned)

    def _call(self, planned: PlannedField, parents: list[Any]) -> list[Any]:
        resolver = planned.field.base_resolver
        assert resolver is not None
        arguments = planned.arguments
        if arguments is None:
            arguments = self._plan.arguments(planned, self._variables)
        if resolver.info_parameter is not None:
            arguments = {**arguments, resolver.info_parameter.name: self._info(planned)}
        call = planned.read
        if resolver.self_parameter is None:
            return [call(**arguments) for _ in parents]
        return [call(parent, **arguments) for parent in parents]

    def _info(self, planned: PlannedField) -> Info[Any, Any]:
        raw: Any = self._raw_info(planned)
        return Info(raw, planned.field)

    def _raw_info(self, planned: PlannedField) -> RawInfo:
        operation = self._plan.operation
        return RawInfo(
            field_name=planned.nodes[0].name.value,
            field_nodes=planned.nodes,
            return_type=planned.definition.type,
            parent_type=planned.parent_type,
            schema=self._plan.schema._schema,
            fragments=operation.fragment_nodes,
            root_value=self._root,
            operation=operation.node,
            variable_values=self._variables.coerced,
            context=self._context,
            operation_extensions=self._extensions,
            at_root=planned in self._plan.root.resolved,
        )

    def _complete(self, planned: PlannedField, values: list[Any], answers: list[Answer]) -> None:
        """Put the values of a field into the answers; objects among them are read next."""
        if planned.is_list:
            self._items(planned, values, answers)
            return
        key, nullable = planned.key, planned.nullable
        if (leaf := planned.leaf) is not None:
            for value, answer in zip(values, answers, strict=True):
                if value is not None:
                    answer[key] = value if type(value) is leaf.exact else leaf.write(value)
                elif not nullable:
                    raise _null(planned)
            return
        below = _Below(self, planned)
        for value, answer in zip(values, answers, strict=True):
            if value is not None:
                answer[key] = below.add(value)
            elif not nullable:
                raise _null(planned)
        below.finish()

    def _items(self, planned: PlannedField, values: list[Any], answers: list[Answer]) -> None:
        key, leaf, item_nullable = planned.key, planned.leaf, planned.item_nullable
        below = _Below(self, planned) if leaf is None else None
        for value, answer in zip(values, answers, strict=True):
            if value is None:
                if not planned.nullable:
                    raise _null(planned)
                continue
            if type(value) is not list and type(value) is not tuple:
                raise Uncovered(f"{planned.key}: {type(value).__name__} is not a list")
            items: list[Any] = []
            for item in value:
                if item is None:
                    if not item_nullable:
                        raise _null(planned)
                    items.append(None)
                elif below is not None:
                    items.append(below.add(item))
                else:
                    assert leaf is not None
                    items.append(item if type(item) is leaf.exact else leaf.write(item))
            answer[key] = items
        if below is not None:
            below.finish()

    def told(self, target: Target, planned: PlannedField, value: object) -> tuple[Selection, bool]:
        """What is asked of an object, and whether that holds for each object of its class."""
        info: Any = self._raw_info(planned)
        type_, lasting = target.of, True
        if isinstance(type_, GraphQLObjectType):
            name: Any = type_.name
        else:
            assert type_.resolve_type is not None
            name = type_.resolve_type(value, info, type_)
            own = get_object_definition(value)
            lasting = (
                not isinstance(type_, GraphQLUnionType)
                and own is not None
                and not own.is_graphql_generic
            )
        if not isinstance(name, str):
            raise Uncovered(f"{planned.key}: the type of an object is not told at once")
        selection = self._plan.selection(target, name)
        is_type_of = selection.of.is_type_of
        if is_type_of is not None and is_type_of(value, info) is not True:
            raise Uncovered(f"{planned.key}: {type(value).__name__} is not a {name}")
        return selection, lasting


class _Below:
    """Collects the objects below one field, by what is asked of them."""

    __slots__ = ("_answers", "_last", "_objects", "_planned", "_selection", "_target", "_walk")

    def __init__(self, walk: _Walk, planned: PlannedField) -> None:
        assert planned.target is not None
        self._walk = walk
        self._planned = planned
        self._target = planned.target
        self._last: type | None = None
        self._selection: Selection | None = None
        self._objects: list[Any] = []
        self._answers: list[Answer] = []

    def add(self, value: Any) -> Answer:
        """The answer for an object, to be filled in."""
        class_ = type(value)
        if class_ is not self._last or getattr(value, TYPE_CAST_ATTRIBUTE, None) is not None:
            self._turn(value, class_)
        assert self._selection is not None
        answer = self._selection.template.copy()
        self._objects.append(value)
        self._answers.append(answer)
        return answer

    def _turn(self, value: Any, class_: type) -> None:
        cast = getattr(value, TYPE_CAST_ATTRIBUTE, None) is not None
        selection = None if cast else self._target.by_class.get(class_)
        self._last = class_
        if selection is None:
            selection, lasting = self._walk.told(self._target, self._planned, value)
            if lasting and not cast:
                self._target.by_class[class_] = selection
            else:
                self._last = None
        if selection is not self._selection:
            self.finish()
            self._selection = selection

    def finish(self) -> None:
        """Hand what was collected to the walk."""
        if self._objects:
            assert self._selection is not None
            self._walk._ready.append((self._selection, self._objects, self._answers))
            self._objects, self._answers = [], []


def _null(planned: PlannedField) -> TypeError:
    return TypeError(f"{planned.parent_type}.{planned.key} is null and must not be")
