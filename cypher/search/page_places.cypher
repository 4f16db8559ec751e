// What the search index holds of each place, in pages by id.
// access: read
// returns: many
// visibility: none, because places are shown to everybody
// param $after: INTEGER  only ids above it; -1 for the first page
// param $limit: INTEGER
// column id: INTEGER
// column name: STRING
// column country: STRING
// column rank: INTEGER  inhabitants
// index: place_id
// cost: a read each
// timeout: 60 s
MATCH (p:Place) WHERE p.id > $after
RETURN p.id AS id, p.name AS name, p.country AS country, p.population AS rank
ORDER BY id LIMIT $limit
