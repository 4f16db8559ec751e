// What is looked up or walked in order other than by key.
CREATE INDEX post_created_at IF NOT EXISTS FOR (n:Post) ON (n.created_at);
CREATE INDEX job_posted_at IF NOT EXISTS FOR (n:Job) ON (n.posted_at);
CREATE POINT INDEX place_location IF NOT EXISTS FOR (n:Place) ON (n.location);
