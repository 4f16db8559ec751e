"""Limits of one request: its size, and the length, depth and width of its operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    SelectionSetNode,
    Visitor,
    parse,
    specified_rules,
    visit,
)
from graphql.validation import ASTValidationRule
from graphql.validation.validate import ValidationAbortedError
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import Schema, validate_document

from graph.errors import InvalidInput, LimitExceeded

MAX_BODY_BYTES = 1 << 20
MAX_QUERY_CHARS = 50_000
MAX_DEPTH = 15
MAX_ALIASES = 30
MAX_WIDTH = 100
"""Selections in one pair of braces: to compare them takes the square of their number."""

MAX_TOKENS = 2_000
CACHED_OPERATIONS = 256


def extensions() -> list[Callable[[], SchemaExtension]]:
    """The schema extensions that hold the limits and remember what was parsed and validated."""
    return [Parsing, Validation]


class Parsing(SchemaExtension):
    """Parses an operation once. Raises LimitExceeded for one that is too long or too deep."""

    def on_parse(self) -> Iterator[None]:
        """Runs in place of the parser."""
        context = self.execution_context
        query = context.query or ""
        if len(query) > MAX_QUERY_CHARS:
            raise LimitExceeded(f"query: it has more than {MAX_QUERY_CHARS} characters")
        try:
            document = _parsed(query)
        except GraphQLSyntaxError as error:
            if "Parsing aborted" in error.message:
                raise LimitExceeded(f"query: {error.message}") from None
            raise
        operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
        # Without a name given, Strawberry would run the first; the specification wants an error.
        if len(operations) > 1 and context._provided_operation_name is None:
            raise InvalidInput("operationName: must say which of the operations is meant")
        context.graphql_document = document
        yield


class Validation(SchemaExtension):
    """Checks the limits, then validates, once for each operation."""

    def on_validate(self) -> Iterator[None]:
        """Runs in place of the validation."""
        context = self.execution_context
        assert context.graphql_document is not None
        context.pre_execution_errors = _validated(
            context.schema._schema, context.graphql_document, context.validation_rules
        )
        yield


def accepted(schema: Schema, query: str) -> DocumentNode | None:
    """The document of a query that parses, keeps the limits and is valid; None for any other.

    The work is remembered: whoever parses and validates the same query afterwards finds it done.
    """
    if len(query) > MAX_QUERY_CHARS:
        return None
    try:
        document = _parsed(query)
    except GraphQLSyntaxError:
        return None
    return None if _validated(schema._schema, document, tuple(specified_rules)) else document


def introspects(query: str) -> bool:
    """Whether a query that can be read asks for the schema itself."""
    if "__schema" not in query and "__type" not in query.replace("__typename", ""):
        return False
    try:
        document = _parsed(query)
    except GraphQLSyntaxError:
        return False
    asks = _Introspection()
    visit(document, asks)
    return asks.found


class _Introspection(Visitor):
    found = False

    def enter_field(self, node: FieldNode, *_: object) -> None:
        """`__typename` is no introspection."""
        self.found = self.found or node.name.value in ("__schema", "__type")


@lru_cache(maxsize=CACHED_OPERATIONS)
def _parsed(query: str) -> DocumentNode:
    return parse(query, max_tokens=MAX_TOKENS)


@lru_cache(maxsize=CACHED_OPERATIONS)
def _validated(
    schema: GraphQLSchema, document: DocumentNode, rules: tuple[type[ASTValidationRule], ...]
) -> list[GraphQLError]:
    # The limits come first, because the rules of GraphQL take long on what is beyond them.
    try:
        _Measure(document).check()
    except LimitExceeded as error:
        return [_beyond(error.message)]
    errors = validate_document(schema, document, rules)
    if any("4300 digits" in str(error.original_error) for error in errors):  # Python reads no more
        return [_beyond("query: a number in it has too many digits")]
    if errors and isinstance(errors[-1], ValidationAbortedError):
        errors[-1] = _beyond("query: its fragments are too deep, or it has too many errors")
    return errors


def _beyond(message: str) -> GraphQLError:
    return GraphQLError(message, original_error=LimitExceeded(message))


class _Measure:
    """Depth and aliases of a document, each fragment measured once however often it is spread."""

    def __init__(self, document: DocumentNode) -> None:
        self._document = document
        self._fragments = {
            d.name.value: d.selection_set
            for d in document.definitions
            if isinstance(d, FragmentDefinitionNode)
        }
        self._of_fragment: dict[str, tuple[int, int]] = {}

    def check(self) -> None:
        """Raises LimitExceeded."""
        aliases = 0
        for definition in self._document.definitions:
            if isinstance(definition, FragmentDefinitionNode):
                self._spread(definition.name.value)
            elif isinstance(definition, OperationDefinitionNode):
                depth, named = self._measured(definition.selection_set)
                aliases += named
                if depth > MAX_DEPTH:
                    raise LimitExceeded(f"query: it is {depth} levels deep, at most {MAX_DEPTH}")
        if aliases > MAX_ALIASES:
            raise LimitExceeded(f"query: it has {aliases} aliases, at most {MAX_ALIASES}")

    def _measured(self, selections: SelectionSetNode) -> tuple[int, int]:
        """Levels of fields below, without those of introspection, and aliases."""
        if (width := len(selections.selections)) > MAX_WIDTH:
            raise LimitExceeded(f"query: {width} fields stand side by side, at most {MAX_WIDTH}")
        depth = aliases = 0
        for node in selections.selections:
            if isinstance(node, FragmentSpreadNode):
                below, named = self._spread(node.name.value)
            elif (inner := getattr(node, "selection_set", None)) is not None:
                below, named = self._measured(inner)
            else:
                below = named = 0
            if isinstance(node, FieldNode):
                # How deep introspection goes is held by a rule of GraphQL itself.
                below = 0 if node.name.value.startswith("__") else below + (inner is not None)
                named += node.alias is not None
            depth, aliases = max(depth, below), aliases + named
        return depth, aliases

    def _spread(self, name: str) -> tuple[int, int]:
        if name not in self._of_fragment:
            self._of_fragment[name] = (0, 0)  # for a circle, which validation refuses
            if name in self._fragments:
                self._of_fragment[name] = self._measured(self._fragments[name])
        return self._of_fragment[name]
