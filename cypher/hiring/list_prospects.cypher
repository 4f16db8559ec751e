// Prospects of a project in the order of its stages, those whom the viewer may see.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $project: INTEGER
// param $stages: LIST<LIST>  [stage, the rank after which it is listed]
// param $tag: STRING         null: any
// param $limit: INTEGER
// column stage: STRING
// column prospect: MAP
// column member: MAP
// column notes: LIST<MAP>  the newest 200, newest first
// index: member_id
// index: prospect_rank
// allow: CartesianProduct, because both sides are one node, found by key
// cost: the page
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
UNWIND range(0, size($stages) - 1) AS place
CALL (v, blocked, place) {
  MATCH (x:Prospect)
  WHERE x.project_id = $project AND x.stage = $stages[place][0] AND x.rank > $stages[place][1]
    AND ($tag IS NULL OR $tag IN x.tags)
  MATCH (x)-[:CONSIDERS]->(m:Member)
  WHERE NOT m IN blocked AND (NOT m:Private OR m = v OR EXISTS { (m)-[:CONNECTED]-(v) })
  RETURN x, m ORDER BY x.rank LIMIT $limit
}
WITH place, x, m ORDER BY place, x.rank LIMIT $limit
RETURN x.stage AS stage, properties(x) AS prospect,
       m {.*, created_at: toString(m.created_at)} AS member,
       COLLECT {
         MATCH (x)-[:NOTED]->(n:ProspectNote) RETURN properties(n) ORDER BY n.id DESC LIMIT 200
       } AS notes
