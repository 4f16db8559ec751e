// The mail has been sent, or there was none to send.
// access: write
// returns: none
// visibility: none, because the worker only runs it
// param $id: INTEGER
// param $now: DATETIME
// index: mail_proof_id
MATCH (p:MailProof {id: $id})
SET p.mailed_at = $now
