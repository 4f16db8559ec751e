// Which of some members the viewer may see, and where they are in a project.
// access: read
// returns: many
// visibility: viewer
// param $viewer: INTEGER
// param $project: INTEGER
// param $ids: LIST<INTEGER>  at most 100
// column member: INTEGER
// column prospect: MAP       null: not in it
// index: member_id
// index: prospect_key
MATCH (v:Member {id: $viewer})
WITH v, COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked
UNWIND $ids AS id
MATCH (m:Member {id: id})
WHERE NOT m IN blocked AND (NOT m:Private OR m = v OR EXISTS { (m)-[:CONNECTED]-(v) })
OPTIONAL MATCH (x:Prospect {key: toString($project) + ':' + toString(id)})
RETURN id AS member, properties(x) AS prospect
LIMIT 100
