// Open jobs that members applied to who applied to one, too: where at least $least of them did.
//
// Neither the viewer nor whoever does not exist for the viewer is counted, and no withdrawn
// application: nobody learns from it what a certain member did.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $job: INTEGER
// param $now: DATETIME
// param $least: INTEGER
// param $applicants: INTEGER  the newest, at most this many
// param $limit: INTEGER
// column id: INTEGER
// index: member_id
// index: application_job
// index: job_id
// cost: $applicants × the applications of a member
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (a:Application)
WHERE a.job_id = $job AND a.id >= 0
MATCH (m:Member)-[:APPLIED]->(a)
WHERE a.status <> 'WITHDRAWN' AND m <> v AND NOT m IN blocked
  AND (NOT m:Private OR EXISTS { (m)-[:CONNECTED]-(v) })
WITH m ORDER BY a.id DESC LIMIT $applicants
MATCH (m)-[:APPLIED]->(b:Application)
WHERE b.status <> 'WITHDRAWN' AND b.job_id <> $job
WITH b.job_id AS other, count(DISTINCT m) AS members
WHERE members >= $least
MATCH (j:Job {id: other})
WHERE j.status = 'OPEN' AND (j.expires_at IS NULL OR j.expires_at > $now)
RETURN j.id AS id ORDER BY members DESC, id LIMIT $limit
