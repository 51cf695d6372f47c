"""Tests of the lists of papers."""
