// A login.
// access: write
// returns: none
// visibility: none, because it is the account's own
// param $account: INTEGER
// param $id: INTEGER
// param $family: STRING   SHA-256
// param $refresh: STRING  SHA-256
// param $device: STRING
// param $network: STRING  its keyed hash
// param $now: DATETIME
// param $expires_at: DATETIME
// index: account_id
MATCH (a:Account {id: $account})
CREATE (a)-[:HAS_SESSION]->(:Session {
  id: $id, family: $family, refresh: $refresh, device: $device, network: $network,
  created_at: $now, used_at: $now, expires_at: $expires_at
})
