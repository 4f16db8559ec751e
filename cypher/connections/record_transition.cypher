// What happened between two members, for ever.
// access: write
// returns: none
// visibility: none, because operators only see it
// param $id: INTEGER
// param $subject: STRING
// param $kind: STRING  a TransitionKind
// param $actor: INTEGER
// param $now: DATETIME
CREATE (:Transition {id: $id, subject: $subject, kind: $kind, actor_id: $actor, at: $now})
