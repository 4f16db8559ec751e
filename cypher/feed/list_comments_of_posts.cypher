// The top-level comments of each of some posts that the viewer may see, oldest first.
//
// A comment is packed as [comment, author, direct replies,
// created_at].
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER     null: a caller without a token
// param $ids: LIST<INTEGER>  posts, at most 500
// param $after: STRING       ISO 8601; only comments after this time, or at it and with a higher id
// param $after_id: INTEGER
// param $limit: INTEGER      of each post
// column post: INTEGER
// column comments: LIST<LIST>
// index: member_id
// index: post_id
// index: comment_thread
// cost: a seek into the thread of each post, then what is shown
OPTIONAL MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked, datetime($after) AS after
UNWIND $ids AS id
MATCH (p:Post {id: id})<-[:POSTED]-(a:Member)
WITH *, EXISTS { (a)-[:CONNECTED]-(v) } AS connected
WHERE NOT a IN blocked AND (connected OR a = v OR
    CASE WHEN v IS NULL THEN a.profile_visibility = 'PUBLIC' ELSE NOT a:Private END)
  AND (p.visibility = 'PUBLIC' OR a = v OR (p.visibility = 'CONNECTIONS' AND connected))
CALL (v, blocked, after, p) {
  MATCH (c:Comment)
  WHERE c.thread = 'post:' + toString(p.id) AND c.created_at >= after AND c.id IS NOT NULL
    AND NOT (c.created_at = after AND c.id <= $after_id)
  WITH * ORDER BY c.thread, c.created_at, c.id
  MATCH (c)<-[:COMMENTED]-(w:Member)
  WHERE NOT w IN blocked AND (w = v OR EXISTS { (w)-[:CONNECTED]-(v) } OR
    CASE WHEN v IS NULL THEN w.profile_visibility = 'PUBLIC' ELSE NOT w:Private END)
  WITH c, w LIMIT $limit
  RETURN collect(
    [c {.*, created_at: toString(c.created_at), edited_at: toString(c.edited_at)},
     w {.*, created_at: toString(w.created_at)},
     COUNT { (c)<-[:REPLIES_TO]-() }, toString(c.created_at)]
  ) AS comments
}
RETURN id AS post, comments
LIMIT 500
