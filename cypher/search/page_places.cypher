// What the search index holds of each place, in pages by id: id, name, country, inhabitants,
// latitude, longitude.
// access: read
// returns: one
// visibility: none, because places are shown to everybody
// param $after: INTEGER  only ids above it; -1 for the first page
// param $limit: INTEGER
// column rows: LIST<LIST>  packed into one record, which takes an eighth of the driver's time
// index: place_id
// cost: a read each
// timeout: 60 s
MATCH (p:Place) WHERE p.id > $after
WITH p ORDER BY p.id LIMIT $limit
RETURN collect([p.id, p.name, p.country, p.population, p.location.y, p.location.x]) AS rows
