// Suggestions for who has nothing else begin with people of the same country or industry.
CREATE INDEX member_country IF NOT EXISTS FOR (n:Member) ON (n.country);
CREATE INDEX member_industry IF NOT EXISTS FOR (n:Member) ON (n.industry);
