// Words that members and jobs use and the taxonomy does not know, the most used first.
// access: read
// returns: many
// visibility: none, because operators only see it
// param $limit: INTEGER
// column id: STRING
// column name: STRING
// column members: INTEGER
// column jobs: INTEGER
// index: skill_verified
// cost: the degree of each such word
MATCH (s:Skill {verified: false})
WHERE s.into IS NULL
WITH s, COUNT { (s)<-[:HAS_SKILL]-() } AS members, COUNT { (s)<-[:REQUIRES]-() } AS jobs
RETURN s.id AS id, s.name AS name, members, jobs
ORDER BY members + jobs DESC, id LIMIT $limit
