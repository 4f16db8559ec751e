"""The house rules of a Cypher file, read from its text: what breaks one, and how to comply.

This is no Cypher parser: it knows strings, comments, brackets and the order of clauses, which is
enough for the form that the catalogue's files have.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from graph.model import LABELS, RELATIONSHIPS
from graph.store.catalog import Query

Rule = Callable[[Query], list[str]]

_WRITES = re.compile(r"\b(CREATE|MERGE|SET|DELETE|REMOVE|FOREACH|LOAD CSV)\b")
_RELATIONSHIP = re.compile(r"<?-\s*\[([^\[\]]*)\]\s*->?")
_NODE_MAP = re.compile(r"\(\s*\w*\s*:\s*(\w+)\s*\{([^{}]*)\}")
_ENDLESS_GROUP = re.compile(r"\]->?\s*\([^()]*\)\s*\)\s*(?:[+*]|\{\s*\d*\s*,\s*\})")
_INDEX = re.compile(
    r"CREATE (?:CONSTRAINT|(?:\w+ )?INDEX) (\w+) IF NOT EXISTS FOR "
    r"(?:\(\w+:(\w+)\)|\(\)-\[\w+:(\w+)\]-\(\)) (?:REQUIRE|ON) \(?\w+\.(\w+)"
)


def bare(text: str) -> str:
    """The text without what stands in quotes or comments; of the same length."""

    def blank(found: re.Match[str]) -> str:
        quote = found[0][0]
        return quote + " " * (len(found[0]) - 2) + quote if quote in "'\"" else " " * len(found[0])

    return re.sub(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|//[^\n]*", blank, text)


def outermost(text: str) -> str:
    """The text with everything inside brackets of any kind blanked; of the same length."""
    depth, kept = 0, []
    for character in bare(text):
        depth -= character in ")]}"
        kept.append(character if depth == 0 else " ")
        depth += character in "([{"
    return "".join(kept)


def indexes(schema: str) -> dict[str, tuple[str, str]]:
    """Label or type and property of each constraint and index of the migrations, by its name."""
    return {m[1]: (m[2] or m[3], m[4]) for m in _INDEX.finditer(schema)}


def parameters(query: Query) -> list[str]:
    """Header and text name the same parameters."""
    used = set(re.findall(r"\$(\w+)", bare(query.text)))
    return [f"add '// param ${name}: TYPE'" for name in sorted(used - set(query.params))] + [
        f"${name} is declared and not used: drop its line"
        for name in sorted(set(query.params) - used)
    ]


def columns(query: Query) -> list[str]:
    """The last RETURN of each part of a UNION gives the declared columns, in order."""
    found = []
    for start, end in _returns(query.text):
        found.append(_names(query.text[start:end], outermost(query.text)[start:end]))
    declared = list(query.columns)
    if not found:
        return [f"no RETURN, and columns {declared} are declared"] if declared else []
    return [
        f"returns {names} and declares {declared}: give each an alias and a '// column' line"
        for names in found
        if names != declared
    ]


def _returns(text: str) -> list[tuple[int, int]]:
    top, spans = outermost(text), []
    for found in re.finditer(r"\bRETURN\b", top):
        end = re.compile(r"\b(ORDER BY|SKIP|OFFSET|LIMIT|UNION)\b").search(top, found.end())
        spans.append((found.end(), end.start() if end else len(top)))
    return spans


def _names(text: str, top: str) -> list[str]:
    names, start = [], 0
    for end in [*(m.start() for m in re.finditer(",", top)), len(top)]:
        item = text[start:end].strip().removeprefix("DISTINCT ").strip()
        alias = re.search(r"\bAS\s+`?(\w+)`?$", item)
        names.append(alias[1] if alias else item)
        start = end + 1
    return names


def shape(query: Query) -> list[str]:
    """Labels, relationship types and the properties in node patterns stand in graph/model/."""
    text, wrong = bare(query.text), []
    for inside in _RELATIONSHIP.findall(text):
        for name in _types(inside):
            if name not in RELATIONSHIPS:
                wrong.append(f"relationship type {name} is not in graph/model/: declare it there")
    without = _RELATIONSHIP.sub("--", text)
    for name in re.findall(r"[\w(]\s?:\s?([A-Z]\w*[a-z]\w*)", without):
        if name not in LABELS:
            wrong.append(f"label {name} is not in graph/model/: declare it there")
    for label, properties in _NODE_MAP.findall(without):
        for name in re.findall(r"(\w+)\s*:", properties):
            if label in LABELS and name not in LABELS[label].properties:
                wrong.append(f"{label} has no property {name} in graph/model/: declare it there")
    return wrong


def _types(inside: str) -> list[str]:
    found = re.match(r"\s*\w*\s*:\s*([A-Za-z_|!&\s]+)", inside)
    return [name for name in re.split(r"[|!&\s]+", found[1]) if name] if found else []


def bounds(query: Query) -> list[str]:
    """Each relationship pattern has a type, each path of variable length an end."""
    text, wrong = bare(query.text), []
    every_type = any("AllRelationshipsScan" in operator for operator in query.allow)
    for inside in _RELATIONSHIP.findall(text):
        if not _types(inside) and "$(" not in inside and not every_type:
            wrong.append(f"-[{inside}]- has no type: name it")
        if "*" in inside and not re.search(r"\*\s*(\d+|\d*\.\.\d+)\s*(\{.*\})?\s*$", inside):
            wrong.append(f"-[{inside}]- has no bound: write *1..3")
    if re.search(r"<?--(>|\s*\()", text):
        wrong.append("a pattern without brackets has no type: write -[:TYPE]-")
    if _ENDLESS_GROUP.search(text):
        wrong.append("a quantified path has no bound: write {1,3}")
    return wrong


def limit(query: Query) -> list[str]:
    """A query that returns many rows ends with a LIMIT, or cuts them and then only shapes them."""
    if query.returns != "many":
        return []
    top = outermost(query.text)
    last = max((found.end() for found in re.finditer(r"\bLIMIT\b", top)), default=None)
    if last is None or re.search(r"\b(MATCH|UNWIND|CALL|UNION)\b", top[last:]):
        return ["'returns: many' needs a LIMIT that nothing multiplies afterwards"]
    return []


def access(query: Query) -> list[str]:
    """Reads write nothing, and writes write something."""
    found = _WRITES.search(bare(query.text))
    if query.access == "read" and found:
        return [f"'access: read' and {found[0]}: declare 'access: write'"]
    if query.access == "write" and not found:
        return ["'access: write' and no clause that writes: declare 'access: read'"]
    return []


def visibility(query: Query) -> list[str]:
    """`viewer` is the viewer's sub-graph, `public` what everybody may see."""
    text = bare(query.text)
    if query.visibility == "viewer":
        needed = {"$viewer": "$viewer", "a check of blocks": ":BLOCKED", "of Private": ":Private"}
        missing = [name for name, sign in needed.items() if sign not in text]
        how = "the idiom stands in graph/visibility.py"
        return [f"'visibility: viewer' and no {', no '.join(missing)}: {how}"] if missing else []
    if query.visibility == "public" and "profile_visibility = 'PUBLIC'" not in query.text:
        return ["'visibility: public' and no profile_visibility = 'PUBLIC'"]
    return []


RULES: tuple[Rule, ...] = (parameters, columns, shape, bounds, limit, access, visibility)
