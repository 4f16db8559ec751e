// What the search index holds of each member of some ids: a map; [title, company, whether held
// now] of each position; schools; skills; the place.
// access: read
// returns: one
// visibility: none, because the index keeps all members and each search applies the viewer's scope
// param $ids: LIST<INTEGER>  at most 1000
// column rows: LIST<LIST>
// index: member_id
// cost: an expand a position, education and skill
// timeout: 60 s
UNWIND $ids AS id
MATCH (m:Member {id: id})
RETURN collect([
  m {.id, .name, .headline, .summary, .industry, .city, .country, .profile_visibility,
     .open_to_work},
  COLLECT {
    MATCH (m)-[w:WORKED_AT]->(c:Company)
    RETURN [w.title, c.name, w.ended IS NULL OR w.ended >= date()] ORDER BY w.started DESC, c.id
  },
  COLLECT { MATCH (m)-[:STUDIED_AT]->(s:School) RETURN s.name },
  COLLECT { MATCH (m)-[:HAS_SKILL]->(s:Skill) RETURN DISTINCT s.name },
  head(COLLECT { MATCH (m)-[:LIVES_IN]->(p:Place) RETURN [p.id, p.name] })
]) AS rows
