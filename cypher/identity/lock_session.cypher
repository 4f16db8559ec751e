// A session and its account, locked until the end of the transaction.
// access: write
// returns: one
// visibility: none, because its refresh token is compared
// param $id: INTEGER
// param $now: DATETIME
// column session: MAP  with `account` and `role`
// index: session_id
MATCH (s:Session {id: $id})
SET s.touched = true
REMOVE s.touched
WITH s WHERE s.ended_at IS NULL AND s.expires_at > $now
MATCH (a:Account)-[:HAS_SESSION]->(s)
RETURN s {.id, .family, .refresh, .created_at, account: a.id, role: a.role} AS session
