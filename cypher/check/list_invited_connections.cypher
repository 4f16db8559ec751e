// Open invitations between members who are connected or blocked.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// allow: DirectedRelationshipTypeScan, because a check looks at everything
// allow: UnionNodeByLabelsScan, because a check looks at everything
// timeout: 300 s
MATCH (a:Member)-[:SENT]->(i:Invitation)-[:TO]->(b:Member)
WHERE i.status = 'OPEN' AND (EXISTS { (a)-[:CONNECTED]-(b) } OR EXISTS { (a)-[:BLOCKED]-(b) })
RETURN toString(i.id) AS example
LIMIT 1000
