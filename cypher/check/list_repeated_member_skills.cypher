// Members who have one skill more than once.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// timeout: 300 s
MATCH (n:Member)
WHERE COUNT { (n)-[:HAS_SKILL]->() } > 1
CALL (n) {
  MATCH (n)-[:HAS_SKILL]->(x:Skill)
  WITH x, count(*) AS times
  WHERE times > 1
  RETURN coalesce(toString(x.id), x.key) AS other
  LIMIT 1
}
RETURN toString(n.id) + ' and ' + other AS example
LIMIT 1000
