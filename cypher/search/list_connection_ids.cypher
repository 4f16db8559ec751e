// The ids of the viewer's connections, as a condition for the index.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// column ids: LIST<INTEGER>  PRIVATE ones too, since a connection may see them
// index: member_id
// cost: the viewer's connections
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
RETURN COLLECT {
  MATCH (v)-[:CONNECTED]-(x:Member)
  WHERE NOT x IN blocked AND (NOT x:Private OR EXISTS { (x)-[:CONNECTED]-(v) })
  RETURN x.id
} AS ids
