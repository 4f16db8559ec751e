// Take a post back: it is relabelled, and what it shares, tags, mentions and speaks for is undone.
// access: write
// returns: none
// visibility: none, because its author was asked for when it was locked
// param $id: INTEGER
// param $now: DATETIME
// index: post_id
MATCH (p:Post {id: $id})
SET p:DeletedPost, p.deleted_at = $now
REMOVE p:Post
WITH p
CALL (p) { MATCH (p)-[r:SHARES|TAGGED|MENTIONS]->(:Post|DeletedPost|Hashtag|Member) DELETE r }
CALL (p) { MATCH (p)<-[r:PUBLISHED]-(:Company) DELETE r }
