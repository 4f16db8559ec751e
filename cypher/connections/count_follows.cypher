// How many members, companies and hashtags the viewer follows.
// access: read
// returns: one
// visibility: none, because they are the viewer's own, and only counted
// param $viewer: INTEGER
// column follows: INTEGER
// index: member_id
MATCH (v:Member {id: $viewer})
RETURN COUNT { (v)-[:FOLLOWS]->() } AS follows
