// Where people came from to a company and where they went; companies with enough of them.
// access: read
// returns: many
// visibility: public
// param $company: INTEGER
// param $least: INTEGER   fewer members than this are not told
// param $limit: INTEGER
// column company: MAP
// column arrived: INTEGER
// column departed: INTEGER
// index: company_id
// cost: members who work or worked there × their positions
MATCH (c:Company {id: $company})<-[here:WORKED_AT]-(m:Member)
WHERE m.profile_visibility = 'PUBLIC'
MATCH (m)-[there:WORKED_AT]->(d:Company)
WHERE d <> c
WITH d, count(DISTINCT CASE WHEN there.started < here.started THEN m END) AS arrived,
     count(DISTINCT CASE WHEN there.started > here.started THEN m END) AS departed
WHERE arrived >= $least OR departed >= $least
RETURN properties(d) AS company, CASE WHEN arrived >= $least THEN arrived END AS arrived,
       CASE WHEN departed >= $least THEN departed END AS departed
ORDER BY coalesce(arrived, 0) + coalesce(departed, 0) DESC, d.id
LIMIT $limit
