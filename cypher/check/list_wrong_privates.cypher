// Members whose second label Private and profile_visibility disagree.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because a check looks at everything
// timeout: 300 s
MATCH (m:Member)
WHERE coalesce(m.profile_visibility = 'PRIVATE', false) <> (m:Private)
RETURN toString(m.id) AS example
LIMIT 1000
