// Let somebody whom a provider knows log into an account.
// access: write
// returns: none
// visibility: none, because the account is theirs
// param $account: INTEGER
// param $key: STRING     SHA-256 of issuer and subject
// param $issuer: STRING
// param $now: DATETIME
// index: account_id
MATCH (a:Account {id: $account})
CREATE (:ExternalLogin {key: $key, issuer: $issuer, created_at: $now})-[:LOGS_INTO]->(a)
