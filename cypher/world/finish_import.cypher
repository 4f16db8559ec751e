// Mark the store as loaded.
// access: write
// returns: none
// visibility: none, because operators only see it
// param $owner: STRING  a random name of the import
// index: import_name
MERGE (i:Import {name: 'world'})
SET i.state = 'done', i.owner = $owner, i.until = null, i.finished_at = datetime(),
    i.started_at = coalesce(i.started_at, datetime())
