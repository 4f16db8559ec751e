// An account, locked until the end of the transaction.
// access: write
// returns: one
// visibility: none, because it is the viewer's own
// param $id: INTEGER
// column account: MAP
// index: account_id
MATCH (a:Account {id: $id})
SET a.touched = true
REMOVE a.touched
RETURN a {.id, .email, .password, .role, .totp, .totp_wanted, .totp_step, .recovery} AS account
