// Where the viewer says they live.
// access: read
// returns: one
// visibility: none, because it is the viewer's own profile
// param $viewer: INTEGER
// column city: STRING
// column country: STRING
// index: member_id
MATCH (v:Member {id: $viewer})
RETURN v.city AS city, v.country AS country
