// The account of an address, and whether it was logged into from a network within its sessions.
// access: read
// returns: one
// visibility: none, because it is read to compare a password
// param $address_key: STRING
// param $network: STRING  its keyed hash
// column account: MAP
// column known: BOOLEAN
// index: account_address_key
// cost: the account's sessions
MATCH (a:Account {address_key: $address_key})
RETURN a {.id, .email, .password, .role, .totp, .totp_step, .recovery} AS account,
       EXISTS { MATCH (a)-[:HAS_SESSION]->(s:Session) WHERE s.network = $network } AS known
