// What the search index holds of each school, in pages by id: id, name, how many studied there.
// access: read
// returns: one
// visibility: none, because schools are shown to everybody
// param $after: INTEGER  only ids above it; -1 for the first page
// param $limit: INTEGER
// column rows: LIST<LIST>  packed into one record, which takes an eighth of the driver's time
// index: school_id
// cost: a degree each
// timeout: 60 s
MATCH (s:School) WHERE s.id > $after
WITH s ORDER BY s.id LIMIT $limit
RETURN collect([s.id, s.name, COUNT { (s)<-[:STUDIED_AT]-() }]) AS rows
