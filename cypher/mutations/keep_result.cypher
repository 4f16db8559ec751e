// Remember what was answered under an idempotency key.
// access: write
// returns: none
// visibility: none, because a key belongs to one member and holds only ids
// param $key: STRING
// param $result: STRING  JSON
// index: idempotency_key
MATCH (i:Idempotency {key: $key})
SET i.result = $result
