// The viewer's application to a job.
// access: write
// returns: none
// visibility: none, because members write about themselves
// param $viewer: INTEGER
// param $job: INTEGER
// param $values: MAP  properties
// index: member_id
// index: job_id
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (v:Member {id: $viewer})
MATCH (j:Job {id: $job})
CREATE (v)-[:APPLIED]->(a:Application)-[:FOR]->(j)
SET a = $values
