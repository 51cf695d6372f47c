"""Judges prompts by frozen papers, recorded replies and facts that people have annotated."""
