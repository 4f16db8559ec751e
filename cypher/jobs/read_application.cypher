// The viewer's application to a job, if there is one: its id.
// access: read
// returns: one
// visibility: none, because the application is the viewer's own
// param $key: STRING  "job:member"
// column id: INTEGER
// index: application_key
MATCH (a:Application {key: $key})
RETURN a.id AS id
