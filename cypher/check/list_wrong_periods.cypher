// Positions and educations that end before they start.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// allow: DirectedRelationshipTypeScan, because a check looks at everything
// timeout: 300 s
CALL () {
  MATCH (m:Member)-[r:WORKED_AT]->(c:Company)
  WHERE r.ended < r.started
  RETURN 'Member ' + toString(m.id) + ' at Company ' + toString(c.id) AS found
  UNION ALL
  MATCH (m:Member)-[r:STUDIED_AT]->(s:School)
  WHERE r.ended < r.started
  RETURN 'Member ' + toString(m.id) + ' at School ' + toString(s.id) AS found
}
RETURN found AS example
LIMIT 1000
