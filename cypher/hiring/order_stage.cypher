// The order of a stage: its members and their ranks, also of those whom the viewer may not see.
// access: read
// returns: many
// visibility: none, because only the order is decided by it
// param $project: INTEGER
// param $stage: STRING
// column member: INTEGER
// column rank: STRING
// index: prospect_rank
// cost: the stage
MATCH (x:Prospect)
WHERE x.project_id = $project AND x.stage = $stage AND x.rank > ''
RETURN x.member_id AS member, x.rank AS rank ORDER BY x.rank LIMIT 5000
