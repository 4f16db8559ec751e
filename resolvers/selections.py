"""What a request asks for below a field, so that nobody computes what nobody reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from strawberry.types.nodes import SelectedField, Selection

from resolvers.context import Info


def asks_for(info: Info, *path: str) -> bool:
    """Whether the field being resolved is asked for the field at a path below it, also in
    fragments.
    """
    return bool(_at(info.selected_fields, path))


def most_asked(info: Info, *path: str, default: int) -> int:
    """The largest `first` with which the field at a path below is asked for; 0 where it is not.

    `default` stands for a `first` that is not given or is no number.
    """
    given = [field.arguments.get("first") for field in _at(info.selected_fields, path)]
    return max((_number(one, default) for one in given), default=0)


def _number(given: object, default: int) -> int:
    # A literal comes as its text, a variable as its value.
    return int(given) if isinstance(given, (int, str)) and str(given).isdigit() else default


def _at(fields: Sequence[Selection], path: Sequence[str]) -> list[SelectedField]:
    found = [one for one in fields if isinstance(one, SelectedField)]
    for name in path:
        found = [one for field in found for one in _named(field.selections, name)]
    return found


def _named(selections: Sequence[Selection], name: str) -> Iterator[SelectedField]:
    for one in selections:
        if not isinstance(one, SelectedField):
            yield from _named(one.selections, name)
        elif one.name == name:
            yield one
