// What the store holds: nodes that members or imports made, and all nodes but the bookkeeping.
// access: read
// returns: one
// visibility: none, because operators only see it
// column content: INTEGER  members, companies, jobs, posts, ...
// column nodes: INTEGER    the same with the vocabulary and whatever else is there
// allow: NodeByLabelScan, because each is answered by the count store
// allow: AllNodesScan, because it is answered by the count store
RETURN COUNT { (:Member) } + COUNT { (:Company) } + COUNT { (:School) } + COUNT { (:Job) }
     + COUNT { (:Post) } + COUNT { (:Comment) } + COUNT { (:Hashtag) } AS content,
       COUNT { () } - COUNT { (:Migration) } - COUNT { (:Lease) } - COUNT { (:Import) } AS nodes
