// Lock an application until the end of the transaction, and read it.
// access: write
// returns: one
// visibility: none, because the decision that follows looks
// param $id: INTEGER
// column application: MAP
// index: application_id
MATCH (a:Application {id: $id})
SET a.touched = true
REMOVE a.touched
RETURN properties(a) AS application
