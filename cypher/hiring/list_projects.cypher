// Projects of a company, newest first; none where the viewer has no seat there.
// access: read
// returns: many
// visibility: none, because the seat is asked for
// param $viewer: INTEGER
// param $company: INTEGER
// param $before: INTEGER   an id
// param $limit: INTEGER
// column project: MAP
// column company: INTEGER
// column job: INTEGER      or null
// index: member_id
// cost: the projects of the company, at most 500
MATCH (:Member {id: $viewer})-[:RECRUITS]->(c:Company {id: $company})
WITH DISTINCT c
MATCH (c)-[:RUNS]->(p:Project)
WHERE p.id < $before
RETURN properties(p) AS project, c.id AS company,
       head(COLLECT { MATCH (p)-[:HIRES_FOR]->(j:Job) RETURN j.id }) AS job
ORDER BY p.id DESC LIMIT $limit
