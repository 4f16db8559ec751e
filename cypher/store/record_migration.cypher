// Record that a migration has run.
// access: write
// returns: none
// visibility: none, because operators only see it
// param $version: INTEGER
// param $name: STRING
// param $checksum: STRING  SHA-256 of its text
// index: migration_version
// timeout: 60 s
MERGE (m:Migration {version: $version})
ON CREATE SET m.name = $name, m.checksum = $checksum, m.applied_at = datetime()
