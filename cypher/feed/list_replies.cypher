// The replies to each of some comments that the viewer may see, oldest first.
//
// A comment is seen where its post is, and the authors of all that it replies to, step by step up
// to its post; below fifty steps nothing is. A reply is packed as [comment, author, direct replies,
// created_at].
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER     null: a caller without a token
// param $ids: LIST<INTEGER>  comments, at most 500
// param $after: STRING       ISO 8601; only replies after this time, or at it and with a higher id
// param $after_id: INTEGER
// param $limit: INTEGER      to each comment
// column comment: INTEGER
// column post: INTEGER
// column replies: LIST<LIST>
// index: member_id
// index: comment_id
// index: comment_thread
// cost: a seek into the thread of each comment, then what is shown
OPTIONAL MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked, datetime($after) AS after
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
CALL (v, blocked, after, t) {
  MATCH (c:Comment)
  WHERE c.thread = 'comment:' + toString(t.id) AND c.created_at >= after AND c.id IS NOT NULL
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
  ) AS replies
}
RETURN id AS comment, p.id AS post, replies
LIMIT 500
