// The next refresh token of a session.
// access: write
// returns: none
// visibility: none, because its refresh token was compared
// param $id: INTEGER
// param $refresh: STRING  SHA-256
// param $now: DATETIME
// param $expires_at: DATETIME
// index: session_id
MATCH (s:Session {id: $id})
SET s.refresh = $refresh, s.used_at = $now, s.expires_at = $expires_at
