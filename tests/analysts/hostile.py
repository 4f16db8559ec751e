"""Statements that try to do what an analyst may not; 1,000 of them, the same each time."""

from __future__ import annotations

import random

WRITES = (
    "CREATE (:Member {id: 1})",
    "MERGE (m:Member {id: 1}) RETURN m",
    "MATCH (m:Member) SET m.industry = 'x'",
    "MATCH (m:Member) SET m:Admin RETURN count(m)",
    "MATCH (m:Member) SET m += {industry: 'x'} RETURN count(m)",
    "MATCH (m:Member) REMOVE m.industry RETURN count(m)",
    "MATCH (m:Member) DETACH DELETE m",
    "MATCH (:Member)-[r:CONNECTED]-(:Member) DELETE r",
    "MATCH (m:Member) FOREACH (x IN [1] | SET m.industry = 'x')",
    "MATCH (c:Company) WITH c CREATE (d:Company {id: c.id}) RETURN d",
    "INSERT (:Company {id: 1})",
    "MATCH (c:Company) RETURN c NEXT CREATE (:Company)",
    "UNWIND [1] AS x MERGE (:Skill {id: 'x'}) RETURN x",
    "MATCH (c:Company) CALL (c) { SET c.name = 'x' } RETURN c",
    "MATCH (c:Company) CALL { WITH c SET c.name = 'x' } IN TRANSACTIONS RETURN c",
    "RETURN COLLECT { CREATE (c:Company) RETURN c } AS x",
    "RETURN EXISTS { MATCH (c:Company) SET c.name = 'x' RETURN c } AS x",
)
PROCEDURES = (
    "CALL apoc.cypher.runWrite('CREATE (:Company)', {}) YIELD value RETURN value",
    "CALL apoc.load.json('file:///etc/passwd') YIELD value RETURN value",
    "CALL apoc.periodic.iterate('MATCH (n) RETURN n', 'DELETE n', {})",
    "CALL apoc.export.csv.all('out.csv', {})",
    "CALL db.labels()",
    "CALL db.createLabel('x')",
    "CALL db.schema.visualization()",
    "CALL dbms.setConfigValue('db.transaction.timeout', '0')",
    "CALL dbms.killTransaction('x')",
    "CALL dbms.components()",
    "CALL tx.setMetaData({statement: 'other'})",
    "RETURN apoc.text.join(['a'], '') AS x",
    "RETURN apoc.meta.type(1) AS x",
    "RETURN gds.version() AS x",
    "MATCH (m:Member) RETURN db.nameFromElementId('x') AS x",
)
FILES = (
    "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
    "LOAD CSV WITH HEADERS FROM 'http://127.0.0.1:8000/' AS line RETURN line",
    "MATCH (c:Company) LOAD CSV FROM 'file:///x' AS l RETURN l",
)
SCHEMA = (
    "CREATE INDEX x FOR (m:Member) ON (m.name)",
    "DROP CONSTRAINT member_id",
    "CREATE CONSTRAINT x FOR (m:Member) REQUIRE m.name IS UNIQUE",
    "CREATE USER x SET PASSWORD 'password'",
    "ALTER CURRENT USER SET PASSWORD FROM 'a' TO 'b'",
    "SHOW USERS",
    "SHOW TRANSACTIONS",
    "SHOW SETTINGS",
    "TERMINATE TRANSACTIONS 'neo4j-transaction-1'",
    "DROP DATABASE neo4j",
    "STOP DATABASE neo4j",
    "USE system SHOW USERS",
    "GRANT ROLE admin TO neo4j",
    "CYPHER runtime=parallel MATCH (m) RETURN m",
    "CYPHER 25 MATCH (m:Member) RETURN m.name",
)
PERSONAL = (
    "MATCH (m:Member) RETURN m.name",
    "MATCH (m:Member) RETURN m.email",
    "MATCH (m:Member) WHERE m.email STARTS WITH 'a' RETURN count(m)",
    "MATCH (m:Member {name: 'Ada'}) RETURN count(m)",
    "MATCH (m:Member) RETURN m {.*} AS x",
    "MATCH (m:Member) RETURN properties(m) AS x",
    "MATCH (m:Member) RETURN keys(m) AS x",
    "MATCH (m:Member) RETURN m['name'] AS x",
    "MATCH (m:Member) RETURN m[$p] AS x",
    "MATCH (m:Member) RETURN elementId(m) AS x",
    "MATCH (m:Member) RETURN id(m) AS x",
    "MATCH (m:Member) RETURN m.id",
    "MATCH (m:Member {id: 1}) RETURN count(m)",
    "MATCH (m:Private) RETURN count(m)",
    "MATCH (m:Member&Private) RETURN count(m)",
    "MATCH (m:Member|Private) RETURN count(m)",
    "MATCH (m:Member:Private) RETURN count(m)",
    "MATCH (m:$('Private')) RETURN count(m)",
    "MATCH (m:`Private`) RETURN count(m)",
    "MATCH (m:%) RETURN count(m)",
    "MATCH (m) RETURN count(m)",
    "MATCH (m:!Company) RETURN count(m)",
    "MATCH (a:Member)-[:BLOCKED]-(b:Member) RETURN a, b",
    "MATCH (a:Member)-[:VIEWED]->(b:Member) RETURN a, b",
    "MATCH (a:Member)--(b:Member) RETURN a, b",
    "MATCH (a:Member)-[r]-(b:Member) RETURN type(r)",
    "MATCH (a:Member)-[:!CONNECTED]-(b:Member) RETURN count(*)",
    "MATCH (a:Member)-[:CONNECTED]->(b:Member) RETURN a, b",
    "MATCH (a:Member)-[r:CONNECTED]-(b:Member) RETURN r",
    "MATCH (a:Member)-[r:CONNECTED]-(b:Member) RETURN startNode(r)",
    "MATCH (p:Post) RETURN p.text",
    "MATCH (i:Invitation) RETURN i",
    "MATCH (m:Member)-[:WORKED_AT]->(c:Company) RETURN m, c",
    "MATCH (m:Member)-[:WORKED_AT]->(c:Company) RETURN m.industry, c.name",
    "MATCH (m:Member) RETURN collect(m.industry)",
    "MATCH (m:Member) RETURN min(m.created_at), max(m.created_at)",
    "MATCH (m:Member) WITH m ORDER BY m.created_at LIMIT 1 RETURN m.industry, count(m)",
    "MATCH (m:Member) WITH m SKIP 5 LIMIT 6 RETURN count(m)",
    "MATCH (m:Member) RETURN sum(CASE WHEN m.industry = 'x' THEN 1 ELSE 0 END), count(m)",
    "MATCH (m:Member) WITH m, CASE WHEN m.industry = 'x' THEN 9 ELSE 0 END AS w RETURN sum(w)",
    "MATCH (m:Member) RETURN [(m)-[:CONNECTED]-(o) | o.name] AS x",
    "MATCH (m:Member) RETURN reduce(s = '', x IN [m] | s + x.name) AS x",
    "MATCH (m:Member) WHERE EXISTS { (m)-[:BLOCKED]-(:Member) } RETURN count(m)",
    "MATCH (m:Member) RETURN COUNT { (m)-[:BLOCKED]-(:Member) } AS x",
    "MATCH (m:Member) WHERE (m)-[:BLOCKED]-(:Member) RETURN count(m)",
    "MATCH (a:Member)-[:CONNECTED]-(b:Member) WHERE a.pseudonym < b.pseudonym RETURN a, b",
    "MATCH (m:Member) RETURN m ORDER BY m.created_at",
    "MATCH (m:Member) RETURN head(collect(m)) AS x",
    "MATCH (m:Member) RETURN collect(m)[0..3] AS x",
    "MATCH (m:Member) WITH collect(m) AS x UNWIND x AS y RETURN y.name",
    "MATCH (m:Member) WHERE m.pseudonym = $p AND m.industry = 'x' RETURN count(m)",
    "MATCH (m:Member) RETURN m AS x UNION MATCH (n:Member) RETURN n.name AS x",
    "RETURN $p.name AS x",
    "RETURN point({longitude: 1, latitude: 2}) AS x",
    "RETURN 'a' =~ '(a+)+$' AS x",
)
BOMBS = (
    "MATCH (a:Skill), (b:Skill), (c:Skill), (d:Skill), (e:Skill) RETURN count(*)",
    "MATCH (a:Member), (b:Member), (c:Member), (d:Member), (e:Member), (f:Member) RETURN count(*)",
    "MATCH (a:Member)-[:CONNECTED*]-(b:Member) RETURN count(*)",
    "MATCH (a:Member)-[:CONNECTED*1..50]-(b:Member) RETURN count(*)",
    "MATCH (a:Member)-[:CONNECTED]-+(b:Member) RETURN count(*)",
    "MATCH (a:Member) ((:Member)-[:CONNECTED]-(:Member))+ (b:Member) RETURN count(*)",
    "MATCH (a:Member) ((:Member)-[:CONNECTED]-(:Member)){1,90} (b:Member) RETURN count(*)",
    "UNWIND range(1, 1000000000) AS x RETURN count(x)",
    "UNWIND range(1, 9999) AS x UNWIND range(1, 9999) AS y UNWIND range(1, 9) AS z RETURN sum(y)",
    "RETURN size(range(1, 2000000000)) AS x",
    "UNWIND range(1, 100000000) AS x RETURN size(collect(x)) AS n",
    "UNWIND range(1, 9999) AS x UNWIND range(1, 9999) AS y RETURN x, y",
    "UNWIND range(1, 9999) AS x UNWIND range(1, 9999) AS y RETURN size(collect(x + y)) AS n",
    "RETURN " + "(" * 500 + "1" + ")" * 500 + " AS x",
    "RETURN " + "NOT " * 3_000 + "true AS x",
    "RETURN " + "1+" * 5_000 + "1 AS x",
    "RETURN [" + "[" * 300 + "]" * 300 + "] AS x",
    "RETURN '" + "a" * 30_000 + "' AS x",
)
ALL = WRITES + PROCEDURES + FILES + SCHEMA + PERSONAL + BOMBS


def _comment(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    at = chance.randrange(len(words))
    words[at] += chance.choice(["/**/", " /* RETURN 1 */ ", " // x\n", "/*/ */", "\t\n"])
    return " ".join(words)


def _escape(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return f"{text[:at]}\\u{ord(text[at]) & 0xFFFF:04x}{text[at + 1 :]}"


def _behind_a_text(text: str, chance: random.Random) -> str:
    quote = chance.choice(["\\u0027", "\\'", "'", "\\\\'", "\u2019", "\uff07"])
    return f"MATCH (s:Skill) WHERE s.name = '{quote} OR true {text} //' RETURN s.name"


def _look_alike(text: str, chance: random.Random) -> str:
    other = {"a": "а", "e": "е", "o": "о", "c": "с", "E": "Е", "A": "А", " ": "\u00a0"}
    found = [i for i, c in enumerate(text) if c in other]
    if not found:
        return text + "\u200b"
    at = chance.choice(found)
    return text[:at] + other[text[at]] + text[at + 1 :]


def _after_a_good_one(text: str, chance: random.Random) -> str:
    good = "MATCH (s:Skill) RETURN s.name AS n LIMIT 1"
    return good + chance.choice(["; ", " ", " UNION ", "\n", " NEXT ", ";;"]) + text


def _planned(text: str, chance: random.Random) -> str:
    return chance.choice(["EXPLAIN ", "PROFILE ", "EXPLAIN EXPLAIN ", "explain/**/"]) + text


def _inside(text: str, chance: random.Random) -> str:
    return chance.choice(
        [
            f"CALL {{ {text} }} RETURN 1 AS x",
            f"MATCH (s:Skill) CALL (s) {{ {text} }} RETURN s.name",
            f"RETURN EXISTS {{ {text} }} AS x",
            f"CALL apoc.cypher.run('{text}', {{}}) YIELD value RETURN value",
            f"MATCH (s:Skill) WHERE s.name = $p{{{text}}} RETURN s",
        ]
    )


def _cased(text: str, chance: random.Random) -> str:
    return "".join(chance.choice([c.lower(), c.upper()]) for c in text)


_TRICKS = (
    _comment, _escape, _behind_a_text, _look_alike, _after_a_good_one, _planned, _inside, _cased,
)  # fmt: skip


def statements(count: int) -> list[str]:
    """`count` statements: each plain one once, then each with one or two tricks."""
    chance = random.Random(7)
    made = list(ALL)
    chance.shuffle(made)
    while len(made) < count:
        text = chance.choice(ALL)
        for trick in chance.sample(_TRICKS, chance.randint(1, 2)):
            text = trick(text, chance)
        made.append(text)
    return made[:count]
