// What skills mean beside each other, derived from the jobs: one record.
CREATE CONSTRAINT skill_vectors_name IF NOT EXISTS FOR (n:SkillVectors) REQUIRE n.name IS UNIQUE;
