// Some places.
// access: read
// returns: many
// visibility: none, because places are public
// param $ids: LIST<INTEGER>  at most 500
// column place: MAP
// index: place_id
// cost: a seek an id
UNWIND $ids AS id
MATCH (p:Place {id: id})
RETURN properties(p) AS place
LIMIT 500
