// What the sources of suggestions need to know of the viewer, and who is never suggested.
// access: read
// returns: one
// visibility: none, because it tells only what the viewer has done and has
// param $viewer: INTEGER
// column passed: LIST<INTEGER>  dismissed within 180 days, or invited either way
// column friends: INTEGER
// column employers: INTEGER
// column schools: INTEGER
// column skills: INTEGER
// column place: INTEGER  1 where the city is known
// column followers: INTEGER
// column views: INTEGER  profiles that the viewer has looked at
// column contacts: INTEGER  addresses that the viewer imported
// column country: STRING
// column industry: STRING
// index: member_id
// index: invitation_sent
// index: invitation_to
// cost: the members that the viewer has dismissed, and the viewer's invitations
MATCH (v:Member {id: $viewer})
RETURN COLLECT {
    MATCH (v)-[d:DISMISSED]->(x:Member)
    WHERE d.at > datetime() - duration({days: 180})
    RETURN x.id
    UNION
    MATCH (i:Invitation)
    WHERE i.from_id = $viewer AND i.status = 'OPEN' AND i.id >= 0
    WITH i
    MATCH (i)-[:TO]->(x:Member)
    RETURN x.id
    UNION
    MATCH (i:Invitation)
    WHERE i.to_id = $viewer AND i.status = 'OPEN' AND i.id >= 0
    WITH i
    MATCH (i)<-[:SENT]-(x:Member)
    RETURN x.id
  } AS passed,
  COUNT { (v)-[:CONNECTED]-() } AS friends,
  COUNT { (v)-[:WORKED_AT]->() } AS employers,
  COUNT { (v)-[:STUDIED_AT]->() } AS schools,
  COUNT { (v)-[:HAS_SKILL]->() } AS skills,
  COUNT { (v)-[:LIVES_IN]->() } AS place,
  COUNT { (v)<-[:FOLLOWS]-() } AS followers,
  COUNT { (v)-[:VIEWED]->() } AS views,
  COUNT { (v)-[:HAS_CONTACT]->() } AS contacts,
  v.country AS country, v.industry AS industry
