// A project of a company, for one of its jobs or for none.
// access: write
// returns: one
// visibility: none, because the seat was decided on before
// param $company: INTEGER
// param $job: INTEGER     or null
// param $values: MAP      properties
// param $most: INTEGER    projects of a company
// column created: BOOLEAN  false past the most
// index: company_id
// index: job_id
MATCH (c:Company {id: $company})
SET c.touched = true
REMOVE c.touched
WITH c, COUNT { (c)-[:RUNS]->() } < $most AS free
CALL (c, free) {
  WITH c WHERE free
  CREATE (c)-[:RUNS]->(p:Project)
  SET p = $values
  WITH c, p
  MATCH (c)-[:OFFERS]->(j:Job {id: $job})
  CREATE (p)-[:HIRES_FOR]->(j)
}
RETURN free AS created
