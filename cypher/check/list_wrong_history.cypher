// Pairs of members whose last connecting or disconnecting transition is not what the graph says.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// allow: CartesianProduct, because each side is one node, found by key
// allow: UnionNodeByLabelsScan, because a check looks at everything
// timeout: 300 s
MATCH (t:Transition)
WHERE t.kind IN ['CONNECTED', 'REMOVED', 'BLOCKED']
WITH t.subject AS pair, max(t.id) AS last
MATCH (t:Transition {id: last})
WITH pair, t.kind AS kind, split(pair, ':') AS ends
MATCH (a:Member {id: toInteger(ends[0])})
MATCH (b:Member {id: toInteger(ends[1])})
WITH pair, kind, EXISTS { (a)-[:CONNECTED]-(b) } AS connected
WHERE (kind = 'CONNECTED') <> connected
RETURN pair AS example
LIMIT 1000
