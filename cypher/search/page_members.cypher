// What the search index holds of each member, in pages by id: a map; [title, company, whether held
// now] of each position; schools; skills; the place.
// access: read
// returns: one
// visibility: none, because the index keeps all members and each search applies the viewer's scope
// param $after: INTEGER  only ids above it; -1 for the first page
// param $limit: INTEGER
// column rows: LIST<LIST>  packed into one record, which takes an eighth of the driver's time
// index: member_id
// cost: an expand a position, education and skill
// timeout: 60 s
MATCH (m:Member) WHERE m.id > $after
WITH m ORDER BY m.id LIMIT $limit
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
