// Public posts from outside of a viewer's network that may interest them, best first; and the loud.
//
// The newest with a hashtag that the viewer follows: of a rare one among its posts, of the frequent
// ones among everybody's newest $walk posts. And those that two or more of the viewer's connections
// reacted to lately: of at most 300 connections the last 10 reactions each. list_features drops
// what may not be shown, or is of the network after all.
//
// Loud are the members and companies of the network whose posts are not written into feeds, because
// more than $loud would get them.
// access: read
// returns: one
// visibility: viewer
// param $viewer: INTEGER
// param $as_of: STRING   ISO 8601; nothing that came later
// param $walk: INTEGER
// param $loud: INTEGER
// param $limit: INTEGER  of each of the two sources
// column tagged: LIST<INTEGER>   newest first
// column engaged: LIST<INTEGER>  most connections first
// column loud_members: LIST<INTEGER>
// column loud_companies: LIST<INTEGER>
// index: member_id
// index: post_created_at
// cost: 3 ms of 500,000 posts by 100,000 members, for hubs 10
MATCH (v:Member {id: $viewer})
WITH v, datetime($as_of) AS as_of,
     COLLECT { MATCH (v)-[:BLOCKED]-(x:Member) RETURN x } AS blocked,
     COLLECT { MATCH (v)-[:FOLLOWS]->(h:Hashtag) RETURN h LIMIT 100 } AS tags,
     COLLECT { MATCH (v)-[:CONNECTED]-(c:Member) RETURN c LIMIT 300 } AS some
WITH *, [h IN tags WHERE COUNT { (h)<-[:TAGGED]-() } <= $walk] AS rare
WITH *, [h IN tags WHERE NOT h IN rare] AS frequent
WITH *, COLLECT {
  CALL (as_of, rare) {
    UNWIND rare AS h
    CALL (h, as_of) {
      MATCH (h)<-[:TAGGED]-(p:Post) WHERE p.created_at <= as_of AND p.visibility = 'PUBLIC'
      RETURN p ORDER BY p.created_at DESC, p.id DESC LIMIT 20
    }
    RETURN p
  }
  RETURN p
} AS of_rare, COLLECT {
  CALL (as_of, frequent) {
    UNWIND CASE WHEN frequent = [] THEN [] ELSE [as_of] END AS latest
    CALL (latest) {
      MATCH (p:Post) WHERE p.created_at <= latest
      RETURN p ORDER BY p.created_at DESC, p.id DESC LIMIT $walk
    }
    WITH p, frequent
    WHERE p.visibility = 'PUBLIC' AND EXISTS { MATCH (p)-[:TAGGED]->(h:Hashtag) WHERE h IN frequent }
    RETURN p LIMIT $limit
  }
  RETURN p
} AS of_frequent, COLLECT {
  CALL (as_of, some) {
    UNWIND some AS c
    CALL (c, as_of) {
      MATCH (c)-[r:REACTED]->(p:Post) WHERE coalesce(r.at <= as_of, true)
      RETURN p ORDER BY r.at DESC LIMIT 10
    }
    WITH p, count(*) AS friends WHERE friends >= 2 AND p.visibility = 'PUBLIC'
    RETURN p ORDER BY friends DESC, p.id DESC LIMIT $limit
  }
  RETURN p
} AS by_friends
RETURN COLLECT {
  UNWIND of_rare + of_frequent AS p
  MATCH (p)<-[:POSTED]-(a:Member)
  WHERE a <> v AND NOT a IN blocked AND NOT a:Private
  WITH DISTINCT p ORDER BY p.created_at DESC, p.id DESC LIMIT $limit
  RETURN p.id
} AS tagged, COLLECT {
  UNWIND by_friends AS p
  MATCH (p)<-[:POSTED]-(a:Member)
  WHERE a <> v AND NOT a IN blocked AND NOT a:Private
  RETURN p.id
} AS engaged, COLLECT {
  MATCH (v)-[:CONNECTED|FOLLOWS]-(a:Member)
  WHERE COUNT { (a)-[:CONNECTED]-() } + COUNT { (a)<-[:FOLLOWS]-() } > $loud
  RETURN DISTINCT a.id
} AS loud_members, COLLECT {
  MATCH (v)-[:FOLLOWS]->(c:Company)
  WHERE COUNT { (c)<-[:FOLLOWS]-() } > $loud
  RETURN c.id
} AS loud_companies
