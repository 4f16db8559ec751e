// The skills of each of some members that the viewer may see, and who vouches for them.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER     null: a caller without a token
// param $ids: LIST<INTEGER>  at most 500
// column member: INTEGER
// column skills: LIST<LIST>  [id, name, kind, verified, level]
// column endorsed: LIST<LIST>  [skill id, endorsements by members whom the viewer may see]
// index: member_id
// cost: the skills and endorsements of each member
OPTIONAL MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
UNWIND $ids AS id
MATCH (m:Member {id: id})
WHERE NOT m IN blocked AND (m = v OR EXISTS { (m)-[:CONNECTED]-(v) } OR
    CASE WHEN v IS NULL THEN m.profile_visibility = 'PUBLIC' ELSE NOT m:Private END)
RETURN id AS member, COLLECT {
  MATCH (m)-[h:HAS_SKILL]->(s:Skill)
  RETURN [coalesce(s.into, s.id), s.name, s.kind, s.verified, h.level]
} AS skills, COLLECT {
  MATCH (m)<-[:OF_MEMBER]-(e:Endorsement)<-[:ENDORSED]-(x:Member)
  WHERE NOT x IN blocked AND (x = v OR EXISTS { (x)-[:CONNECTED]-(v) } OR
      CASE WHEN v IS NULL THEN x.profile_visibility = 'PUBLIC' ELSE NOT x:Private END)
  MATCH (e)-[:OF_SKILL]->(s:Skill)
  WITH coalesce(s.into, s.id) AS skill, count(DISTINCT x) AS endorsements
  RETURN [skill, endorsements]
} AS endorsed
LIMIT 500
