// Note that somebody says an address is theirs; the worker asks there.
// access: write
// returns: none
// visibility: none, because the worker only reads it
// param $id: INTEGER
// param $kind: STRING         a ProofKind
// param $address_key: STRING
// param $email: STRING
// param $name: STRING         null for a reset
// param $password: STRING     its hash; null for a reset
// param $now: DATETIME
// param $expires_at: DATETIME
CREATE (:MailProof {
  id: $id, kind: $kind, address_key: $address_key, email: $email, name: $name,
  password: $password, created_at: $now, expires_at: $expires_at
})
