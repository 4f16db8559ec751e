// What the search index holds of each school, in pages by id.
// access: read
// returns: many
// visibility: none, because schools are shown to everybody
// param $after: INTEGER  only ids above it; -1 for the first page
// param $limit: INTEGER
// column id: INTEGER
// column name: STRING
// column rank: INTEGER  how many studied there
// index: school_id
// cost: a degree each
// timeout: 60 s
MATCH (s:School) WHERE s.id > $after
WITH s ORDER BY s.id LIMIT $limit
RETURN s.id AS id, s.name AS name, COUNT { (s)<-[:STUDIED_AT]-() } AS rank
ORDER BY id LIMIT $limit
