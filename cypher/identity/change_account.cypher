// Change properties of an account; null clears one.
// access: write
// returns: none
// visibility: none, because it is the viewer's own
// param $id: INTEGER
// param $changed: MAP  by the names of graph/model/
// index: account_id
MATCH (a:Account {id: $id})
SET a += $changed
