// The viewer no longer follows something; how many edges there were, 0 or 1.
// access: write
// returns: one
// visibility: none, because it is the viewer's own edge
// param $viewer: INTEGER
// param $kind: STRING  Member, Company or Hashtag
// param $id: INTEGER   of a member or company, or null
// param $tag: STRING   key of a hashtag, or null
// column deleted: INTEGER
// index: member_id
// allow: CartesianProduct, because both sides are one node, found by key
// index: company_id
// index: hashtag_key
MATCH (v:Member {id: $viewer})
CALL () {
  MATCH (t:Member {id: $id}) WHERE $kind = 'Member' RETURN t
  UNION MATCH (t:Company {id: $id}) WHERE $kind = 'Company' RETURN t
  UNION MATCH (t:Hashtag {key: $tag}) WHERE $kind = 'Hashtag' RETURN t
}
MATCH (v)-[f:FOLLOWS]->(t)
DELETE f
RETURN count(*) AS deleted
