// Some schools.
// access: read
// returns: many
// visibility: none, because schools are public
// param $ids: LIST<INTEGER>  at most 500
// column school: MAP
// index: school_id
// cost: a seek an id
UNWIND $ids AS id
MATCH (o:School {id: id})
RETURN properties(o) AS school
LIMIT 500
