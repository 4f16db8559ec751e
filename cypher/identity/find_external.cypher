// The account of somebody whom a provider knows, and the account of an address.
// access: read
// returns: one
// visibility: none, because the provider says who they are
// param $key: STRING          SHA-256 of issuer and subject
// param $address_key: STRING  null where no address was verified
// column linked: INTEGER      null where they never logged in
// column addressed: INTEGER   null where the address has no account
// index: external_login_key
// index: account_address_key
OPTIONAL MATCH (:ExternalLogin {key: $key})-[:LOGS_INTO]->(a:Account)
WITH a
OPTIONAL MATCH (b:Account {address_key: $address_key})
RETURN a.id AS linked, b.id AS addressed
