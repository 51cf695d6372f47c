"""Tests of pipeline/promptlab."""
