// Keep keyed hashes of addresses that the viewer knows.
// access: write
// returns: one
// visibility: none, because members write about themselves
// param $viewer: INTEGER
// param $keys: LIST<STRING>  each once; the viewer is locked
// param $now: DATETIME
// column added: INTEGER  those that are new
// column kept: INTEGER   all that the viewer has now
// column today: INTEGER  those added on this day, also the forgotten
// index: member_id
// index: contact_key
// cost: $keys, a seek and a test each
MATCH (v:Member {id: $viewer})
CALL (v) {
  UNWIND $keys AS key
  WITH v, key WHERE NOT EXISTS { (:Contact {key: v.id + ':' + key}) }
  CREATE (v)-[:HAS_CONTACT {at: $now}]->(:Contact {key: v.id + ':' + key, address_key: key})
  RETURN count(*) AS added
}
WITH v, added, CASE WHEN v.contacts_day = date($now) THEN v.contacts_added ELSE 0 END AS before
SET v.contacts_day = date($now), v.contacts_added = before + added
RETURN added, COUNT { (v)-[:HAS_CONTACT]->() } AS kept, before + added AS today
