// Posts that have not exactly one author, or share several posts.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// timeout: 300 s
MATCH (p:Post)
WHERE COUNT { (p)<-[:POSTED]-() } <> 1 OR COUNT { (p)-[:SHARES]->() } > 1
RETURN toString(p.id) AS example
LIMIT 1000
