// Whether the viewer may hire for a company, or for that of a job; no row where there is neither.
// access: read
// returns: one
// visibility: none, because companies and jobs are public and the seat is the viewer's own
// param $viewer: INTEGER
// param $company: INTEGER  or null
// param $job: INTEGER      or null
// column company: INTEGER
// column seated: BOOLEAN
// column status: STRING  of the job
// index: member_id
// index: company_id
// index: job_id
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (v:Member {id: $viewer})
CALL () {
  MATCH (c:Company {id: $company}) RETURN c, null AS status
  UNION MATCH (c:Company)-[:OFFERS]->(j:Job {id: $job}) RETURN c, j.status AS status
}
RETURN c.id AS company, EXISTS { (v)-[:RECRUITS]->(c) } AS seated, status
