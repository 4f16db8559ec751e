// The migrations that have run.
// access: read
// returns: many
// visibility: none, because operators only see it
// column version: INTEGER
// column checksum: STRING
// allow: NodeByLabelScan, because there is one node a migration
// timeout: 60 s
MATCH (m:Migration)
RETURN m.version AS version, m.checksum AS checksum
ORDER BY version LIMIT 10000
