// Comments are listed by the thread that they belong to; deleted content keeps its key.
CREATE CONSTRAINT deleted_post_id IF NOT EXISTS FOR (n:DeletedPost) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT deleted_comment_id IF NOT EXISTS FOR (n:DeletedComment) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT post_version_id IF NOT EXISTS FOR (n:PostVersion) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT report_id IF NOT EXISTS FOR (n:Report) REQUIRE n.id IS UNIQUE;
CREATE INDEX comment_thread IF NOT EXISTS FOR (n:Comment) ON (n.thread, n.created_at, n.id);
MATCH (c:Comment)-[:ON]->(p:Post) WHERE c.thread IS NULL
CALL (c, p) {
  SET c.thread = coalesce(
    head(COLLECT { MATCH (c)-[:REPLIES_TO]->(r:Comment) RETURN 'comment:' + toString(r.id) }),
    'post:' + toString(p.id))
} IN TRANSACTIONS OF 10000 ROWS;
