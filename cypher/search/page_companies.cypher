// What the search index holds of each company, in pages by id.
// access: read
// returns: many
// visibility: none, because companies are shown to everybody
// param $after: INTEGER  only ids above it; -1 for the first page
// param $limit: INTEGER
// column company: MAP
// column place: STRING
// column rank: INTEGER  positions held there, ever
// index: company_id
// cost: a degree each
// timeout: 60 s
MATCH (c:Company) WHERE c.id > $after
WITH c ORDER BY c.id LIMIT $limit
RETURN c {.id, .name, .industry, .domain, .description, .city, .country} AS company,
  head(COLLECT { MATCH (c)-[:IN]->(p:Place) RETURN p.name }) AS place,
  COUNT { (c)<-[:WORKED_AT]-() } AS rank
ORDER BY company.id LIMIT $limit
