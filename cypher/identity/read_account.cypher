// An account.
// access: read
// returns: one
// visibility: none, because it is the viewer's own
// param $id: INTEGER
// column account: MAP
// index: account_id
MATCH (a:Account {id: $id})
RETURN a {.id, .email, .password, .role, .totp, .totp_wanted, .totp_step, .recovery} AS account
