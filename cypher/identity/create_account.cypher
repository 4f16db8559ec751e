// A member with a public profile, and how they log in.
// access: write
// returns: none
// visibility: none, because it is new
// param $id: INTEGER
// param $name: STRING
// param $email: STRING
// param $address_key: STRING
// param $password: STRING  its hash; null where only a provider says who logs in
// param $role: STRING
// param $now: DATETIME
CREATE (m:Member {
  id: $id, name: $name, profile_visibility: 'PUBLIC', address_key: $address_key, created_at: $now
})
CREATE (a:Account {
  id: $id, email: $email, address_key: $address_key, password: $password, role: $role,
  created_at: $now
})
CREATE (a)-[:ACCOUNT_OF]->(m)
