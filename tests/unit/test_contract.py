"""The schema keeps what clients rely on: every name of the contract, with compatible types."""

from __future__ import annotations

from pathlib import Path

from graphql import (
    FieldDefinitionNode,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    NonNullTypeNode,
    TypeNode,
    parse,
    print_ast,
)

from resolvers.schema import schema

CONTRACT = Path(__file__).parents[1] / "contract.graphql"
TYPES = schema._schema.type_map


def promised() -> list[tuple[str, FieldDefinitionNode]]:
    """Each field of the contract, with the name of its type."""
    document = parse(CONTRACT.read_text("utf-8"))
    return [
        (definition.name.value, field)  # type: ignore[attr-defined]
        for definition in document.definitions
        for field in definition.fields  # type: ignore[attr-defined]
    ]


def fits(given: str, wanted: TypeNode) -> bool:
    """Whether what is served is the promised type, or that and never null."""
    text = print_ast(wanted)
    return given == text or (not isinstance(wanted, NonNullTypeNode) and given == f"{text}!")


def test_every_field_of_the_contract_is_served() -> None:
    wrong = []
    for owner, field in promised():
        name, found = field.name.value, TYPES.get(owner)
        if not isinstance(found, (GraphQLObjectType, GraphQLInterfaceType)):
            wrong.append(f"type {owner} is missing")
        elif name not in found.fields:
            wrong.append(f"{owner}.{name} is missing")
        elif not fits(str(found.fields[name].type), field.type):
            wrong.append(f"{owner}.{name} is {found.fields[name].type}")
    assert wrong == []


def test_every_argument_of_the_contract_is_taken() -> None:
    wrong = []
    for owner, field in promised():
        found = getattr(TYPES.get(owner), "fields", {}).get(field.name.value)
        if found is None:
            continue
        wanted = {
            argument.name.value: print_ast(argument.type) for argument in field.arguments or ()
        }
        for name, kind in wanted.items():
            if name not in found.args:
                wrong.append(f"{owner}.{field.name.value}({name}) is missing")
            elif str(found.args[name].type) not in (kind, kind.removesuffix("!")):
                wrong.append(f"{owner}.{field.name.value}({name}) is {found.args[name].type}")
        wrong += [
            f"{owner}.{field.name.value}({name}) must not be required"
            for name, argument in found.args.items()
            if name not in wanted
            and isinstance(argument.type, GraphQLNonNull)
            and argument.default_value is not None
        ]
    assert wrong == []
