// Applications to a job, newest first.
// access: read
// returns: many
// visibility: none, because what they show is read by list_board
// param $job: INTEGER
// param $before: INTEGER  an id
// param $limit: INTEGER
// column id: INTEGER
// index: application_job
// cost: the page
MATCH (a:Application)
WHERE a.job_id = $job AND a.id < $before
RETURN a.id AS id ORDER BY id DESC LIMIT $limit
