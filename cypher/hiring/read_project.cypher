// A project, and whether the viewer has a seat at its company.
// access: read
// returns: one
// visibility: none, because projects belong to companies and the seat is the viewer's own
// param $viewer: INTEGER
// param $id: INTEGER
// column project: MAP
// column company: INTEGER
// column job: INTEGER      or null
// column seated: BOOLEAN
// index: member_id
// index: project_id
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (v:Member {id: $viewer})
MATCH (p:Project {id: $id})<-[:RUNS]-(c:Company)
RETURN properties(p) AS project, c.id AS company,
       head(COLLECT { MATCH (p)-[:HIRES_FOR]->(j:Job) RETURN j.id }) AS job,
       EXISTS { (v)-[:RECRUITS]->(c) } AS seated
