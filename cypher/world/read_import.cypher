// How far the import into this store came.
// access: read
// returns: one
// visibility: none, because operators only see it
// column state: STRING  loading or done
// index: import_name
MATCH (i:Import {name: 'world'})
RETURN i.state AS state
