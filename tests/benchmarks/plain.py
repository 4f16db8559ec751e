"""The reference of each question: the Cypher that one writes first, without thought of its cost.

It knows nothing of visibility, reasons or profiles, so it has less to do than what it is set
beside.
"""

from __future__ import annotations

DEGREE_OF_ONE = """
MATCH (v:Member {id: $viewer}), (m:Member {id: $ids[0]})
OPTIONAL MATCH p = (v)-[:CONNECTED*1..3]-(m)
RETURN min(length(p)) AS degree
"""

DEGREES = """
MATCH (v:Member {id: $viewer})
UNWIND $ids AS id
MATCH (m:Member {id: id})
RETURN id, CASE
  WHEN m = v THEN 0
  WHEN EXISTS { (v)-[:CONNECTED]-(m) } THEN 1
  WHEN EXISTS { (v)-[:CONNECTED]-()-[:CONNECTED]-(m) } THEN 2
  WHEN EXISTS { (v)-[:CONNECTED]-()-[:CONNECTED]-()-[:CONNECTED]-(m) } THEN 3
END AS degree
"""

MUTUAL_CONNECTIONS = """
MATCH (v:Member {id: $viewer})-[:CONNECTED]-(x:Member)-[:CONNECTED]-(m:Member {id: $member})
WITH x ORDER BY x.id
WITH count(x) AS count, collect(x {.id, .name, .headline})[..20] AS shown
RETURN count, shown
"""

PATHS = """
MATCH (v:Member {id: $viewer}), (m:Member {id: $member})
WHERE v <> m
MATCH p = allShortestPaths((v)-[:CONNECTED*..3]-(m))
RETURN [n IN nodes(p) | n {.id, .name, .headline}] AS members
LIMIT 5
"""

SUGGESTIONS = """
MATCH (v:Member {id: $viewer})-[:CONNECTED*2..2]-(m:Member)
WHERE m <> v AND NOT (v)-[:CONNECTED]-(m)
RETURN m.id AS id, m.name AS name, m.headline AS headline, count(*) AS shared
ORDER BY shared DESC, id
LIMIT 20
"""

FEED = """
MATCH (v:Member {id: $viewer})-[:CONNECTED]-(a:Member)-[:POSTED]->(p:Post)
WHERE p.visibility <> 'PRIVATE'
WITH a, p ORDER BY p.created_at DESC, p.id DESC LIMIT 20
RETURN p {.*} AS post, a {.id, .name, .headline} AS author,
       COUNT { (p)<-[:REACTED]-() } AS reactions, COUNT { (p)<-[:ON]-() } AS comments
"""

SEARCH_PEOPLE = """
MATCH (m:Member)
WHERE toLower(m.name) CONTAINS toLower($query) OR toLower(m.headline) CONTAINS toLower($query)
WITH m ORDER BY m.name, m.id
WITH collect(m {.id, .name, .headline}) AS found
RETURN size(found) AS total, found[..20] AS shown
"""

SEARCH_JOBS = """
MATCH (j:Job)
WHERE toLower(j.title) CONTAINS toLower($query)
   OR toLower(j.description) CONTAINS toLower($query)
WITH j ORDER BY j.posted_at DESC, j.id
WITH collect(j {.id, .title}) AS found
RETURN size(found) AS total, found[..20] AS shown
"""

TYPEAHEAD = """
MATCH (m:Member)
WHERE toLower(m.name) STARTS WITH toLower($prefix)
RETURN m.id AS id, m.name AS name
ORDER BY name, id
LIMIT 10
"""

_FIT = """
  [(j)-[:REQUIRES]->(s:Skill) WHERE (v)-[:HAS_SKILL]->(s) | s.name] AS matched,
  [(j)-[:REQUIRES]->(s:Skill) WHERE NOT (v)-[:HAS_SKILL]->(s) | s.name] AS missing,
  COLLECT {
    MATCH (m:Member)-[w:WORKED_AT]->(c) WHERE w.ended IS NULL AND (v)-[:CONNECTED*1..2]-(m)
    RETURN m.name LIMIT 3
  } AS referrers
"""

RECOMMENDED_JOBS = f"""
MATCH (v:Member {{id: $viewer}})-[:HAS_SKILL]->(s:Skill)<-[:REQUIRES]-(j:Job)
WHERE j.status = 'OPEN'
WITH v, j, count(s) AS matched
MATCH (j)-[:REQUIRES]->(r:Skill)
WITH v, j, matched, count(r) AS required
WITH v, j, toFloat(matched) / required AS score ORDER BY score DESC, j.id LIMIT 20
MATCH (c:Company)-[:OFFERS]->(j)
RETURN j.id AS id, j.title AS title, score,
{_FIT}ORDER BY score DESC, id
"""

MATCHES = f"""
MATCH (v:Member {{id: $viewer}})
UNWIND $jobs AS id
MATCH (c:Company)-[:OFFERS]->(j:Job {{id: id}})
RETURN j.id AS id, j.title AS title,
{_FIT}"""

SKILLS_WORTH_LEARNING = """
MATCH (v:Member {id: $viewer})-[:HAS_SKILL]->(s:Skill)<-[:REQUIRES]-(j:Job)
WHERE j.status = 'OPEN'
WITH v, j, count(s) AS matched ORDER BY matched DESC, j.id LIMIT 100
MATCH (j)-[:REQUIRES]->(x:Skill) WHERE NOT (v)-[:HAS_SKILL]->(x)
RETURN x.id AS id, x.name AS name, count(j) AS jobs
ORDER BY jobs DESC, name LIMIT 5
"""

CANDIDATES = """
MATCH (j:Job {id: $job})-[:REQUIRES]->(s:Skill)<-[:HAS_SKILL]-(m:Member)
WITH j, m, count(s) AS matched ORDER BY matched DESC, m.id LIMIT 20
RETURN m.id AS id, m.name AS name,
  [(j)-[:REQUIRES]->(s:Skill) WHERE (m)-[:HAS_SKILL]->(s) | s.name] AS matched,
  [(j)-[:REQUIRES]->(s:Skill) WHERE NOT (m)-[:HAS_SKILL]->(s) | s.name] AS missing
"""
