// Whether the viewer wrote a post.
// access: read
// returns: one
// visibility: none, because it only finds the viewer's own posts
// param $viewer: INTEGER
// param $id: INTEGER
// column id: INTEGER
// index: post_id
MATCH (p:Post {id: $id})<-[:POSTED]-(:Member {id: $viewer})
USING INDEX p:Post(id)
RETURN p.id AS id
