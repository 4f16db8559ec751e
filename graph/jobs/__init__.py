"""Jobs, how they fit a member, and who can refer them; companies and schools by id."""
