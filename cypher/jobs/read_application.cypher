// The viewer's application to a job: its id and state.
// access: read
// returns: one
// visibility: none, because the application is the viewer's own
// param $key: STRING  "job:member"
// column id: INTEGER
// column status: STRING
// index: application_key
MATCH (a:Application {key: $key})
RETURN a.id AS id, a.status AS status
