// The token that is about to be sent; one sent before is valid no more.
// access: write
// returns: none
// visibility: none, because the worker only runs it
// param $id: INTEGER
// param $token: STRING  its SHA-256
// index: mail_proof_id
MATCH (p:MailProof {id: $id})
SET p.token = $token
