// An application comes into another state.
// access: write
// returns: none
// visibility: none, because the caller was decided on before
// param $id: INTEGER
// param $status: STRING
// param $entry: STRING  of the history
// param $now: DATETIME
// index: application_id
MATCH (a:Application {id: $id})
SET a.status = $status, a.changed_at = $now, a.history = a.history + $entry
