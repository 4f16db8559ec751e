// Members and companies that are in several places.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// timeout: 300 s
CALL () {
  MATCH (n:Member)
  WHERE COUNT { (n)-[:LIVES_IN]->() } > 1
  RETURN 'Member ' + toString(n.id) AS found
  UNION ALL
  MATCH (n:Company)
  WHERE COUNT { (n)-[:IN]->() } > 1
  RETURN 'Company ' + toString(n.id) AS found
}
RETURN found AS example
LIMIT 1000
