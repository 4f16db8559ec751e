// Forget what was asked by mail and is over.
// access: write
// returns: one
// visibility: none, because processes only run it
// param $before: DATETIME
// param $limit: INTEGER
// column deleted: INTEGER
// index: mail_proof_expires_at
// timeout: 60 s
MATCH (p:MailProof)
WHERE p.expires_at < $before
WITH p LIMIT $limit
DELETE p
RETURN count(*) AS deleted
