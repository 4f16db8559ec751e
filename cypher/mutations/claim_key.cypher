// Take an idempotency key, or see what was answered under it; a second taker waits for the first.
// access: write
// returns: one
// visibility: none, because a key belongs to one member and holds only ids
// param $key: STRING          member and key
// param $fingerprint: STRING  of the mutation's name and arguments
// param $hours: INTEGER       how long a key is remembered
// column fingerprint: STRING  what the key was first used for
// column result: STRING       JSON; null where this is the first use
// index: idempotency_key
MERGE (i:Idempotency {key: $key})
SET i.touched = true
REMOVE i.touched
WITH i, i.created_at IS NULL OR i.created_at < datetime() - duration({hours: $hours}) AS fresh
SET i.created_at = CASE WHEN fresh THEN datetime() ELSE i.created_at END,
    i.fingerprint = CASE WHEN fresh THEN $fingerprint ELSE i.fingerprint END,
    i.result = CASE WHEN fresh THEN null ELSE i.result END
RETURN i.fingerprint AS fingerprint, i.result AS result
