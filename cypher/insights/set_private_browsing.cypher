// From now on the viewer looks at profiles unseen, or not.
// access: write
// returns: one
// visibility: none, because it is the viewer's own setting
// param $viewer: INTEGER
// param $private: BOOLEAN
// column private: BOOLEAN
// index: member_id
MATCH (v:Member {id: $viewer})
SET v.private_browsing = $private
RETURN v.private_browsing AS private
