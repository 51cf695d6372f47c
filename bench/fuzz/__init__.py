"""Damages real answers, streams and PDFs at random, and looks at what the readers make of them."""
