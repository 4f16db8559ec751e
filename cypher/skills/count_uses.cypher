// How many members, jobs, occupations and endorsements have a skill.
// access: read
// returns: one
// visibility: none, because operators only see it
// param $skill: STRING
// column members: INTEGER
// column jobs: INTEGER
// column occupations: INTEGER
// column endorsements: INTEGER
// index: skill_id
MATCH (s:Skill {id: $skill})
RETURN COUNT { (s)<-[:HAS_SKILL]-() } AS members, COUNT { (s)<-[:REQUIRES]-() } AS jobs,
       COUNT { (s)<-[:NEEDS]-() } AS occupations, COUNT { (s)<-[:OF_SKILL]-() } AS endorsements
