// The connections of one member that the viewer may see and that meet all conditions, by id.
//
// What a reduced card hides can not be asked for: beside the name, conditions look at PUBLIC
// profiles and at the viewer's own connections only. A null parameter is no condition.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $member: INTEGER
// param $after: INTEGER  only ids above it; -1 for the first page
// param $limit: INTEGER
// param $company: STRING  name of an employer, present or past, in lower case
// param $school: STRING   name, in lower case
// param $skill: STRING    name or another spelling, in lower case
// param $place: STRING    name of a city, in lower case
// param $name: STRING     how a part of the name begins, in lower case
// column card: MAP
// index: member_id
// cost: the neighbours of the member, and what they have
// allow: CartesianProduct, because both sides are one member, found by key
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
MATCH (m:Member {id: $member})
WHERE NOT m IN blocked
MATCH (m)-[:CONNECTED]-(y:Member)
WHERE y.id > $after AND NOT y IN blocked
  AND (NOT y:Private OR y = v OR m = v OR EXISTS { (y)-[:CONNECTED]-(v) })
  AND ($name IS NULL OR ' ' + toLower(y.name) CONTAINS ' ' + $name)
  AND (
    ($company IS NULL AND $school IS NULL AND $skill IS NULL AND $place IS NULL)
    OR y = v OR m = v OR y.profile_visibility = 'PUBLIC' OR EXISTS { (y)-[:CONNECTED]-(v) }
  )
  AND ($company IS NULL OR EXISTS {
    MATCH (y)-[:WORKED_AT]->(c:Company) WHERE toLower(c.name) = $company
  })
  AND ($school IS NULL OR EXISTS {
    MATCH (y)-[:STUDIED_AT]->(s:School) WHERE toLower(s.name) = $school
  })
  AND ($place IS NULL OR EXISTS {
    MATCH (y)-[:LIVES_IN]->(p:Place) WHERE toLower(p.name) = $place
  })
  AND ($skill IS NULL OR EXISTS {
    MATCH (y)-[:HAS_SKILL]->(s:Skill)
    WHERE toLower(s.name) = $skill OR any(a IN coalesce(s.aliases, []) WHERE toLower(a) = $skill)
  })
RETURN y {.*, created_at: toString(y.created_at)} AS card
ORDER BY y.id LIMIT $limit
