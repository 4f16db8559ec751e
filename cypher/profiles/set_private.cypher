// The label that goes with a PRIVATE profile.
// access: write
// returns: none
// visibility: none, because it is the viewer's own profile
// param $viewer: INTEGER
// param $private: BOOLEAN
// index: member_id
MATCH (v:Member {id: $viewer})
FOREACH (_ IN CASE WHEN $private THEN [1] ELSE [] END | SET v:Private)
FOREACH (_ IN CASE WHEN $private THEN [] ELSE [1] END | REMOVE v:Private)
