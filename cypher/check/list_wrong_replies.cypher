// Replies that are on another post than the comment they answer.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// allow: DirectedRelationshipTypeScan, because a check looks at everything
// timeout: 300 s
MATCH (post:Post)<-[:ON]-(reply:Comment)-[:REPLIES_TO]->(comment:Comment)-[:ON]->(other:Post)
WHERE post <> other
RETURN toString(reply.id) AS example
LIMIT 1000
