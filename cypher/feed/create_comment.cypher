// Make a comment on a post, or a reply to one. Mentions of whom the author may not see are left out.
// access: write
// returns: none
// visibility: viewer
// param $viewer: INTEGER
// param $post: INTEGER
// param $reply_to: INTEGER  a comment on the same post, or null
// param $id: INTEGER
// param $now: DATETIME
// param $text: STRING
// param $thread: STRING
// param $mentioned: LIST<INTEGER>
// index: member_id
// index: post_id
MATCH (v:Member {id: $viewer})
CREATE (v)-[:COMMENTED]->(c:Comment {id: $id, text: $text, created_at: $now, thread: $thread})
WITH v, c, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
CALL (c) { MATCH (p:Post {id: $post}) CREATE (c)-[:ON]->(p) }
CALL (c) { MATCH (r:Comment {id: $reply_to}) CREATE (c)-[:REPLIES_TO]->(r) }
CALL (v, c, blocked) {
  UNWIND $mentioned AS id
  MATCH (m:Member {id: id})
  WHERE m <> v AND NOT m IN blocked AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
  CREATE (c)-[:MENTIONS]->(m)
}
