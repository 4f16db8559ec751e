// What a post said before its edits, newest first, for its author.
// access: read
// returns: many
// visibility: none, because it is the viewer's own
// param $viewer: INTEGER
// param $id: INTEGER
// column version: MAP
// index: post_id
MATCH (p:Post {id: $id})<-[:POSTED]-(:Member {id: $viewer})
MATCH (p)-[:HAD]->(h:PostVersion)
RETURN properties(h) AS version
ORDER BY h.replaced_at DESC, h.id DESC LIMIT 100
