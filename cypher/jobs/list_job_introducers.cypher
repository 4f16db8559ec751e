// Colleagues who can introduce the viewer to some candidates for a job: they work at the company now,
// are connected to the candidate and do not mind introductions.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $job: INTEGER
// param $ids: LIST<INTEGER>  candidates, at most 100
// param $today: DATE
// param $most: INTEGER       of each candidate
// column candidate: INTEGER
// column introducers: LIST<LIST>  [card, connected to the viewer, connections shared with them]
// index: member_id
// index: job_id
// allow: CartesianProduct, because both sides are one node, found by key
// cost: the connections of each candidate
MATCH (v:Member {id: $viewer})
MATCH (:Job {id: $job})<-[:OFFERS]-(c:Company)
WITH v, c, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
UNWIND $ids AS id
MATCH (m:Member {id: id})
WHERE NOT m IN blocked AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
RETURN id AS candidate, COLLECT {
  MATCH (m)-[:CONNECTED]-(x)
  WHERE x <> v AND NOT x IN blocked AND coalesce(x.introductions, true)
    AND (NOT x:Private OR EXISTS { (x)-[:CONNECTED]-(v) })
    AND EXISTS { (x)-[w:WORKED_AT]->(c) WHERE w.ended IS NULL OR w.ended >= $today }
  WITH m, v, x, EXISTS { (x)-[:CONNECTED]-(v) } AS near,
    COUNT { (x)-[:CONNECTED]-()-[:CONNECTED]-(m) } AS shared
  RETURN [x {.*, created_at: toString(x.created_at)}, near, shared]
  ORDER BY near DESC, shared DESC, x.id LIMIT $most
} AS introducers
LIMIT 100
