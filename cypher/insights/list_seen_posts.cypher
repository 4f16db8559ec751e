// Of some posts those of others that the viewer may see, with their authors; none where they look
// at things unseen.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $ids: LIST<INTEGER>  at most 50
// column id: INTEGER
// column author: INTEGER
// index: member_id
// index: post_id
// cost: a seek and two expands a post
MATCH (v:Member {id: $viewer})
WHERE NOT coalesce(v.private_browsing, false)
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
UNWIND $ids AS id
MATCH (p:Post {id: id})<-[:POSTED]-(a:Member)
WITH *, EXISTS { (a)-[:CONNECTED]-(v) } AS connected
WHERE a <> v AND NOT a IN blocked AND (connected OR NOT a:Private)
  AND (p.visibility = 'PUBLIC' OR (p.visibility = 'CONNECTIONS' AND connected))
RETURN p.id AS id, a.id AS author
LIMIT 50
