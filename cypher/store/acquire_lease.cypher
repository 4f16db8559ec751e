// Take or renew a lease; no row where somebody else holds it.
// access: write
// returns: one
// visibility: none, because processes only see it
// param $name: STRING     what the lease is for
// param $owner: STRING    a random name of the process
// param $seconds: INTEGER  how long it holds without renewal
// column owner: STRING
// index: lease_name
// timeout: 60 s
MERGE (l:Lease {name: $name})
SET l.touched = true
REMOVE l.touched
WITH l WHERE l.owner IS NULL OR l.owner = $owner OR l.until < datetime()
SET l.owner = $owner, l.until = datetime() + duration({seconds: $seconds})
RETURN l.owner AS owner
