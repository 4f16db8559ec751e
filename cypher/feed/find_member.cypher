// Whether there is such a member; for operators.
// access: read
// returns: one
// visibility: none, because operators ask it
// param $id: INTEGER
// column id: INTEGER
// index: member_id
MATCH (m:Member {id: $id})
RETURN m.id AS id
