// Neither of two members follows the other any more; who followed whom.
// access: write
// returns: many
// visibility: none, because the pair was decided on before
// param $viewer: INTEGER
// param $member: INTEGER
// column follower: INTEGER
// index: member_id
MATCH (v:Member {id: $viewer})-[f:FOLLOWS]-(m:Member {id: $member})
WITH f, startNode(f).id AS follower
DELETE f
RETURN follower LIMIT 10
