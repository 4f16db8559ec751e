// Forget sessions that expired.
// access: write
// returns: one
// visibility: none, because processes only run it
// param $before: DATETIME
// param $limit: INTEGER
// column deleted: INTEGER
// index: session_expires_at
// timeout: 60 s
MATCH (s:Session)
WHERE s.expires_at < $before
WITH s LIMIT $limit
DETACH DELETE s
RETURN count(*) AS deleted
