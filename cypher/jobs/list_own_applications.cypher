// The viewer's applications, newest first.
// access: read
// returns: many
// visibility: none, because they are the viewer's own
// param $viewer: INTEGER
// param $before: INTEGER  an id
// param $limit: INTEGER
// column application: MAP
// index: application_member
MATCH (a:Application)
WHERE a.member_id = $viewer AND a.id < $before
RETURN properties(a) AS application ORDER BY a.id DESC LIMIT $limit
