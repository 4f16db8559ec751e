// What is to be asked by mail, and the account that the address has already.
// access: read
// returns: one
// visibility: none, because the worker only reads it
// param $id: INTEGER
// column proof: MAP
// column email: STRING  of the account; null where there is none
// column name: STRING   of its member
// index: mail_proof_id
// index: account_address_key
MATCH (p:MailProof {id: $id})
OPTIONAL MATCH (a:Account {address_key: p.address_key})-[:ACCOUNT_OF]->(m:Member)
RETURN p {.kind, .email, .name, .mailed_at, .expires_at} AS proof, a.email AS email,
       m.name AS name
