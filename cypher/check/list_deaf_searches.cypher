// Saved searches of nobody, or that await nothing.
// access: read
// returns: many
// visibility: none, because the check sees everything
// column example: STRING
// index: member_id
// timeout: 300 s
// allow: NodeByLabelScan, because every saved search is looked at
MATCH (s:SavedSearch)
WHERE NOT EXISTS { (s)-[:AWAITS]->() }
   OR NOT EXISTS { MATCH (m:Member) WHERE m.id = s.member_id }
RETURN 'saved search ' + toString(s.id) AS example LIMIT 1000
