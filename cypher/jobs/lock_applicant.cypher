// The viewer, locked until the transaction ends: nobody applies twice at once. A job as an applicant
// meets it, and their application to it.
// access: write
// returns: one
// visibility: none, because jobs are public and the application is the viewer's own
// param $viewer: INTEGER
// param $job: INTEGER
// param $key: STRING  "job:member"
// column status: STRING
// column expires_at: DATETIME
// column application: MAP  or null
// index: member_id
// index: job_id
// index: application_key
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (v:Member {id: $viewer})
SET v.touched = true
REMOVE v.touched
WITH v
MATCH (j:Job {id: $job})
OPTIONAL MATCH (a:Application {key: $key})
RETURN j.status AS status, j.expires_at AS expires_at, properties(a) AS application
