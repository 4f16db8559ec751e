// How many prospects whom the viewer may see are in each stage of a project.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $id: INTEGER
// column stage: STRING
// column count: INTEGER
// index: member_id
// index: project_id
// allow: CartesianProduct, because both sides are one node, found by key
// cost: the project
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (:Project {id: $id})-[:LISTS]->(x:Prospect)-[:CONSIDERS]->(m:Member)
WHERE NOT m IN blocked AND (NOT m:Private OR m = v OR EXISTS { (m)-[:CONNECTED]-(v) })
RETURN x.stage AS stage, count(*) AS count
LIMIT 100
