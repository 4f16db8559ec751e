// How many connections of each of some members the viewer may see.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 500
// column id: INTEGER
// column count: INTEGER
// index: member_id
// cost: the neighbours of each member
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
UNWIND $ids AS id
MATCH (m:Member {id: id})
RETURN id, COUNT {
  (m)-[:CONNECTED]-(y:Member)
  WHERE NOT y IN blocked
    AND (NOT y:Private OR y = v OR m = v OR EXISTS { (y)-[:CONNECTED]-(v) })
} AS count
LIMIT 500
