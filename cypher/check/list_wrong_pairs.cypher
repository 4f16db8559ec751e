// Connections whose pair is not "lower:higher", or that do not run from the lower to the higher id.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// allow: DirectedRelationshipTypeScan, because a check looks at everything
// timeout: 300 s
MATCH (a:Member)-[c:CONNECTED]->(b:Member)
WHERE a.id >= b.id OR c.pair IS NULL OR c.pair <> toString(a.id) + ':' + toString(b.id)
RETURN toString(a.id) + '-' + toString(b.id) + ': ' + coalesce(c.pair, 'none') AS example
LIMIT 1000
