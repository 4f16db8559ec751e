"""Requests made at random as somebody might send them who means no good, or has a broken client."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote

import orjson
from graphql import GraphQLSchema

from resolvers.ids import KINDS, global_id
from tests.operations import Maker

WORDS = (
    *("query", "mutation", "subscription", "fragment", "on", "viewer", "member", "node", "nodes"),
    *("degrees", "searchPeople", "searchJobs", "typeahead", "skill", "id", "ids", "memberIds"),
    *("first", "after", "filter", "edges", "pageInfo", "if", "true", "null", "LATEST", "a", "x"),
    *("__typename", "__schema", "__type", "types", "fields", "name", "Member", "Query", "ID"),
    *("Int", "String", "@skip", "@include", "@deprecated", "{", "{", "{", "}", "}", "}", "(", ")"),
    *("[", "]", ":", "!", "$", "...", "@", "=", "|", "&", '"x"', '"""', "1", "-1", "1.5", "1e999"),
    *(",", "#", "\\", "\\u{110000}", "\ufeff", "\x00"),
)
TEXTS = (
    *(
        "",
        " ",
        "a",
        "Ada",
        "python",
        "baker Bern",
        "\x00",
        "a\x00b",
        "\ufeff",
        "\u202eevil",
        "é" * 50,
    ),
    *("😀" * 20, "a\u0300" * 40, "ﷺ", "İıſß", "0", "-1", "NaN", "null", "true", "[]", "{}"),
    *('"', "'", "`", "\\", '\\"', "%", "%s%n", "${7*7}", "{{7*7}}", "../../etc/passwd", "*", "?"),
    *(
        "a AND",
        "NOT",
        "(a OR",
        '"a b',
        "name:",
        "title:(",
        "-",
        "a~9",
        "a^9",
        "[a TO",
        "AND OR NOT",
    ),
    *("' OR 1=1 --", "MATCH (n) DETACH DELETE n", "}) RETURN 1 //", "\r\nX-Evil: 1", "<script>"),
    *("@", "@ada", "#", "#tag " * 30, "https://a.example/" + "x" * 200, "javascript:alert(1)"),
    *("(" * 300, "a " * 400, "a" * 4_000, "[" * 1_000, "\n" * 500, "**" * 500, "2026-13-45", "٣"),
)
IDS = ("", "1", "Member:1", "TWVtYmVyOjE", "TWVtYmVyOjE=\n", "é", "\x00", "=" * 300, "A" * 3_000)
LOOKED_FOR = (
    "query ($a: String) {searchPeople(query: $a) {totalCount edges {node {name}}}}",
    "query ($a: String!) {searchPeople(filter: {title: [$a], skill: [$a]}) {totalCount}}",
    "query ($a: String!) {searchPeople(filter: {company: [$a], country: [$a]}) {totalCount}}",
    "query ($a: String) {searchJobs(query: $a) {totalCount interpretation {text value}}}",
    "query ($a: String!) {searchJobs(filter: {place: [$a], currency: $a}) {totalCount}}",
    "query ($a: String) {searchCompanies(query: $a) {totalCount}}",
    "query ($a: String) {searchPosts(query: $a) {totalCount}}",
    "query ($a: String!) {typeahead(prefix: $a) {text}}",
    "query ($a: String!) {skill(name: $a) {name aliases}}",
    "query ($a: String) {searchPeople(after: $a) {totalCount}}",
    "query ($a: String) {viewer {feed(after: $a) {edges {cursor}}}}",
    "query ($a: ID!) {node(id: $a) {id}}",
)
INTERNALS = ("Traceback", "eo4j", "site-packages", ".py", ".cypher", "/tmp/", "redis")
"""What no answer says."""

SIGNS = (
    *('"', "(", ")", "-", "AND", "OR", "NOT", "title:", "in:", "*", "?", "~", "\\", "\0", "\x1b"),
    *("manager", "ann", "é", "漢字", "🦊", "\u202e", "a" * 70, "'", "[", "^2", "//", "\t"),
)
PATHS = (
    *("/auth/signup", "/auth/verify", "/auth/login", "/auth/refresh", "/auth/logout"),
    *("/auth/forgot", "/auth/reset", "/auth/password", "/auth/totp", "/auth/totp/confirm"),
    *("/auth/openid", "/auth/openid/factor", "/auth/nowhere", "/nowhere", "/graphql/", "//graphql"),
)
FIELDS = (
    *("email", "password", "token", "name", "code", "refresh_token", "csrf", "query", "variables"),
    *("operationName", "extensions", "id", "__proto__", "", "state", "provider"),
)
HEADERS: dict[str, tuple[str, ...]] = {
    "Content-Type": (
        *("", "text/plain", "application/json; charset=utf-16", "application/json;;;", "a/b/c"),
        *("application/graphql", "multipart/form-data", "application/x-www-form-urlencoded"),
    ),
    "Accept": ("", "*", "text/html", "application/json;q=x", "a/*;q=-1", ",,,", "*/*;q=0"),
    "Authorization": (
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer a.b.c",
        "Basic YTpi",
        "é",
        "." * 999,
    ),
    "Cookie": ("a", "=;=;", "proconnect_access=x", "proconnect_access=a.b.c; x=\x7f", ";" * 500),
    "X-Request-Id": ("", "a", "x" * 400, "a\tb\tc\td\te", "évil-évil"),
    "Idempotency-Key": ("", "k", "x" * 2_000, "é", "a b c"),
    "Origin": ("null", "https://evil.example", "x", ""),
    "Accept-Encoding": ("gzip", "br;q=1, gzip;q=0", "*", ""),
    "Content-Encoding": ("gzip", "x"),
    "traceparent": ("00", "00-" + "0" * 32 + "-" + "0" * 16 + "-00", "x" * 100),
}


def search_text(chance: Random) -> str:
    """Operators that do not fit, random Unicode, control characters, depth, and great length."""
    match chance.randrange(6):
        case 0:
            return " ".join(chance.choices(SIGNS, k=chance.randint(1, 12)))
        case 1:
            return "".join(chr(chance.randint(1, 0xD7FF)) for _ in range(chance.randint(1, 60)))
        case 2:
            return "(" * chance.randint(1, 400) + chance.choice(["a", "a AND b", '"'])
        case 3:
            return chance.choice(["a", "é ", '"', "NOT ", "- "]) * chance.choice([100, 500, 10_000])
        case 4:
            return "".join(chance.choices(SIGNS, k=chance.randint(1, 30)))
        case _:
            return " OR ".join(chance.choices(SIGNS, k=chance.randint(1, 40)))


@dataclass(slots=True)
class Request:
    """One request; `kind` names how it was made."""

    kind: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes = b""
    changes: bool = False

    @property
    def wire(self) -> bytes:
        """The request as it goes over a connection."""
        told = {"Host": "proconnect.test", **self.headers, "Content-Length": str(len(self.body))}
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{k}: {v}" for k, v in told.items())]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + self.body


@dataclass(slots=True)
class Attacker:
    """Makes requests from chance, in the name of whoever one of `tokens` names.

    `writers` are the tokens with which things are changed.
    """

    schema: GraphQLSchema
    random: Random
    tokens: list[str]
    writers: list[str]
    kinds: list[tuple[str, Callable[[], Request]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        weighed = {
            self.query: 4, self.mutation: 1, self.broken: 4, self.json: 3, self.words: 3,
            self.text: 4, self.noise: 1, self.header: 3, self.elsewhere: 1, self.bomb: 1,
        }  # fmt: skip
        self.kinds = [(one.__name__, one) for one, count in weighed.items() for _ in range(count)]

    def request(self) -> Request:
        """The next request."""
        return self.random.choice(self.kinds)[1]()

    def _posted(self, kind: str, said: Any, token: str | None = None) -> Request:
        body = said if isinstance(said, bytes) else orjson.dumps(said)
        headers = {"Content-Type": "application/json"}
        if token or self.random.random() < 0.9:
            headers["Authorization"] = f"Bearer {token or self.random.choice(self.tokens)}"
        return Request(kind, "POST", "/graphql", headers, body)

    def _made(self) -> dict[str, Any]:
        mistakes = self.random.choice((0.0, 0.02, 0.1))
        made = Maker(self.schema, self.random, self._value, mistakes=mistakes).query()
        return {"query": made.text, "variables": made.variables}

    def query(self) -> Request:
        """A query over the whole schema with strange arguments, some of a wrong type."""
        return self._posted("query", self._made())

    def mutation(self) -> Request:
        """Changes over the whole schema."""
        mistakes = self.random.choice((0.0, 0.02, 0.1))
        maker = Maker(self.schema, self.random, self._value, mistakes=mistakes, fields_left=10)
        made = maker.mutation()
        said = {"query": made.text, "variables": made.variables}
        found = self._posted("mutation", said, self.random.choice(self.writers))
        found.changes = True
        return found

    def broken(self) -> Request:
        """A query of which some bytes were lost, doubled or changed."""
        body = bytearray(orjson.dumps(self._made()))
        for _ in range(self.random.choice((1, 1, 2, 5, 20))):
            at = self.random.randrange(len(body) + 1)
            until = at + self.random.choice((1, 1, 4, 50))
            part = self.random.choice(
                (b"", bytes(body[at:until]) * 2, self.random.randbytes(until - at),
                 self.random.choice((b"\x00", b"\xff", b'"', b"{", b"}", b"\\", b"\\ud800", b"[")))
            )  # fmt: skip
            body[at:until] = part
        return self._posted("broken", bytes(body))

    def json(self) -> Request:
        """A body of JSON, more or less like a request."""
        said: dict[str, Any] = {
            name: self._anything(3)
            for name in ("query", "variables", "operationName", "extensions")
            if self.random.random() < 0.6
        }
        if self.random.random() < 0.5:
            said["query"] = "query A {__typename}"
        whole = said if self.random.random() < 0.9 else self._anything(4)
        return self._posted("json", whole)

    def words(self) -> Request:
        """A query of words in no order."""
        query = " ".join(self.random.choices(WORDS, k=self.random.randint(0, 40)))
        if self.random.random() < 0.7:
            return self._posted("words", {"query": query})
        variables = self.random.choice(("", "{}", "[", "null", "%", '{"a":1}'))
        path = f"/graphql?query={quote(query)}&variables={quote(variables)}"
        return Request("words", "GET", path, {"Accept": "application/json"})

    def text(self) -> Request:
        """A search for something strange."""
        said = {"query": self.random.choice(LOOKED_FOR), "variables": {"a": self._text()}}
        return self._posted("text", said)

    def noise(self) -> Request:
        """Any bytes."""
        return self._posted("noise", self.random.randbytes(self.random.randint(0, 300)))

    def header(self) -> Request:
        """Headers that make no sense, on a request that does."""
        found = self._posted("header", {"query": "{viewer {member {id name}}}"})
        for name in self.random.sample(sorted(HEADERS), self.random.randint(1, 3)):
            found.headers[name] = self.random.choice(HEADERS[name])
        if self.random.random() < 0.2:
            found.method = self.random.choice(("GET", "PUT", "DELETE", "PATCH", "OPTIONS"))
        return found

    def elsewhere(self) -> Request:
        """Something sent to another address."""
        said = {name: self._anything(1) for name in self.random.sample(FIELDS, 3)}
        found = self._posted("elsewhere", said)
        found.path = self.random.choice(PATHS)
        return found

    def bomb(self) -> Request:
        """Depth, width, aliases, fragments, directives or lists, within limits or far beyond."""
        size = self.random.choice((5, 14, 16, 29, 31, 99, 101, 400, 2_000))
        chain = " ".join(f"fragment F{i} on Query {{...F{i + 1} ...F{i + 1}}}" for i in range(size))
        query = self.random.choice(
            (
                "{a" * size + "}" * size,
                '{node(id: "TWVtYmVyOjI=") {' + "... on Member {" * size + "id" + "}" * size + "}}",
                "{" + " ".join(f"a{i}: __typename" for i in range(size)) + "}",
                "{" + "__typename " * size + "}",
                "{" + " ".join(f"a{i}: viewer {{peopleYouMayKnow(first: 100) {{edges {{score}}}}}}"
                               for i in range(min(size, 200))) + "}",
                f"{{...F0}} {chain} fragment F{size} on Query {{__typename}}",
                f"{{...F0}} {chain} fragment F{size} on Query {{...F0}}",
                "{__typename" + " @skip(if: false)" * size + "}",
                "{degrees(memberIds: " + "[" * size + "]" * size + ")}",
                '{degrees(memberIds: ["' + '", "'.join(["TWVtYmVyOjI="] * size) + '"])}',
                "query (" + " ".join(f"$v{i}: Int" for i in range(size)) + ") {__typename}",
                " ".join(f"query Q{i} {{__typename}}" for i in range(size)),
            )
        )  # fmt: skip
        return self._posted("bomb", {"query": query})

    def _text(self) -> str:
        chosen = self.random.choice(TEXTS)
        return chosen if self.random.random() < 0.7 else chosen[:60] + self.random.choice(TEXTS)

    def _value(self, random: Random, name: str, scalar: str) -> Any:
        if scalar == "Int":
            return random.choice((0, 1, 1, 2, 3, 5, 20, 100, 101, -1, 2**31 - 1, -(2**31)))
        if scalar == "Float":
            return random.choice((0.5, 1, 100.0, -1.0, 1e308, -0.0))
        if scalar == "Boolean":
            return random.random() < 0.5
        if scalar == "ID":
            if random.random() < 0.1:
                return random.choice(IDS)
            kind = "Member" if "ember" in name or random.random() < 0.4 else random.choice(KINDS)
            key = "python" if kind == "Skill" else random.choice((*range(1, 11), 10**12))
            return global_id(kind, key)
        if scalar in ("Date", "DateTime") and random.random() < 0.7:
            return random.choice(("2026-07-01", "2026-07-01T12:00:00Z", "0001-01-01", "9999-12-31"))
        return self._text()

    def _anything(self, depth: int) -> Any:
        chosen = self.random.randrange(9 if depth else 6)
        if chosen < 6:
            numbers = (0, -1, 2**53, 2**63 - 1, 1.5, 1e300)
            leaves = (None, True, False, self.random.choice(numbers), self._text(), "{__typename}")
            return leaves[chosen]
        items = [self._anything(depth - 1) for _ in range(self.random.randint(0, 4))]
        if chosen == 6:
            return items
        return {self.random.choice((*FIELDS, self._text())): item for item in items}
