"""The check finds every kind of violation that is planted, and nothing in a sound world."""

from __future__ import annotations

import pytest

from graph.check import Violation, check
from graph.settings import Settings
from graph.store.database import Database
from tests.conftest import LoadWorld
from tests.integration.test_import import TAXONOMY, every_kind, query

_REQUIRED = "every required property is there"
_TYPE = "every property has its type"
_VALUE = "every value is one of those allowed"
_ENDS = "relationships join the labels of the model"

PLANTED: dict[str, tuple[str, list[Violation]]] = {
    "unknown label": (
        "CREATE (:Wombat {id: 1})",
        [
            Violation(
                "every node has one label of the model, private members also Private",
                "nodes labelled Wombat",
                1,
            )
        ],
    ),
    "missing name": (
        "MATCH (m:Member {id: 5}) REMOVE m.name",
        [Violation(_REQUIRED, "Member.name is missing", 1)],
    ),
    "id of another type": (
        "MATCH (p:Place {name: 'Oslo'}) SET p.population = '7'",
        [Violation(_TYPE, "Place.population is STRING NOT NULL, not INTEGER", 1)],
    ),
    "text for a time": (
        "MATCH (p:Post {id: 1}) SET p.created_at = '2026-01-01'",
        [Violation(_TYPE, "Post.created_at is STRING NOT NULL, not DATETIME", 1)],
    ),
    "unknown property": (
        "MATCH (s:School) SET s.mascot = 'owl'",
        [Violation("every property is in the model", "School.mascot", 1)],
    ),
    "negative id": (
        "MATCH (j:Job {id: 1}) SET j.id = -1",
        [Violation("an id is not negative", "Job.id", 1)],
    ),
    "unknown visibility": (
        "MATCH (p:Post {id: 1}) SET p.visibility = 'FRIENDS'",
        [
            Violation(
                _VALUE, "Post.visibility is 'FRIENDS', not one of CONNECTIONS, PRIVATE, PUBLIC", 1
            )
        ],
    ),
    "unknown reaction": (
        "MATCH (:Member {id: 0})-[r:REACTED]->() SET r.kind = 'MEH'",
        [
            Violation(
                _VALUE,
                "REACTED.kind is 'MEH', not one of CELEBRATE, FUNNY, INSIGHTFUL, LIKE, LOVE,"
                " SUPPORT",
                1,
            )
        ],
    ),
    "unknown relationship type": (
        "MATCH (a:Member {id: 0}), (b:Member {id: 5}) CREATE (a)-[:LIKES]->(b)",
        [Violation("every relationship type is in the model", "LIKES", 1)],
    ),
    "wrong ends": (
        "MATCH (a:Company {id: 1}), (b:School {id: 1}) CREATE (a)-[:STUDIED_AT]->(b)",
        [Violation(_ENDS, "(Company)-[:STUDIED_AT]->(School)", 1)],
    ),
    "wrong pair": (
        "MATCH (:Member {id: 0})-[c:CONNECTED]-() SET c.pair = '1:0'",
        [Violation("a connection runs from the lower id to the higher and says so", "0-1: 1:0", 1)],
    ),
    "second edge of a pair": (
        "MATCH (a:Member {id: 0}), (b:Member {id: 1}) CREATE (b)-[:CONNECTED {pair: '1:0'}]->(a)",
        [Violation("a connection runs from the lower id to the higher and says so", "1-0: 1:0", 1)],
    ),
    "connected to oneself": (
        "MATCH (a:Member {id: 0}) CREATE (a)-[:CONNECTED {pair: '0:0'}]->(a)",
        [
            Violation("nothing is linked to itself", "CONNECTED", 1),
            Violation(
                "a connection runs from the lower id to the higher and says so", "0-0: 0:0", 1
            ),
        ],
    ),
    "connection across a block": (
        "MATCH (a:Member {id: 1}), (b:Member {id: 5}) CREATE (a)-[:CONNECTED {pair: '1:5'}]->(b)",
        [Violation("a block ends a connection", "5:1", 1)],
    ),
    "private without the label": (
        "MATCH (m:Member {id: 5}) SET m.profile_visibility = 'PRIVATE'",
        [Violation("the label Private goes with profile_visibility PRIVATE", "5", 1)],
    ),
    "label without private": (
        "MATCH (m:Member {id: 5}) SET m:Private",
        [Violation("the label Private goes with profile_visibility PRIVATE", "5", 1)],
    ),
    "post of two authors": (
        "MATCH (m:Member {id: 5}), (p:Post {id: 1}) CREATE (m)-[:POSTED]->(p)",
        [Violation("a post has one author and shares at most one post", "1", 1)],
    ),
    "share of a share": (
        "MATCH (a:Post {id: 3})-[s:SHARES]->(), (b:Post {id: 2})"
        " DELETE s CREATE (a)-[:SHARES]->(b)",
        [Violation("a share of a share leads to the first post", "3", 1)],
    ),
    "comment on nothing": (
        "MATCH (:Comment {id: 1})-[o:ON]->() DELETE o",
        [Violation("a comment is on one post, by one member, answers at most one", "1", 1)],
    ),
    "reply on another post": (
        "MATCH (c:Comment {id: 2})-[o:ON]->(), (p:Post {id: 2}) DELETE o CREATE (c)-[:ON]->(p)",
        [Violation("a reply is on the same post as what it answers", "2", 1)],
    ),
    "job of nobody": (
        "MATCH (:Company)-[o:OFFERS]->(:Job {id: 1}) DELETE o",
        [Violation("a job has one company, at most one place, and ranges in order", "1", 1)],
    ),
    "salary upside down": (
        "MATCH (j:Job {id: 1}) SET j.salary_min = 3000.0",
        [Violation("a job has one company, at most one place, and ranges in order", "1", 1)],
    ),
    "endorsement of somebody else": (
        "MATCH (e:Endorsement)-[o:OF_MEMBER]->(), (m:Member {id: 5})"
        " DELETE o CREATE (e)-[:OF_MEMBER]->(m)",
        [
            Violation(
                "an endorsement has giver, receiver and skill as its id says",
                f"{2**63 - 1}:1:tech:python",
                1,
            )
        ],
    ),
    "spelling of two skills": (
        "MATCH (a:SkillAlias {key: 'coding'}), (s:Skill {id: 'tech:python'})"
        " CREATE (a)-[:ALIAS_OF]->(s)",
        [Violation("a spelling leads to one skill", "coding", 1)],
    ),
    "two homes": (
        "MATCH (m:Member {id: 5}), (p:Place {name: 'Oslo'}) CREATE (m)-[:LIVES_IN]->(p)",
        [Violation("a member or company has at most one place", "Member 5", 1)],
    ),
    "position that ends before it starts": (
        "MATCH (:Member {id: 1})-[w:WORKED_AT]->() SET w.ended = date('2000-01-01')",
        [Violation("a position or education ends after it starts", "Member 1 at Company 1", 1)],
    ),
    "two reactions": (
        "MATCH (m:Member {id: 0}), (p:Post {id: 1}) CREATE (m)-[:REACTED {kind: 'LOVE'}]->(p)",
        [Violation("a member reacts once to a post", "0 and 1", 1)],
    ),
    "a skill twice": (
        "MATCH (m:Member {id: 1}), (s:Skill {id: 'tech:python'}) CREATE (m)-[:HAS_SKILL]->(s)",
        [Violation("a member has a skill once", "1 and tech:python", 1)],
    ),
    "a follow twice": (
        "MATCH (m:Member {id: 5}), (h:Hashtag) CREATE (m)-[:FOLLOWS]->(h)",
        [Violation("a member follows something once", "5 and ünïcode", 1)],
    ),
    "migration changed": (
        "MATCH (m:Migration {version: 1}) SET m.checksum = m.checksum + '0'",
        [Violation("a migration is not changed after it ran", "0001_keys", 1)],
    ),
    "search of nobody": (
        "CREATE (:SavedSearch {id: 1, member_id: 99, kind: 'job', name: 'a', query: 'a',"
        " filter: '{}', tree: '[]', created_at: datetime()})",
        [Violation("a saved search has a member and awaits a term", "saved search 1", 1)],
    ),
    "project of nobody": (
        "CREATE (:Project {id: 1, name: 'a', stages: ['a'], created_by: 1,"
        " created_at: datetime()})",
        [Violation("a project has a company and hires for a job of it", "1", 1)],
    ),
    "prospects of one rank": (
        "MATCH (c:Company {id: 1}) CREATE (c)-[:RUNS]->(p:Project {id: 1, name: 'a', stages: ['a'],"
        " created_by: 1, created_at: datetime()})"
        " WITH p MATCH (m:Member) WHERE m.id IN [0, 1]"
        " CREATE (p)-[:LISTS]->(:Prospect {key: '1:' + m.id, project_id: 1, member_id: m.id,"
        " stage: 'a', rank: 'a0', added_by: 1, created_at: datetime()})-[:CONSIDERS]->(m)",
        [Violation("a prospect is once in its project, with a rank of its own", "1:0, 1:1", 2)],
    ),
    "import unfinished": (
        "CREATE (:Import {name: 'world', state: 'loading', started_at: datetime()})",
        [Violation("the import has finished", "world is loading", 1)],
    ),
}


async def test_a_sound_world_has_no_violation(db: Database, load_world: LoadWorld) -> None:
    await load_world(every_kind(), taxonomy=TAXONOMY)
    assert await check(db) == []


@pytest.mark.parametrize(("plant", "expected"), PLANTED.values(), ids=PLANTED)
async def test_a_planted_violation_is_found(
    db: Database, load_world: LoadWorld, servers: Settings, plant: str, expected: list[Violation]
) -> None:
    await load_world(every_kind(), taxonomy=TAXONOMY)
    await query(servers, plant)
    try:
        assert await check(db) == expected
    finally:
        await query(servers, "MATCH (i:Import) DELETE i")
        await query(
            servers,
            "MATCH (m:Migration) WHERE m.checksum ENDS WITH '0' AND size(m.checksum) > 64"
            " SET m.checksum = left(m.checksum, 64)",
        )


async def test_a_missing_constraint_is_found(
    db: Database, load_world: LoadWorld, servers: Settings
) -> None:
    await load_world(every_kind(), taxonomy=TAXONOMY)
    await query(servers, "DROP CONSTRAINT school_id")
    try:
        rule = "every key is unique by a constraint"
        assert await check(db) == [Violation(rule, "School.id has none", 1)]
    finally:
        text = "CREATE CONSTRAINT school_id FOR (n:School) REQUIRE n.id IS UNIQUE"
        await query(servers, text)
