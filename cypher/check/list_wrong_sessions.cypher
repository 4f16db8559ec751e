// Sessions of nobody or of several, or that ended before they began.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// timeout: 300 s
MATCH (s:Session)
WHERE COUNT { (:Account)-[:HAS_SESSION]->(s) } <> 1
   OR s.expires_at < s.created_at OR s.ended_at < s.created_at
RETURN toString(s.id) AS example
LIMIT 1000
