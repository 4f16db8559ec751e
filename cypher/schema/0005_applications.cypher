// At most one application of a member to a job; the applicants' board is read in this order.
CREATE CONSTRAINT application_key IF NOT EXISTS FOR (n:Application) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT application_id IF NOT EXISTS FOR (n:Application) REQUIRE n.id IS UNIQUE;
CREATE INDEX application_board IF NOT EXISTS FOR (n:Application) ON (n.job_id, n.status, n.id);
CREATE INDEX application_job IF NOT EXISTS FOR (n:Application) ON (n.job_id, n.id);
CREATE INDEX application_member IF NOT EXISTS FOR (n:Application) ON (n.member_id, n.id);
