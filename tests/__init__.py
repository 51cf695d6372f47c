"""Tests, their servers and their sample papers."""
