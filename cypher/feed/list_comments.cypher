// Those of some comments that the viewer may see, by the rule of list_replies.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER     null: a caller without a token
// param $ids: LIST<INTEGER>  at most 500
// column post: INTEGER
// column reply_to: INTEGER   null at the top level
// column comment: LIST       [comment, author, direct replies, created_at]
// index: member_id
// index: comment_id
// cost: a seek and a few expands an id
OPTIONAL MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
UNWIND $ids AS id
MATCH (t:Comment {id: id})-[:ON]->(p:Post)<-[:POSTED]-(a:Member)
WITH *, EXISTS { (a)-[:CONNECTED]-(v) } AS connected
WHERE NOT a IN blocked AND (connected OR a = v OR
    CASE WHEN v IS NULL THEN a.profile_visibility = 'PUBLIC' ELSE NOT a:Private END)
  AND (p.visibility = 'PUBLIC' OR a = v OR (p.visibility = 'CONNECTIONS' AND connected))
  AND NOT EXISTS { (t)-[:REPLIES_TO*50]->() }
  AND NOT EXISTS {
    MATCH (t)-[:REPLIES_TO*0..49]->(c:Comment)<-[:COMMENTED]-(w:Member)
    WHERE NOT coalesce(NOT w IN blocked AND (w = v OR EXISTS { (w)-[:CONNECTED]-(v) } OR
      CASE WHEN v IS NULL THEN w.profile_visibility = 'PUBLIC' ELSE NOT w:Private END), false)
  }
MATCH (t)<-[:COMMENTED]-(w:Member)
WITH *, head(COLLECT { MATCH (t)-[:REPLIES_TO]->(c:Comment) RETURN c.id }) AS reply_to
RETURN p.id AS post, reply_to, [
  t {.*, created_at: toString(t.created_at), edited_at: toString(t.edited_at)},
  w {.*, created_at: toString(w.created_at)},
  COUNT { (t)<-[:REPLIES_TO]-() }, toString(t.created_at)
] AS comment
LIMIT 500
