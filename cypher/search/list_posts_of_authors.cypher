// The ids of the posts of some members: whose profile changed, their posts are found by others.
// access: read
// returns: one
// visibility: none, because the index keeps all posts and each search applies the viewer's scope
// param $ids: LIST<INTEGER>  at most 1000
// column posts: LIST<INTEGER>
// index: member_id
// cost: the posts of each member
UNWIND $ids AS id
MATCH (m:Member {id: id})-[:POSTED]->(p:Post)
RETURN collect(p.id) AS posts
