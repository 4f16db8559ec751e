// The viewer follows a member, a company or a hashtag; no row where there is none.
// access: write
// returns: one
// visibility: none, because a member is decided on before; the others are public
// param $viewer: INTEGER
// param $kind: STRING  Member, Company or Hashtag
// param $id: INTEGER   of a member or company, or null
// param $tag: STRING   key of a hashtag, or null
// param $now: DATETIME
// column created: BOOLEAN
// index: member_id
// index: company_id
// index: hashtag_key
// allow: CartesianProduct, because both sides are one node, found by key
MATCH (v:Member {id: $viewer})
CALL () {
  MATCH (t:Member {id: $id}) WHERE $kind = 'Member' RETURN t
  UNION MATCH (t:Company {id: $id}) WHERE $kind = 'Company' RETURN t
  UNION MATCH (t:Hashtag {key: $tag}) WHERE $kind = 'Hashtag' RETURN t
}
WITH v, t, EXISTS { (v)-[:FOLLOWS]->(t) } AS there
MERGE (v)-[f:FOLLOWS]->(t)
ON CREATE SET f.at = $now
RETURN NOT there AS created
