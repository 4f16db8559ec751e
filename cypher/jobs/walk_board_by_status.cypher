// Applications to a job in one state, newest first.
// access: read
// returns: many
// visibility: none, because what they show is read by list_board
// param $job: INTEGER
// param $status: STRING
// param $before: INTEGER  an id
// param $limit: INTEGER
// column id: INTEGER
// index: application_board
// cost: the page
MATCH (a:Application)
WHERE a.job_id = $job AND a.status = $status AND a.id < $before
RETURN a.id AS id ORDER BY id DESC LIMIT $limit
