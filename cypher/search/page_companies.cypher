// What the search index holds of each company, in pages by id: a map; the place; how many positions
// were ever held there.
// access: read
// returns: one
// visibility: none, because companies are shown to everybody
// param $after: INTEGER  only ids above it; -1 for the first page
// param $limit: INTEGER
// column rows: LIST<LIST>  packed into one record, which takes an eighth of the driver's time
// index: company_id
// cost: a degree each
// timeout: 60 s
MATCH (c:Company) WHERE c.id > $after
WITH c ORDER BY c.id LIMIT $limit
RETURN collect([
  c {.id, .name, .industry, .domain, .description, .city, .country, .size},
  head(COLLECT { MATCH (c)-[:IN]->(p:Place) RETURN [p.id, p.name] }),
  COUNT { (c)<-[:WORKED_AT]-() }
]) AS rows
