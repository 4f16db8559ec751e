// Change a job; what `values` does not name stays, what it has as null goes.
// access: write
// returns: none
// visibility: none, because jobs are public
// param $id: INTEGER
// param $values: MAP
// index: job_id
MATCH (j:Job {id: $id})
SET j += $values
