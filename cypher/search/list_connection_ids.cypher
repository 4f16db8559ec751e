// The ids of the viewer's connections, as a condition for the index.
// access: read
// returns: one
// visibility: none, because they only narrow conditions that apply the viewer's scope, blocks too
// param $viewer: INTEGER
// column ids: LIST<INTEGER>
// index: member_id
// cost: the viewer's connections
MATCH (v:Member {id: $viewer})
RETURN COLLECT { MATCH (v)-[:CONNECTED]-(x:Member) RETURN x.id } AS ids
