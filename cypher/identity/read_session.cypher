// Whether a session has not ended.
// access: read
// returns: one
// visibility: none, because it is asked for each token
// param $id: INTEGER
// param $now: DATETIME
// column id: INTEGER
// index: session_id
MATCH (s:Session {id: $id})
WHERE s.ended_at IS NULL AND s.expires_at > $now
RETURN s.id AS id
