// Blocks between members who are connected.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// allow: DirectedRelationshipTypeScan, because a check looks at everything
// timeout: 300 s
MATCH (a:Member)-[:BLOCKED]->(b:Member)
WHERE EXISTS { (a)-[:CONNECTED]-(b) }
RETURN toString(a.id) + ':' + toString(b.id) AS example
LIMIT 1000
