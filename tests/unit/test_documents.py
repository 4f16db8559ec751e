"""What the documents say of the code is what the code says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from graphql import build_schema, parse, validate
from typer.main import get_command

from graph import errors
from graph.model import MAX_ID
from graph.paging import MAX_PAGE
from graph.world.tables import TABLES
from resolvers import limits
from resolvers.cli import cli
from resolvers.schema import schema

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
OPERATIONS = (ROOT / "docs/operations.md").read_text("utf-8")
IMPORT_FORMAT = (ROOT / "docs/import-format.md").read_text("utf-8")


def table(text: str, heading: str) -> dict[str, list[str]]:
    """The rows of the Markdown table with this header: first cell to the others."""
    lines = text[text.index(heading) :].splitlines()[2:]
    rows: dict[str, list[str]] = {}
    for line in lines:
        if not line.startswith("|"):
            break
        first, *rest = [cell.strip() for cell in line.strip("|").split("|")]
        rows[first] = rest
    return rows


def test_the_import_format_lists_every_file_and_column_in_order() -> None:
    listed = table(IMPORT_FORMAT, "| file | columns |")
    declared = {
        each.name: [", ".join(f"**{c.name}**" if c.required else c.name for c in each.columns)]
        for each in TABLES
    }
    assert listed == declared


@pytest.mark.parametrize("column", ["profile_visibility", "level", "employment_type"])
def test_the_import_format_lists_the_names_that_a_column_accepts(column: str) -> None:
    listed = table(IMPORT_FORMAT, "| column | accepts |")[column][0]
    read = next(c.parse for each in TABLES for c in each.columns if c.name == column)
    with pytest.raises(ValueError) as refused:
        read("no such name")
    assert str(refused.value) == f"not one of {listed}"


def test_the_operations_page_lists_every_code() -> None:
    listed = {
        code
        for heading in ("| code | means | do |", "| code | means |\n")
        for cell in table(OPERATIONS, heading)
        for code in re.findall(r"`([A-Z_]+)`", cell)
    }
    ours = {
        kind.code
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.ProConnectError)
    }
    before_graphql = {"GRAPHQL_VALIDATION_FAILED", "BAD_REQUEST", "METHOD_NOT_ALLOWED"}
    assert listed == ours | before_graphql


def test_the_operations_page_states_the_limits() -> None:
    listed = table(OPERATIONS, "| what | most |")
    assert limits.MAX_BODY_BYTES == 1 << 20
    assert listed["body of a request"] == ["1 MiB"]
    assert listed["depth of an operation"] == [str(limits.MAX_DEPTH)]
    assert listed["aliases, tokens of an operation"] == [
        f"{limits.MAX_ALIASES}, {limits.MAX_TOKENS:,}"
    ]
    assert listed["items of a page"] == [str(MAX_PAGE)]
    assert MAX_ID == 2**63 - 1


def test_the_readme_lists_every_command() -> None:
    listed = {cell.split("`")[1].split()[1] for cell in table(README, "| command | does |")}
    assert listed == set(get_command(cli).commands)  # type: ignore[attr-defined]


def test_the_readme_names_the_member_of_the_demo() -> None:
    from graph.world.demo import VIEWER_ID

    assert f"proconnect token {VIEWER_ID})" in README
    assert f"Member {VIEWER_ID} is the one" in README


def test_the_queries_of_the_readme_are_valid() -> None:
    block = README[README.index("curl -s") : README.index("Without a token the same")]
    posted = [json.loads(body)["query"] for body in re.findall(r"-d '(\{.*\})'", block)]
    asked = re.findall(r"--data-urlencode 'query=(.*?)'\n", block, re.DOTALL)
    for text in re.findall(r"--data-urlencode 'variables=(.*?)'", block):
        json.loads(text)
    assert (len(posted), len(asked)) == (2, 2)
    graphql = build_schema(schema.as_str())
    assert [validate(graphql, parse(query)) for query in [*posted, *asked]] == [[]] * 4
