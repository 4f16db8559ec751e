// Keep a complaint; the same member's about the same thing for the same reason is kept once.
// access: write
// returns: one
// visibility: none, because the caller has looked whether the viewer may see it
// param $viewer: INTEGER
// param $kind: STRING    Member, Post or Comment
// param $target: INTEGER
// param $id: INTEGER
// param $reason: STRING
// param $note: STRING
// param $now: DATETIME
// column id: INTEGER
// index: member_id
// index: post_id
// index: comment_id
MATCH (v:Member {id: $viewer})
CALL (v) {
  MATCH (x:Member {id: $target}) WHERE $kind = 'Member' RETURN x
  UNION ALL
  MATCH (x:Post {id: $target}) WHERE $kind = 'Post' RETURN x
  UNION ALL
  MATCH (x:Comment {id: $target}) WHERE $kind = 'Comment' RETURN x
}
WITH v, x, head(COLLECT {
  MATCH (v)-[:REPORTED]->(r:Report)-[:ABOUT]->(x) WHERE r.reason = $reason RETURN r.id
}) AS earlier
CALL (v, x, earlier) {
  WITH v, x, earlier WHERE earlier IS NULL
  CREATE (v)-[:REPORTED]->(r:Report {id: $id, reason: $reason, note: $note, created_at: $now})
  CREATE (r)-[:ABOUT]->(x)
}
RETURN coalesce(earlier, $id) AS id
