// What was answered under an idempotency key, if it is remembered.
// access: read
// returns: one
// visibility: none, because a key belongs to one member and holds only ids
// param $key: STRING          member and key
// param $hours: INTEGER       how long a key is remembered
// column fingerprint: STRING  what the key was first used for
// column result: STRING       JSON
// index: idempotency_key
MATCH (i:Idempotency {key: $key})
WHERE i.created_at >= datetime() - duration({hours: $hours}) AND i.result IS NOT NULL
RETURN i.fingerprint AS fingerprint, i.result AS result
