// Leave a post out of the viewer's feed.
// access: write
// returns: none
// visibility: none, because the caller has looked whether they may see it
// param $viewer: INTEGER
// param $post: INTEGER
// param $now: DATETIME
// index: member_id
// index: post_id
MATCH (v:Member {id: $viewer})
CALL (v) {
  MATCH (p:Post {id: $post})
  MERGE (v)-[h:HID]->(p)
  SET h.at = coalesce(h.at, $now)
}
