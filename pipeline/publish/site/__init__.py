"""Builds the static site from the stored digests."""
