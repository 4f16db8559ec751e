// Mark the store as being loaded; no row where another import is at it.
// access: write
// returns: one
// visibility: none, because operators only see it
// param $owner: STRING     a random name of the import
// param $seconds: INTEGER  after so long without renewal the import counts as dead
// column owner: STRING
// index: import_name
MERGE (i:Import {name: 'world'})
SET i.touched = true
REMOVE i.touched
WITH i WHERE i.state IS NULL OR i.state = 'done' OR i.until < datetime()
SET i.state = 'loading', i.owner = $owner, i.until = datetime() + duration({seconds: $seconds}),
    i.started_at = datetime(), i.finished_at = null
RETURN i.owner AS owner
