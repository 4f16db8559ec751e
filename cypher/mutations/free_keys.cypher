// Idempotency keys that were taken for nothing are free again.
// access: write
// returns: none
// visibility: none, because a key belongs to one member and holds only ids
// param $keys: LIST<STRING>
// index: idempotency_key
UNWIND $keys AS key
MATCH (i:Idempotency {key: key})
DELETE i
