// Say that the import lives, or with 0 seconds that it does not.
// access: write
// returns: none
// visibility: none, because operators only see it
// param $owner: STRING     a random name of the import
// param $seconds: INTEGER  after so long without renewal the import counts as dead
// index: import_name
MATCH (i:Import {name: 'world'})
WHERE i.owner = $owner AND i.state = 'loading'
SET i.until = datetime() + duration({seconds: $seconds})
