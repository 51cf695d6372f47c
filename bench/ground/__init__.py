"""Measures grounding on hand-annotated facts of real papers: `python -m bench.ground`."""
