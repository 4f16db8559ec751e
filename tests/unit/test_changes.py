"""What changed between two schemas, as clients need to know it."""

from __future__ import annotations

from pathlib import Path

import pytest

from resolvers.changes import changes
from resolvers.cli import cli

OLD = """
type Query { a(x: Int): Int b: Kind c: String }
enum Kind { ONE }
"""
NEW = '''
"""Asked."""
type Query {
  a(x: Int, y: Int): Int
  b: Kind
  d(z: String = "z"): Int!
  c: String @deprecated(reason: "ask for d")
}
type More { e: Int }
enum Kind { ONE TWO }
'''


def test_nothing_changed_between_a_schema_and_itself() -> None:
    assert changes(OLD, OLD) == []


def test_additions_are_told_apart_from_what_breaks_clients() -> None:
    assert changes(OLD, NEW) == [
        ("careful", "An optional argument Query.a(y:) was added."),
        ("careful", "Enum value Kind.TWO was added."),
        ("deprecated", "Query.c is deprecated: ask for d"),
        ("added", "More was added."),
        ("added", "Field Query.d was added."),
    ]
    back = changes(NEW, OLD)
    assert [level for level, _ in back] == ["breaking"] * 4
    assert back[0] == ("breaking", "More was removed.")


def test_the_command_prints_what_changed_since_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "old.graphql"
    now = (Path(__file__).parents[2] / "schema.graphql").read_text("utf-8")
    path.write_text(now.replace("  searchPeople(", "  search("))
    cli(["schema", "--since", str(path)], standalone_mode=False)
    assert capsys.readouterr().out.splitlines() == [
        "breaking: Field Query.search was removed.",
        "added: Field Query.searchPeople was added.",
    ]
