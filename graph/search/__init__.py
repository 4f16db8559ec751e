"""Search over people, jobs, companies and posts, each viewer in the sub-graph they may see."""
