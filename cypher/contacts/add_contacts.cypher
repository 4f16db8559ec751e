// Keep keyed hashes of addresses that the viewer knows.
// access: write
// returns: one
// visibility: none, because members write about themselves
// param $viewer: INTEGER
// param $keys: LIST<STRING>  ascending, so that no two imports wait for each other
// param $now: DATETIME
// column added: INTEGER  those that are new
// index: member_id
// index: contact_key
// cost: $keys, a seek and a test each
MATCH (v:Member {id: $viewer})
CALL (v) {
  UNWIND $keys AS key
  MERGE (c:Contact {key: key})
  WITH v, c, EXISTS { (v)-[:HAS_CONTACT]->(c) } AS there
  WHERE NOT there
  CREATE (v)-[:HAS_CONTACT {at: $now}]->(c)
  RETURN count(*) AS added
}
RETURN added
