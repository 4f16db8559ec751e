"""Loaders: key → value in batches, made fresh for each request."""
