// Leave the posts of a member out of the viewer's feed; no row where they may not see them.
// access: write
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $member: INTEGER
// param $now: DATETIME
// param $limit: INTEGER  at most so many are muted
// column muted: BOOLEAN  false where the limit is reached
// index: member_id
MATCH (v:Member {id: $viewer})
MATCH (m:Member {id: $member})
WHERE NOT EXISTS { (v)-[:BLOCKED]-(m) } AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
WITH v, m, EXISTS { (v)-[:MUTED]->(m) } OR COUNT { (v)-[:MUTED]->() } < $limit AS muted
CALL (v, m, muted) {
  WITH v, m WHERE muted
  MERGE (v)-[r:MUTED]->(m)
  SET r.at = coalesce(r.at, $now)
}
RETURN muted
