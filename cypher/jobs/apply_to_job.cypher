// Applications to a job by some members, made where there are none and the job is open.
//
// Only the applications' keys are locked: whoever applies twice at once waits for the first.
// access: write
// returns: many
// visibility: none, because jobs are public and each sees only their own application
// param $job: INTEGER
// param $rows: LIST<MAP>  properties of new ones, at most one a member; key is "job:member"
// column member: INTEGER
// column open: BOOLEAN
// column application: MAP  or null
// index: member_id
// index: job_id
// index: application_key
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (j:Job {id: $job})
UNWIND $rows AS row
MATCH (v:Member {id: row.member_id})
WITH v, j, row, j.status = 'OPEN' AND coalesce(j.expires_at > row.created_at, true) AS open
CALL (v, j, row, open) {
  WITH v, j, row, open WHERE open
  MERGE (a:Application {key: row.key})
  ON CREATE SET a = row
  FOREACH (_ IN CASE WHEN a.id = row.id THEN [1] ELSE [] END |
    CREATE (v)-[:APPLIED]->(a) CREATE (a)-[:FOR]->(j))
  RETURN a
  UNION ALL
  WITH row, open WHERE NOT open
  OPTIONAL MATCH (a:Application {key: row.key})
  RETURN a
}
RETURN v.id AS member, open, properties(a) AS application
LIMIT 500
