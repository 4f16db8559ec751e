// Delete everything but the bookkeeping of the store, in transactions of 1,000 nodes.
// access: write
// returns: none
// visibility: none, because operators only run it, on an unfinished import
// allow: AllNodesScan, because everything goes
// cost: nodes + relationships
// timeout: 600 s
MATCH (n)
WHERE NOT n:Migration AND NOT n:Lease AND NOT n:Import
CALL (n) {
  DETACH DELETE n
} IN TRANSACTIONS OF 1000 ROWS
