// Give the account of an address a role; its id, or nothing where there is none.
// access: write
// returns: one
// visibility: none, because operators only run it
// param $address_key: STRING
// param $role: STRING
// column id: INTEGER
// index: account_address_key
MATCH (a:Account {address_key: $address_key})
SET a.role = $role
RETURN a.id AS id
