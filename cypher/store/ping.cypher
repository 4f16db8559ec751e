// Whether the graph answers.
// access: read
// returns: one
// visibility: none, because it reads nothing
// timeout: 2 s
// column answer: INTEGER
RETURN 1 AS answer
