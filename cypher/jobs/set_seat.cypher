// Give a member a seat at a company, or take it away; no row where one of them is unknown.
// access: write
// returns: one
// visibility: none, because an administrator decides
// param $member: INTEGER
// param $company: INTEGER
// param $seated: BOOLEAN
// param $now: DATETIME
// column changed: BOOLEAN
// index: member_id
// index: company_id
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (m:Member {id: $member})
MATCH (c:Company {id: $company})
WITH m, c, EXISTS { (m)-[:RECRUITS]->(c) } AS there
CALL (m, c) {
  WITH m, c WHERE $seated
  MERGE (m)-[r:RECRUITS]->(c)
  ON CREATE SET r.since = $now
}
CALL (m, c) {
  MATCH (m)-[r:RECRUITS]->(c) WHERE NOT $seated
  DELETE r
}
RETURN there <> $seated AS changed
