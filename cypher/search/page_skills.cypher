// What the search index holds of each skill, in pages by id.
// access: read
// returns: many
// visibility: none, because skills are shown to everybody
// param $after: STRING  only ids above it; empty for the first page
// param $limit: INTEGER
// column id: STRING
// column name: STRING
// column aliases: LIST<STRING>
// column keys: LIST<STRING>  the spellings that lead to it and to no other skill
// column rank: INTEGER       how many members have it and jobs require it
// index: skill_id
// cost: an expand an alias
// timeout: 60 s
MATCH (s:Skill) WHERE s.id > $after
WITH s ORDER BY s.id LIMIT $limit
RETURN s.id AS id, s.name AS name, s.aliases AS aliases,
  COLLECT { MATCH (a:SkillAlias)-[:ALIAS_OF]->(s) RETURN a.key } AS keys,
  COUNT { (s)<-[:HAS_SKILL]-() } + COUNT { (s)<-[:REQUIRES]-() } AS rank
ORDER BY id LIMIT $limit
