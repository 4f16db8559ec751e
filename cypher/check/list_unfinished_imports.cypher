// Imports that have not finished.
// access: read
// returns: many
// visibility: none, because operators only see it
// column example: STRING
// allow: NodeByLabelScan, because there is one node
MATCH (i:Import)
WHERE i.state <> 'done'
RETURN i.name + ' is ' + i.state AS example
LIMIT 1000
