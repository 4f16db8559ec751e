// What the search index holds of each skill, in pages by id: id, name, kind, aliases, names of what was
// merged into it, the keys that lead to it and to no other, how many members have it and jobs
// require it.
// access: read
// returns: one
// visibility: none, because skills are shown to everybody
// param $after: STRING  only ids above it; empty for the first page
// param $limit: INTEGER
// column rows: LIST<LIST>  packed into one record, which takes an eighth of the driver's time
// index: skill_id
// cost: an expand an alias
// timeout: 60 s
MATCH (s:Skill) WHERE s.id > $after AND s.into IS NULL
WITH s ORDER BY s.id LIMIT $limit
RETURN collect([
  s.id, s.name, s.kind, s.aliases, s.former,
  COLLECT { MATCH (a:SkillAlias)-[:ALIAS_OF]->(s) RETURN a.key },
  COUNT { (s)<-[:HAS_SKILL]-() } + COUNT { (s)<-[:REQUIRES]-() }
]) AS rows
