"""What a reader is interested in: read from a file, learned from papers, and a list ranked by it."""
