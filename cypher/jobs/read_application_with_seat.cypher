// An application by its id, who applies, and whether the viewer may see it as a recruiter.
// access: read
// returns: one
// visibility: none, because applicants show themselves to the company; blocks are obeyed
// param $viewer: INTEGER
// param $id: INTEGER
// column application: MAP
// column member: MAP
// column seated: BOOLEAN
// column company: INTEGER
// index: application_id
// index: member_id
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (v:Member {id: $viewer})
MATCH (m:Member)-[:APPLIED]->(a:Application {id: $id})-[:FOR]->(:Job)<-[:OFFERS]-(c:Company)
RETURN properties(a) AS application, m {.*, created_at: toString(m.created_at)} AS member,
  EXISTS { (v)-[:RECRUITS]->(c) } AND NOT EXISTS { (v)-[:BLOCKED]-(m) } AS seated,
  c.id AS company
