// Applications to a job, newest first, with who applies; those in a block with the viewer are not.
// access: read
// returns: many
// visibility: none, because applicants show themselves to the company; blocks are obeyed
// param $viewer: INTEGER
// param $job: INTEGER
// param $before: INTEGER  an id
// param $limit: INTEGER
// column application: MAP
// column member: MAP
// index: application_job
// cost: the page
MATCH (v:Member {id: $viewer})
WITH COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (a:Application)
WHERE a.job_id = $job AND a.id < $before
MATCH (m:Member)-[:APPLIED]->(a)
WHERE NOT m IN blocked
RETURN properties(a) AS application, properties(m) AS member
ORDER BY a.id DESC LIMIT $limit
