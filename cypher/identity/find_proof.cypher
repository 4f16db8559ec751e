// What a token from a mail proves, where it is valid, and the account that the address has.
// access: read
// returns: one
// visibility: none, because whoever has the token read the mail
// param $token: STRING  its SHA-256
// param $now: DATETIME
// column proof: MAP
// column account: INTEGER  null where there is none
// index: mail_proof_token
// index: account_address_key
MATCH (p:MailProof {token: $token})
WHERE p.taken_at IS NULL AND p.expires_at > $now
OPTIONAL MATCH (a:Account {address_key: p.address_key})
RETURN p {.id, .kind, .address_key, .email, .name, .password} AS proof, a.id AS account
