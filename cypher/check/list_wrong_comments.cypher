// Comments that are not on exactly one post and by exactly one member, or answer several.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// timeout: 300 s
MATCH (c:Comment)
WHERE COUNT { (c)-[:ON]->() } <> 1 OR COUNT { (c)<-[:COMMENTED]-() } <> 1
   OR COUNT { (c)-[:REPLIES_TO]->() } > 1
RETURN toString(c.id) AS example
LIMIT 1000
