// Of some posts, why they are in a member's feed or are left out; for operators.
// access: read
// returns: many
// visibility: none, because operators ask it
// param $member: INTEGER
// param $ids: LIST<INTEGER>
// column id: INTEGER
// column verdict: STRING  'shown', or the first rule that leaves it out
// index: member_id
// index: post_id
MATCH (v:Member {id: $member})
UNWIND $ids AS id
OPTIONAL MATCH (p:Post {id: id})
OPTIONAL MATCH (p)<-[:POSTED]-(a:Member)
WITH *, a = v AS own, EXISTS { (v)-[:CONNECTED]-(a) } AS connected,
  EXISTS { (v)-[:FOLLOWS]->(a) } AS follows,
  EXISTS { MATCH (v)-[:FOLLOWS]->(:Company)-[:PUBLISHED]->(p) } AS company
RETURN id, CASE
    WHEN p IS NULL THEN 'deleted'
    WHEN EXISTS { (v)-[:BLOCKED]-(a) } THEN 'block between the member and the author'
    WHEN EXISTS { (v)-[:MUTED]->(a) } THEN 'the author is muted'
    WHEN EXISTS { (v)-[:HID|UNINTERESTED]->(p) } THEN 'the post is hidden'
    WHEN NOT own AND NOT connected AND a:Private THEN 'the author is PRIVATE and not connected'
    WHEN NOT own AND p.visibility = 'PRIVATE' THEN 'the post is PRIVATE'
    WHEN NOT own AND NOT connected AND p.visibility = 'CONNECTIONS'
      THEN 'the post is for connections'
    WHEN own OR connected OR follows OR company THEN 'shown'
    ELSE 'not of the network (at most a discovery)'
  END AS verdict
LIMIT 5000
