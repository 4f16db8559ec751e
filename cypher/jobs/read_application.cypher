// A job as an applicant meets it, and the viewer's application to it.
// access: read
// returns: one
// visibility: none, because jobs are public and the application is the viewer's own
// param $job: INTEGER
// param $key: STRING  "job:member"
// column status: STRING
// column expires_at: DATETIME
// column application: MAP  or null
// index: job_id
// index: application_key
MATCH (j:Job {id: $job})
OPTIONAL MATCH (a:Application {key: $key})
RETURN j.status AS status, j.expires_at AS expires_at, properties(a) AS application
