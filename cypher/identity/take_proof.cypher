// Use up a token; a second taker waits for the first and gets nothing.
// access: write
// returns: one
// visibility: none, because whoever has the token read the mail
// param $token: STRING  its SHA-256
// param $now: DATETIME
// column id: INTEGER
// index: mail_proof_token
MATCH (p:MailProof {token: $token})
SET p.touched = true
REMOVE p.touched
WITH p WHERE p.taken_at IS NULL AND p.expires_at > $now
SET p.taken_at = $now
RETURN p.id AS id
