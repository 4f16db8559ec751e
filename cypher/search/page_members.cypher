// What the search index holds of each member, in pages by id.
// access: read
// returns: many
// visibility: none, because the index keeps all members and each search applies the viewer's scope
// param $after: INTEGER  only ids above it; -1 for the first page
// param $limit: INTEGER
// column member: MAP
// column positions: LIST<LIST>  title, name of the company, whether held now
// column schools: LIST<STRING>
// column skills: LIST<STRING>
// column place: STRING
// index: member_id
// cost: an expand a position, education and skill
// timeout: 60 s
MATCH (m:Member) WHERE m.id > $after
WITH m ORDER BY m.id LIMIT $limit
RETURN m {.id, .name, .headline, .summary, .industry, .city, .country, .profile_visibility}
    AS member,
  COLLECT {
    MATCH (m)-[w:WORKED_AT]->(c:Company)
    RETURN [w.title, c.name, w.ended IS NULL] ORDER BY w.started DESC, c.id
  } AS positions,
  COLLECT { MATCH (m)-[:STUDIED_AT]->(s:School) RETURN s.name } AS schools,
  COLLECT { MATCH (m)-[:HAS_SKILL]->(s:Skill) RETURN s.name } AS skills,
  head(COLLECT { MATCH (m)-[:LIVES_IN]->(p:Place) RETURN p.name }) AS place
ORDER BY member.id LIMIT $limit
