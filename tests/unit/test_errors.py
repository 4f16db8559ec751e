"""The error tree: its docstring is the list, and codes are stable."""

from __future__ import annotations

import re

import pytest

from graph import errors
from graph.errors import ProConnectError


def tree(root: type[ProConnectError]) -> list[type[ProConnectError]]:
    return [root, *(each for child in root.__subclasses__() for each in tree(child))]


def test_the_docstring_lists_every_error_with_its_code() -> None:
    assert errors.__doc__ is not None
    listed = dict(re.findall(r"[├└]── (\w+) +([A-Z_]+) ", errors.__doc__))
    ours = [each for each in tree(ProConnectError)[1:] if each.__module__ == "graph.errors"]
    assert listed == {each.__name__: each.code for each in ours if each.__name__ in listed}
    assert {each.__name__ for each in ours} - set(listed) == {"OperatorError"}


def test_the_docstring_shows_who_descends_from_whom() -> None:
    assert errors.__doc__ is not None
    lines = [line for line in errors.__doc__.splitlines() if "── " in line]
    above: list[str] = []
    for line in lines:
        depth = line.index("── ") // 4
        name = line.split("── ")[1].split()[0]
        above = [*above[: depth - 1], name]
        parent = above[depth - 2] if depth > 1 else "ProConnectError"
        assert getattr(errors, name).__base__ is getattr(errors, parent), name


def test_each_code_is_one_kind_of_error() -> None:
    codes = [each.code for each in tree(ProConnectError) if each.__module__ == "graph.errors"]
    codes = [code for code in codes if code != "INTERNAL"]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("kind", tree(ProConnectError), ids=lambda kind: kind.__name__)
def test_an_error_carries_its_message_and_the_argument(kind: type[ProConnectError]) -> None:
    error = kind("first: 101 is more than 100", field=("first",))
    assert str(error) == error.message == "first: 101 is more than 100"
    assert error.field == ("first",)
