"""What a request asks for below a field, so that nobody computes what nobody reads."""

from __future__ import annotations

from collections.abc import Sequence

from strawberry.types.nodes import SelectedField, Selection

from resolvers.context import Info


def asks_for(info: Info, name: str) -> bool:
    """Whether the field being resolved is asked for its field `name`, also in a fragment."""
    return any(_has(field.selections, name) for field in info.selected_fields)


def _has(selections: Sequence[Selection], name: str) -> bool:
    for one in selections:
        if isinstance(one, SelectedField):
            if one.name == name:
                return True
        elif _has(one.selections, name):
            return True
    return False
