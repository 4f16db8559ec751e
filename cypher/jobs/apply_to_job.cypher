// The viewer's application to a job, made where there is none and the job is open.
//
// Only the application's key is locked: whoever applies twice at once waits for the first.
// access: write
// returns: one
// visibility: none, because jobs are public and the application is the viewer's own
// param $viewer: INTEGER
// param $job: INTEGER
// param $key: STRING  "job:member"
// param $now: DATETIME
// param $values: MAP  properties of a new one
// column open: BOOLEAN
// column application: MAP  or null
// index: member_id
// index: job_id
// index: application_key
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (v:Member {id: $viewer})
MATCH (j:Job {id: $job})
WITH v, j, j.status = 'OPEN' AND coalesce(j.expires_at > $now, true) AS open
CALL (v, j, open) {
  WITH v, j, open WHERE open
  MERGE (a:Application {key: $key})
  ON CREATE SET a = $values
  FOREACH (_ IN CASE WHEN a.id = $values.id THEN [1] ELSE [] END |
    CREATE (v)-[:APPLIED]->(a) CREATE (a)-[:FOR]->(j))
  RETURN a
  UNION ALL
  WITH open WHERE NOT open
  OPTIONAL MATCH (a:Application {key: $key})
  RETURN a
}
RETURN open, properties(a) AS application
