// Lock some members until the end of the transaction, in the order given: ascending ids.
// access: write
// returns: many
// visibility: none, because it takes locks only; the decision that follows looks
// param $ids: LIST<INTEGER>  ascending, at most 500
// column id: INTEGER  those that exist
// index: member_id
UNWIND $ids AS id
MATCH (m:Member {id: id})
SET m.touched = true
REMOVE m.touched
RETURN id LIMIT 500
