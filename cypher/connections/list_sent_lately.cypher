// The viewer's last invitations, newest first: when sent and what became of them.
// access: read
// returns: many
// visibility: none, because they are the viewer's own, and only counted
// param $viewer: INTEGER
// param $limit: INTEGER
// column created_at: DATETIME
// column status: STRING
// index: invitation_from
MATCH (i:Invitation)
WHERE i.from_id = $viewer AND i.created_at <= datetime({year: 9999})
RETURN i.created_at AS created_at, i.status AS status
ORDER BY i.from_id DESC, i.created_at DESC LIMIT $limit
