// How many members are connected to both the viewer and each of some other members.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 500
// column id: INTEGER
// column count: INTEGER  no row for invisible or unknown members
// index: member_id
// cost: the neighbours of the viewer once, and of each member
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
UNWIND $ids AS id
MATCH (m:Member {id: id})
WHERE m <> v AND NOT m IN blocked AND (NOT m:Private OR m IN n1)
RETURN id, COUNT { (m)-[:CONNECTED]-(y) WHERE y IN n1 } AS count
LIMIT 500
