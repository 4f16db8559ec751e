// Give a lease back, if it is still ours.
// access: write
// returns: none
// visibility: none, because processes only see it
// param $name: STRING
// param $owner: STRING
// index: lease_name
// timeout: 60 s
MATCH (l:Lease {name: $name})
WHERE l.owner = $owner
DELETE l
