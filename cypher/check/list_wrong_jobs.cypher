// Jobs that not exactly one company offers, that are in several places, or whose ranges are upside down.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// timeout: 300 s
MATCH (j:Job)
WHERE COUNT { (j)<-[:OFFERS]-() } <> 1 OR COUNT { (j)-[:IN]->() } > 1
   OR j.salary_min > j.salary_max OR j.expires_at < j.posted_at
RETURN toString(j.id) AS example
LIMIT 1000
