// What the search index holds of each of some skills: id, name, kind, aliases, names of what was
// merged into it, the keys that lead to it and to no other, how many members have it and jobs
// require it.
// access: read
// returns: one
// visibility: none, because skills are shown to everybody
// param $ids: LIST<STRING>  at most 1000
// column rows: LIST<LIST>  packed into one record, which takes an eighth of the driver's time
// index: skill_id
// cost: an expand an alias
// timeout: 60 s
UNWIND $ids AS id
MATCH (s:Skill {id: id}) WHERE s.into IS NULL
RETURN collect([
  s.id, s.name, s.kind, s.aliases, s.former,
  COLLECT { MATCH (a:SkillAlias)-[:ALIAS_OF]->(s) RETURN a.key },
  COUNT { (s)<-[:HAS_SKILL]-() } + COUNT { (s)<-[:REQUIRES]-() }
]) AS rows
