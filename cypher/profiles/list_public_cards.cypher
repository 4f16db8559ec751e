// The cards of those of some members that a caller without a token may see.
// access: read
// returns: many
// visibility: public
// param $ids: LIST<INTEGER>  at most 500
// column card: MAP
// index: member_id
// cost: a seek an id
UNWIND $ids AS id
MATCH (m:Member {id: id})
WHERE m.profile_visibility = 'PUBLIC'
RETURN m {.*, created_at: toString(m.created_at)} AS card
LIMIT 500
