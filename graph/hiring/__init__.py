"""Recruiters' projects: whom they consider, in stages; and what they were shown of members."""
