"""Benchmarks: each prints the measures of docs/benchmarks.md from one command."""
