"""What members learn of their visitors, and everybody of a company's comings and goings."""
