// The newest posts of each of some members that the viewer may see, before a moment.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER     null: a caller without a token
// param $ids: LIST<INTEGER>  members, at most 500
// param $before: STRING      ISO 8601; only posts before this time, or at it and with a lower id
// param $before_id: INTEGER
// param $limit: INTEGER      of each member
// column member: INTEGER
// column entries: LIST<LIST>  newest first: post id, created_at
// index: member_id
// cost: the posts of each member
OPTIONAL MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     datetime($before) AS before
UNWIND $ids AS id
MATCH (a:Member {id: id})
WITH *, EXISTS { (a)-[:CONNECTED]-(v) } AS connected
WHERE NOT a IN blocked AND (connected OR a = v OR
    CASE WHEN v IS NULL THEN a.profile_visibility = 'PUBLIC' ELSE NOT a:Private END)
RETURN id AS member, COLLECT {
  MATCH (a)-[:POSTED]->(p:Post)
  WHERE p.created_at <= before AND NOT (p.created_at = before AND p.id >= $before_id)
    AND (p.visibility = 'PUBLIC' OR a = v OR (p.visibility = 'CONNECTIONS' AND connected))
  RETURN [p.id, toString(p.created_at)]
  ORDER BY p.created_at DESC, p.id DESC LIMIT $limit
} AS entries
LIMIT 500
