// How many members the viewer blocks.
// access: read
// returns: one
// visibility: none, because they are the viewer's own, and only counted
// param $viewer: INTEGER
// column blocks: INTEGER
// index: member_id
MATCH (v:Member {id: $viewer})
RETURN COUNT { (v)-[:BLOCKED]->() } AS blocks
