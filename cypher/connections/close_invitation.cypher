// An open invitation ends.
// access: write
// returns: none
// visibility: none, because the pair was decided on before
// param $id: INTEGER
// param $status: STRING  an InvitationStatus other than OPEN
// param $now: DATETIME
// index: invitation_id
MATCH (i:Invitation {id: $id})
WHERE i.status = 'OPEN'
SET i.status = $status, i.answered_at = $now
REMOVE i.open_pair
