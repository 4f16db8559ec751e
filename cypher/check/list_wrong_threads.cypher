// Comments whose thread is not what they answer: another comment, or at the top level the post.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// timeout: 300 s
MATCH (c:Comment)-[:ON]->(p:Post|DeletedPost)
WITH c, p, head(COLLECT { MATCH (c)-[:REPLIES_TO]->(r:Comment) RETURN r.id }) AS above
WHERE coalesce(c.thread, '') <>
  CASE WHEN above IS NULL THEN 'post:' + toString(p.id) ELSE 'comment:' + toString(above) END
RETURN toString(c.id) AS example
LIMIT 1000
