// What typeahead shows, of every kind at once: a request each would take four times as long.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $members: LIST<INTEGER>  at most 50 of all kinds
// param $jobs: LIST<INTEGER>
// param $companies: LIST<INTEGER>
// param $schools: LIST<INTEGER>
// param $places: LIST<INTEGER>
// param $skills: LIST<STRING>
// column members: LIST<MAP>  cards
// column jobs: LIST<LIST>  properties of the job, of its company
// column companies: LIST<MAP>
// column schools: LIST<MAP>
// column places: LIST<MAP>
// column skills: LIST<LIST>  the id asked for; properties of the skill that stands for it now
// index: member_id
// cost: a seek and a check an id
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
RETURN
  COLLECT {
    UNWIND $members AS id
    MATCH (m:Member {id: id})
    WHERE NOT m IN blocked AND (NOT m:Private OR m = v OR EXISTS { (m)-[:CONNECTED]-(v) })
    RETURN m {.*, created_at: toString(m.created_at)}
  } AS members,
  COLLECT {
    UNWIND $jobs AS id
    MATCH (j:Job {id: id})<-[:OFFERS]-(c:Company)
    RETURN [properties(j), properties(c)]
  } AS jobs,
  COLLECT { UNWIND $companies AS id MATCH (o:Company {id: id}) RETURN properties(o) } AS companies,
  COLLECT { UNWIND $schools AS id MATCH (o:School {id: id}) RETURN properties(o) } AS schools,
  COLLECT { UNWIND $places AS id MATCH (p:Place {id: id}) RETURN properties(p) } AS places,
  COLLECT {
    UNWIND $skills AS id
    OPTIONAL MATCH (r:MergedSkill {id: id})
    MATCH (s:Skill {id: coalesce(r.into, id)})
    RETURN [id, properties(s)]
  } AS skills
