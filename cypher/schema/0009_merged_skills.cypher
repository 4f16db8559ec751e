// Skills that were merged into others are found by their ids; what awaits curation, by a flag.
CREATE CONSTRAINT merged_skill_id IF NOT EXISTS FOR (n:MergedSkill) REQUIRE n.id IS UNIQUE;
CREATE INDEX merged_skill_into IF NOT EXISTS FOR (n:MergedSkill) ON (n.into);
CREATE INDEX skill_into IF NOT EXISTS FOR (n:Skill) ON (n.into);
CREATE INDEX skill_verified IF NOT EXISTS FOR (n:Skill) ON (n.verified);
