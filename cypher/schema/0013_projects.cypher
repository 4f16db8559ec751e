// Recruiters' projects: at most one prospect of a member in a project, listed by stage and rank; what
// recruiters were shown is listed by company.
CREATE CONSTRAINT project_id IF NOT EXISTS FOR (n:Project) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT prospect_key IF NOT EXISTS FOR (n:Prospect) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT prospect_note_id IF NOT EXISTS FOR (n:ProspectNote) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT hiring_view_id IF NOT EXISTS FOR (n:HiringView) REQUIRE n.id IS UNIQUE;
CREATE INDEX prospect_rank IF NOT EXISTS FOR (n:Prospect) ON (n.project_id, n.stage, n.rank);
CREATE INDEX hiring_view_company IF NOT EXISTS FOR (n:HiringView) ON (n.company_id, n.id);
