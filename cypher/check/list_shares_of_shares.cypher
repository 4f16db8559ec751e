// Shares that lead to a share instead of the first post.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// allow: DirectedRelationshipTypeScan, because a check looks at everything
// timeout: 300 s
MATCH (p:Post)-[:SHARES]->(q:Post)
WHERE EXISTS { (q)-[:SHARES]->() }
RETURN toString(p.id) AS example
LIMIT 1000
