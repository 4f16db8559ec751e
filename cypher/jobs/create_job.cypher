// A new job of a company.
// access: write
// returns: none
// visibility: none, because jobs are public
// param $company: INTEGER
// param $id: INTEGER
// param $values: MAP  properties
// index: company_id
MATCH (c:Company {id: $company})
CREATE (c)-[:OFFERS]->(j:Job {id: $id})
SET j += $values
