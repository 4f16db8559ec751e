// A post in full, and which of some members may see it, with how each has reacted.
//
// It is packed as in list_posts, without a viewer's reaction. No row where there is no such post.
// access: read
// returns: one
// visibility: viewer
// param $viewers: LIST<INTEGER>  at most 500
// param $id: INTEGER
// column post: LIST
// column original: INTEGER  of a share
// column viewers: LIST<LIST>  [id, kind] of those who may see it; kind is null where they have not
// index: member_id
// index: post_id
// cost: a seek and three expands a member
MATCH (p:Post {id: $id})<-[:POSTED]-(a:Member)
RETURN
  [p {.*, created_at: toString(p.created_at), edited_at: toString(p.edited_at)},
   a {.*, created_at: toString(a.created_at)},
   COUNT { (p)<-[:REACTED]-() }, COUNT { (p)<-[:ON]-() },
   COUNT { (p)<-[:SHARES]-() }, null,
   head(COLLECT { MATCH (p)<-[:PUBLISHED]-(c:Company) RETURN properties(c) })] AS post,
  head(COLLECT { MATCH (p)-[:SHARES]->(o:Post|DeletedPost) RETURN o.id }) AS original,
  COLLECT {
    UNWIND $viewers AS id
    MATCH (v:Member {id: id})
    WITH v, EXISTS { (a)-[:CONNECTED]-(v) } AS connected
    WHERE NOT EXISTS { (v)-[:BLOCKED]-(a) } AND (a = v OR connected OR NOT a:Private)
      AND (p.visibility = 'PUBLIC' OR a = v OR (p.visibility = 'CONNECTIONS' AND connected))
    RETURN [v.id, head(COLLECT { MATCH (v)-[r:REACTED]->(p) RETURN r.kind })]
  } AS viewers
