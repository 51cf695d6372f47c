"""Checks facts against a paper's text: deterministic, without a model."""
