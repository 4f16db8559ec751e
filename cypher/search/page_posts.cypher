// What the search index holds of each post, in pages by id.
// access: read
// returns: many
// visibility: none, because the index keeps all posts and each search applies the viewer's scope
// param $after: INTEGER  only ids above it; -1 for the first page
// param $limit: INTEGER
// column post: MAP
// column created_at: INTEGER  seconds since 1970, UTC
// column author: INTEGER
// column author_visibility: STRING
// column hashtags: LIST<STRING>
// index: post_id
// cost: an expand for the author and each hashtag
// timeout: 60 s
MATCH (p:Post) WHERE p.id > $after
WITH p ORDER BY p.id LIMIT $limit
OPTIONAL MATCH (a:Member)-[:POSTED]->(p)
RETURN p {.id, .text, .visibility} AS post, p.created_at.epochSeconds AS created_at,
  a.id AS author, a.profile_visibility AS author_visibility,
  COLLECT { MATCH (p)-[:TAGGED]->(h:Hashtag) RETURN h.key } AS hashtags
ORDER BY post.id LIMIT $limit
