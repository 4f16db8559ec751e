// What the search index holds of each company of some ids: a map; the place; how many positions
// were ever held there.
// access: read
// returns: one
// visibility: none, because companies are shown to everybody
// param $ids: LIST<INTEGER>  at most 1000
// column rows: LIST<LIST>
// index: company_id
// cost: a degree each
// timeout: 60 s
UNWIND $ids AS id
MATCH (c:Company {id: id})
RETURN collect([
  c {.id, .name, .industry, .domain, .description, .city, .country, .size},
  head(COLLECT { MATCH (c)-[:IN]->(p:Place) RETURN [p.id, p.name] }),
  COUNT { (c)<-[:WORKED_AT]-() }
]) AS rows
