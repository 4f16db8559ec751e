// What the search index holds of each post, in pages by id: a map; when it was written, in seconds
// since 1970 (UTC); the id and profile visibility of its author; hashtags.
// access: read
// returns: one
// visibility: none, because the index keeps all posts and each search applies the viewer's scope
// param $after: INTEGER  only ids above it; -1 for the first page
// param $limit: INTEGER
// column rows: LIST<LIST>  packed into one record, which takes an eighth of the driver's time
// index: post_id
// cost: an expand for the author and each hashtag
// timeout: 60 s
MATCH (p:Post) WHERE p.id > $after
WITH p ORDER BY p.id LIMIT $limit
OPTIONAL MATCH (a:Member)-[:POSTED]->(p)
RETURN collect([
  p {.id, .text, .title, .visibility}, p.created_at.epochSeconds, a.id, a.profile_visibility,
  COLLECT { MATCH (p)-[:TAGGED]->(h:Hashtag) RETURN h.key }
]) AS rows
