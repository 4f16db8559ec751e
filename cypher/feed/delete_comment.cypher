// Take back a comment that the viewer wrote, or that is on their post, with all replies to it.
//
// They are relabelled; what ties them to the post and to each other is undone.
// access: write
// returns: one
// visibility: none, because it is the viewer's own, or on their post
// param $viewer: INTEGER
// param $id: INTEGER
// param $now: DATETIME
// column post: INTEGER
// column comments: LIST<INTEGER>  all that went
// index: comment_id
MATCH (c:Comment {id: $id})-[:ON]->(p:Post)
WHERE EXISTS { (c)<-[:COMMENTED]-(:Member {id: $viewer}) }
   OR EXISTS { (p)<-[:POSTED]-(:Member {id: $viewer}) }
WITH p, COLLECT { MATCH (r:Comment)-[:REPLIES_TO*0..50]->(c) RETURN r } AS gone
CALL (p, gone) {
  UNWIND gone AS r
  SET r:DeletedComment, r.deleted_at = $now, r.post = p.id
  REMOVE r:Comment, r.thread
  WITH r
  MATCH (r)-[old:ON|REPLIES_TO|MENTIONS]->(:Post|Comment|DeletedComment|Member)
  DELETE old
}
RETURN p.id AS post, [r IN gone | r.id] AS comments
