// A project, locked until the transaction ends: no two change the order in it at once.
// access: write
// returns: one
// visibility: none, because the decision that follows looks
// param $viewer: INTEGER
// param $id: INTEGER
// column project: MAP
// column company: INTEGER
// column seated: BOOLEAN
// column listed: INTEGER   prospects in it
// index: member_id
// index: project_id
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (v:Member {id: $viewer})
MATCH (p:Project {id: $id})
SET p.touched = true
REMOVE p.touched
WITH v, p
MATCH (p)<-[:RUNS]-(c:Company)
RETURN properties(p) AS project, c.id AS company, EXISTS { (v)-[:RECRUITS]->(c) } AS seated,
       COUNT { (p)-[:LISTS]->() } AS listed
