// The migrations that the store says have run.
// access: read
// returns: many
// visibility: none, because operators only see it
// column name: STRING
// column checksum: STRING  SHA-256 of its text
// allow: NodeByLabelScan, because there is one node a migration
MATCH (m:Migration)
RETURN m.name AS name, m.checksum AS checksum
LIMIT 10000
