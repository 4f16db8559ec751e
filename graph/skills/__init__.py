"""Skills: the vocabulary that every profile, job and search is written in."""
