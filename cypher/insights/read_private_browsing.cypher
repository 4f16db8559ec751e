// Whether the viewer looks at profiles unseen.
// access: read
// returns: one
// visibility: none, because it is the viewer's own setting
// param $viewer: INTEGER
// column private: BOOLEAN
// index: member_id
MATCH (v:Member {id: $viewer})
RETURN coalesce(v.private_browsing, false) AS private
