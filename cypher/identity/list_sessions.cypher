// The sessions of an account that have not ended, the newest first.
// access: read
// returns: many
// visibility: none, because they are the viewer's own
// param $account: INTEGER
// param $now: DATETIME
// column session: MAP
// index: account_id
// cost: the account's sessions
MATCH (:Account {id: $account})-[:HAS_SESSION]->(s:Session)
WHERE s.ended_at IS NULL AND s.expires_at > $now
RETURN s {.id, .device, .created_at, .used_at, .expires_at} AS session
ORDER BY s.id DESC LIMIT 200
