// Nodes by their labels.
// access: read
// returns: many
// visibility: none, because operators only see it
// column labels: LIST<STRING>
// column count: INTEGER
// allow: AllNodesScan, because a check looks at everything
// timeout: 300 s
MATCH (n)
RETURN labels(n) AS labels, count(*) AS count
LIMIT 10000
