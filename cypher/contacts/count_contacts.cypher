// How many contacts the viewer has imported.
// access: read
// returns: one
// visibility: none, because it counts the viewer's own
// param $viewer: INTEGER
// column kept: INTEGER
// index: member_id
MATCH (v:Member {id: $viewer})
RETURN COUNT { (v)-[:HAS_CONTACT]->() } AS kept
