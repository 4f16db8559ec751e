// Open jobs of a company, newest first, to see whether one is posted twice.
// access: read
// returns: many
// visibility: none, because jobs are public
// param $company: INTEGER
// param $limit: INTEGER
// column id: INTEGER
// column title: STRING
// column city: STRING
// column description: STRING
// index: company_id
// cost: the jobs of the company
MATCH (:Company {id: $company})-[:OFFERS]->(j:Job)
WHERE j.status = 'OPEN'
RETURN j.id AS id, j.title AS title, j.city AS city, j.description AS description
ORDER BY id DESC LIMIT $limit
