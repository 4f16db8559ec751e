// What the search index holds of each post of some ids: a map; when it was written, in seconds
// since 1970 (UTC); the id and profile visibility of its author; hashtags.
// access: read
// returns: one
// visibility: none, because the index keeps all posts and each search applies the viewer's scope
// param $ids: LIST<INTEGER>  at most 1000
// column rows: LIST<LIST>
// index: post_id
// cost: an expand for the author and each hashtag
// timeout: 60 s
UNWIND $ids AS id
MATCH (p:Post {id: id})
OPTIONAL MATCH (a:Member)-[:POSTED]->(p)
RETURN collect([
  p {.id, .text, .title, .visibility}, p.created_at.epochSeconds, a.id, a.profile_visibility,
  COLLECT { MATCH (p)-[:TAGGED]->(h:Hashtag) RETURN h.key }
]) AS rows
