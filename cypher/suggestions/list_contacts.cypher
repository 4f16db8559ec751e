// Members whose address is among the viewer's contacts.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $passed: LIST<INTEGER>
// param $each: INTEGER  at most this many contacts are looked at, the latest first
// param $limit: INTEGER
// column id: INTEGER
// index: member_id
// index: member_address_key
// cost: the viewer's contacts, and a seek for each of $each
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:CONNECTED]-(a:Member) RETURN a } AS n1
CALL (v) {
  MATCH (v)-[h:HAS_CONTACT]->(c:Contact)
  RETURN c.address_key AS key ORDER BY h.at DESC, key LIMIT $each
}
MATCH (m:Member {address_key: key})
WHERE m <> v AND NOT m:Private AND NOT m IN n1 AND NOT m IN blocked AND NOT m.id IN $passed
  AND coalesce(m.found_by_address, true)
RETURN DISTINCT m.id AS id
ORDER BY id LIMIT $limit
