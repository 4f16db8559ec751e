// Indexes that do not answer queries.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
SHOW INDEXES YIELD name, state
WHERE state <> 'ONLINE'
RETURN name + ' is ' + state AS example
LIMIT 1000
