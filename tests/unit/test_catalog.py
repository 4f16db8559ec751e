"""The Cypher catalogue: what its loader refuses, and the rules that each file keeps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from graph.store import catalog
from graph.store.catalog import CatalogError
from tests import cypher_rules as rules

ROOT = Path(__file__).parents[2]

SOUND = """\
// The connections of a member.
// More on it.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $limit: INTEGER  at most 100
// column id: INTEGER
// column names: LIST<STRING>  never empty
// index: member_id
// allow: CartesianProduct, because both sides have one row
// cost: friends
// timeout: 1.5 s
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (v)-[:CONNECTED]-(m:Member)
WHERE NOT m IN blocked AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
RETURN m.id AS id, [m.name, 'a, b: $c'] AS names
ORDER BY id LIMIT $limit
"""


def changed(old: str, new: str) -> catalog.Query:
    assert old in SOUND
    return catalog.parse("people/list_friends", SOUND.replace(old, new))


def broken(query: catalog.Query) -> list[str]:
    return [said for rule in rules.RULES for said in rule(query)]


def test_a_header_is_read_as_written() -> None:
    query = catalog.parse("people/list_friends", SOUND)
    assert replace(query, text="") == catalog.Query(
        name="people/list_friends",
        about="The connections of a member. More on it.",
        text="",
        access="read",
        returns="many",
        visibility="viewer",
        params={"viewer": "INTEGER", "limit": "INTEGER"},
        columns={"id": "INTEGER", "names": "LIST<STRING>"},
        index=("member_id",),
        allow={"CartesianProduct": "both sides have one row"},
        timeout_s=1.5,
    )
    assert query.text.startswith("MATCH (v:Member")
    assert query.text.endswith("LIMIT $limit")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("access: read", "access: rw", "access must be one of read, write"),
        ("// access: read\n", "", "access must be one of read, write"),
        ("// access: read\n", "// access: read\n// access: read\n", "access must be one of"),
        ("returns: many", "returns: some", "returns must be one of many, one, none"),
        ("visibility: viewer", "visibility: all", "visibility must be one of viewer, public, none"),
        ("visibility: viewer", "visibility: none", "'visibility: none' needs ', because …'"),
        ("$limit: INTEGER  at", "$limit INTEGER  at", "not 'name: TYPE  what it is'"),
        ("$limit: INTEGER  at", "$limit: INTEGER at", "not 'name: TYPE  what it is'"),
        ("param $limit", "param $viewer", "not 'name: TYPE  what it is'"),
        ("column names", "column id", "not 'name: TYPE  what it is'"),
        (", because both sides have one row", "", "needs ', because …'"),
        ("timeout: 1.5 s", "timeout: 1.5", "timeout must read like '30 s'"),
        ("// cost: friends", "// price: friends", "not a header line: '// price: friends'"),
        ("// The connections of a member.\n// More on it.\n", "", "a description and a statement"),
    ],
)
def test_a_wrong_header_is_refused_by_name(old: str, new: str, said: str) -> None:
    with pytest.raises(CatalogError) as caught:
        changed(old, new)
    assert str(caught.value).startswith("people/list_friends: ")
    assert said in str(caught.value)


def test_a_header_without_a_statement_is_refused() -> None:
    with pytest.raises(CatalogError, match="a description and a statement are needed"):
        catalog.parse("people/list_friends", SOUND.partition("MATCH")[0])


def test_the_rules_let_a_sound_query_pass() -> None:
    assert broken(catalog.parse("people/list_friends", SOUND)) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("// param $limit: INTEGER  at most 100\n", "", "add '// param $limit: TYPE'"),
        ("LIMIT $limit", "LIMIT 5", "$limit is declared and not used: drop its line"),
        ("m.id AS id,", "m.id AS other,", "returns ['other', 'names'] and declares"),
        ("m.id AS id, [", "[", "returns ['names'] and declares ['id', 'names']"),
        ("-[:CONNECTED]-(m:", "-[:KNOWS]-(m:", "relationship type KNOWS is not in"),
        ("(m:Member)", "(m:Person)", "label Person is not in graph/model/"),
        ("NOT m:Private", "NOT m:Secret AND NOT m:Private", "label Secret is not in"),
        ("{id: $viewer}", "{key: $viewer}", "Member has no property key in graph/model/"),
        ("(v)-[:CONNECTED]-(m:", "(v)-[c]-(m:", "-[c]- has no type: name it"),
        ("(v)-[:CONNECTED]-(m:", "(v)--(m:", "a pattern without brackets has no type"),
        ("(v)-[:CONNECTED]-(m:", "(v)-[:CONNECTED*]-(m:", "-[:CONNECTED*]- has no bound"),
        ("(v)-[:CONNECTED]-(m:", "(v)-[:CONNECTED*2..]-(m:", "has no bound: write *1..3"),
        ("(v)-[:CONNECTED]-(m:", "(v)(()-[:CONNECTED]-())+(m:", "a quantified path has no bound"),
        ("(v)-[:CONNECTED]-(m:", "(v)(()-[:CONNECTED]-()){2,}(m:", "quantified path has no bound"),
        (
            "ORDER BY id LIMIT $limit",
            "ORDER BY id, $limit",
            "'returns: many' needs a LIMIT that nothing multiplies afterwards",
        ),
        ("RETURN m.id", "SET m.name = 'x' RETURN m.id", "'access: read' and SET"),
        ("access: read", "access: write", "'access: write' and no clause that writes"),
        ("NOT m:Private OR", "", "'visibility: viewer' and no of Private"),
        ("(v)-[:BLOCKED]-", "(v)-[:CONNECTED]-", "'visibility: viewer' and no a check of blocks"),
        ("visibility: viewer", "visibility: public", "no profile_visibility = 'PUBLIC'"),
    ],
)
def test_the_rules_see_what_breaks_them(old: str, new: str, said: str) -> None:
    found = broken(changed(old, new))
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    "path", ["*1..3", "*..3", "*2", " r:CONNECTED*1..3 "], ids=["both", "upper", "exact", "named"]
)
def test_a_bounded_path_passes(path: str) -> None:
    inside = path if ":" in path else f":CONNECTED{path}"
    query = changed("(v)-[:CONNECTED]-(m:", f"(v)-[{inside}]-(m:")
    assert rules.bounds(query) == []


def test_a_limit_before_further_expansion_is_no_limit() -> None:
    query = changed(
        "RETURN m.id AS id, [m.name, 'a, b: $c'] AS names\nORDER BY id LIMIT $limit",
        "WITH m LIMIT $limit MATCH (m)-[:POSTED]->(p:Post)\nRETURN p.id AS id, [] AS names",
    )
    assert len(rules.limit(query)) == 1


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.__name__)
def test_the_catalogue_keeps_the_rule(rule: rules.Rule) -> None:
    found = {name: said for name, query in catalog.load().items() if (said := rule(query))}
    assert found == {}, f"{rule.__doc__} See tests/cypher_rules.py."


def test_each_index_that_a_header_names_is_in_the_migrations() -> None:
    known = rules.indexes("\n".join(text for _, _, text in catalog.schema_files()))
    named = {name: query.index for name, query in catalog.load().items()}
    wrong = {name: set(index) - set(known) for name, index in named.items()}
    assert {name: unknown for name, unknown in wrong.items() if unknown} == {}, (
        "'// index:' takes the name of a constraint or index in cypher/schema/"
    )


def test_the_migrations_are_numbered_without_gaps_and_keys_are_unique_by_the_model() -> None:
    files = catalog.schema_files()
    assert [number for number, _, _ in files] == list(range(1, len(files) + 1))
    known = set(rules.indexes("\n".join(text for _, _, text in files)).values())
    keys = {(label, shape.key) for label, shape in rules.LABELS.items() if label != "Private"}
    assert keys - known == set()


def test_each_query_has_one_home() -> None:
    sources = [p for part in ("graph", "loaders", "resolvers") for p in (ROOT / part).rglob("*.py")]
    texts = {path: path.read_text("utf-8") for path in sources}
    homes = {
        name: [str(path.relative_to(ROOT)) for path, text in texts.items() if f'"{name}"' in text]
        for name in catalog.load()
    }
    assert {name: paths for name, paths in homes.items() if len(paths) != 1} == {}, (
        "each file of cypher/ is asked from exactly one module; delete what nobody asks"
    )


def test_each_feature_folder_has_its_module() -> None:
    features = {name.partition("/")[0] for name in catalog.load()}
    modules = {p.stem for p in (ROOT / "graph").iterdir() if p.suffix == ".py" or p.is_dir()}
    assert features - modules == set(), "cypher/FEATURE goes with graph/FEATURE"
