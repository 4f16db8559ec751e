// Who vouches for some skills of members that the viewer may see, and how far each may be believed.
//
// What an endorser can do counts where the viewer sees their whole profile, and of those who vouch
// for it the ones whom the viewer may see.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER      null: a caller without a token
// param $pairs: LIST<LIST>    [member id, skill id], at most 500
// param $most: INTEGER        endorsers of each
// column member: INTEGER
// column skill: STRING
// column endorsers: LIST<LIST>  see graph.skills.endorsements.Endorser
// index: member_id
// cost: the endorsements of each member, and those of each endorser
OPTIONAL MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
UNWIND $pairs AS pair
MATCH (m:Member {id: pair[0]})
WHERE NOT m IN blocked AND (m = v OR EXISTS { (m)-[:CONNECTED]-(v) } OR
    CASE WHEN v IS NULL THEN m.profile_visibility = 'PUBLIC' ELSE NOT m:Private END)
RETURN pair[0] AS member, pair[1] AS skill, COLLECT {
  MATCH (m)<-[:OF_MEMBER]-(e:Endorsement)<-[:ENDORSED]-(x:Member)
  WHERE NOT x IN blocked AND (x = v OR EXISTS { (x)-[:CONNECTED]-(v) } OR
      CASE WHEN v IS NULL THEN x.profile_visibility = 'PUBLIC' ELSE NOT x:Private END)
  MATCH (e)-[:OF_SKILL]->(s:Skill)
  WITH m, x, v, blocked, collect(DISTINCT coalesce(s.into, s.id)) AS skills
  WHERE pair[1] IN skills
  WITH m, x, v, blocked, skills,
    coalesce(x = v, false) OR x.profile_visibility = 'PUBLIC' OR EXISTS { (x)-[:CONNECTED]-(v) } AS open
  RETURN [x.id,
    open AND EXISTS {
      MATCH (x)-[:HAS_SKILL]->(t:Skill) WHERE coalesce(t.into, t.id) = pair[1]
    },
    CASE WHEN open THEN COUNT {
      MATCH (x)<-[:OF_MEMBER]-(f:Endorsement)-[:OF_SKILL]->(t:Skill)
      WHERE coalesce(t.into, t.id) = pair[1]
      MATCH (f)<-[:ENDORSED]-(y:Member)
      WHERE NOT y IN blocked AND (y = v OR EXISTS { (y)-[:CONNECTED]-(v) } OR
        CASE WHEN v IS NULL THEN y.profile_visibility = 'PUBLIC' ELSE NOT y:Private END)
    } ELSE 0 END,
    EXISTS { (x)-[:CONNECTED]-(m) },
    EXISTS { (m)-[:ENDORSED]->(:Endorsement)-[:OF_MEMBER]->(x) },
    size(skills)]
  ORDER BY x.id LIMIT $most
} AS endorsers
LIMIT 500
