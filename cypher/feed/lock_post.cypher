// A post of the viewer, locked until the end of the transaction.
// access: write
// returns: one
// visibility: none, because it is the viewer's own
// param $viewer: INTEGER
// param $id: INTEGER
// column post: MAP
// column is_share: BOOLEAN
// index: post_id
MATCH (p:Post {id: $id})
WHERE EXISTS { MATCH (p)<-[:POSTED]-(a:Member) WHERE a.id = $viewer }
SET p.touched = true
REMOVE p.touched
RETURN properties(p) AS post, EXISTS { (p)-[:SHARES]->() } AS is_share
