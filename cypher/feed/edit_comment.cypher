// Change a comment of the viewer; no row where it is not theirs.
// access: write
// returns: one
// visibility: none, because it is the viewer's own
// param $viewer: INTEGER
// param $id: INTEGER
// param $now: DATETIME
// param $text: STRING
// column post: INTEGER
// index: comment_id
MATCH (c:Comment {id: $id})
WHERE EXISTS { MATCH (c)<-[:COMMENTED]-(w:Member) WHERE w.id = $viewer }
MATCH (c)-[:ON]->(p:Post)
SET c.edited_at = CASE WHEN c.text = $text THEN c.edited_at ELSE $now END, c.text = $text
RETURN p.id AS post
