// The viewer vouches for a skill of a member.
// access: write
// returns: one
// visibility: none, because the member was decided on before
// param $viewer: INTEGER
// param $member: INTEGER
// param $skill: STRING
// param $id: STRING  "endorser:member:skill"
// param $now: DATETIME
// column created: BOOLEAN
// index: member_id
// index: skill_id
// index: endorsement_id
// allow: CartesianProduct, because all sides are one node, found by key
MATCH (v:Member {id: $viewer})
MATCH (m:Member {id: $member})
MATCH (s:Skill {id: $skill})
WITH v, m, s, EXISTS { (:Endorsement {id: $id}) } AS there
MERGE (e:Endorsement {id: $id})
ON CREATE SET e.at = $now
MERGE (v)-[:ENDORSED]->(e)
MERGE (e)-[:OF_MEMBER]->(m)
MERGE (e)-[:OF_SKILL]->(s)
RETURN NOT there AS created
