// Members come into a project.
// access: write
// returns: none
// visibility: none, because the members were decided on before
// param $project: INTEGER
// param $rows: LIST<MAP>  properties
// index: project_id
// index: member_id
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (p:Project {id: $project})
UNWIND $rows AS row
MATCH (m:Member {id: row.member_id})
CREATE (p)-[:LISTS]->(x:Prospect)-[:CONSIDERS]->(m)
SET x = row
