// Some posts in full, as the viewer may see them.
//
// A post is packed as [post, author, reactions, comments, shares, the viewer's reaction, company].
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER    null: a caller without a token
// param $ids: LIST<INTEGER>  at most 500
// column post: LIST
// column is_share: BOOLEAN
// column original: LIST     of a share; null where the viewer may not see it
// index: member_id
// index: post_id
// cost: a seek and a few expands a post
OPTIONAL MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
UNWIND $ids AS id
MATCH (p:Post {id: id})<-[:POSTED]-(a:Member)
WITH *, EXISTS { (a)-[:CONNECTED]-(v) } AS connected
WHERE NOT a IN blocked AND (connected OR a = v OR
    CASE WHEN v IS NULL THEN a.profile_visibility = 'PUBLIC' ELSE NOT a:Private END)
  AND (p.visibility = 'PUBLIC' OR a = v OR (p.visibility = 'CONNECTIONS' AND connected))
OPTIONAL MATCH (p)-[:SHARES]->(o:Post)<-[:POSTED]-(b:Member)
WHERE NOT b IN blocked AND (b = v OR EXISTS { (b)-[:CONNECTED]-(v) } OR
    CASE WHEN v IS NULL THEN b.profile_visibility = 'PUBLIC' ELSE NOT b:Private END)
  AND (o.visibility = 'PUBLIC' OR b = v OR
    (o.visibility = 'CONNECTIONS' AND EXISTS { (b)-[:CONNECTED]-(v) }))
RETURN
  [p {.*, created_at: toString(p.created_at), edited_at: toString(p.edited_at)},
   a {.*, created_at: toString(a.created_at)},
   COUNT { (p)<-[:REACTED]-() }, COUNT { (p)<-[:ON]-() },
   COUNT { (p)<-[:SHARES]-() }, head(COLLECT { MATCH (v)-[r:REACTED]->(p) RETURN r.kind }),
   head(COLLECT { MATCH (p)<-[:PUBLISHED]-(c:Company) RETURN properties(c) })] AS post,
  EXISTS { (p)-[:SHARES]->() } AS is_share,
  CASE WHEN o IS NULL THEN null ELSE
    [o {.*, created_at: toString(o.created_at), edited_at: toString(o.edited_at)},
     b {.*, created_at: toString(b.created_at)},
     COUNT { (o)<-[:REACTED]-() }, COUNT { (o)<-[:ON]-() },
     COUNT { (o)<-[:SHARES]-() }, head(COLLECT { MATCH (v)-[r:REACTED]->(o) RETURN r.kind }),
     head(COLLECT { MATCH (o)<-[:PUBLISHED]-(c:Company) RETURN properties(c) })]
  END AS original
LIMIT 500
