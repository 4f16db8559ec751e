// Members connected to both the viewer and each of some other members, by id.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 500
// param $after: INTEGER  only ids above it; -1 for the first page
// param $limit: INTEGER  of each member
// column id: INTEGER
// column cards: LIST<MAP>  no row for invisible or unknown members
// index: member_id
// cost: the neighbours of the viewer once, and of each member
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
UNWIND $ids AS id
MATCH (m:Member {id: id})
WHERE m <> v AND NOT m IN blocked AND (NOT m:Private OR m IN n1)
RETURN id, COLLECT {
  MATCH (m)-[:CONNECTED]-(y)
  WHERE y IN n1 AND y.id > $after
  WITH y ORDER BY y.id LIMIT $limit
  RETURN y {.*, created_at: toString(y.created_at)}
} AS cards
LIMIT 500
