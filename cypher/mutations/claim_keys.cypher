// Take idempotency keys, or see what was answered under them; a second taker waits for the first.
// access: write
// returns: many
// visibility: none, because a key belongs to one member and holds only ids
// param $keys: LIST<MAP>  key (member and key), fingerprint (of the mutation's name and arguments)
// param $hours: INTEGER   how long a key is remembered
// column key: STRING
// column fingerprint: STRING  what the key was first used for
// column result: STRING       JSON; null where this is the first use
// index: idempotency_key
UNWIND $keys AS asked
MERGE (i:Idempotency {key: asked.key})
SET i.touched = true
REMOVE i.touched
WITH asked, i, i.created_at IS NULL OR i.created_at < datetime() - duration({hours: $hours}) AS fresh
SET i.created_at = CASE WHEN fresh THEN datetime() ELSE i.created_at END,
    i.fingerprint = CASE WHEN fresh THEN asked.fingerprint ELSE i.fingerprint END,
    i.result = CASE WHEN fresh THEN null ELSE i.result END
RETURN i.key AS key, i.fingerprint AS fingerprint, i.result AS result
LIMIT 500
