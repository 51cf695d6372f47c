"""How long a megabyte of each hostile text takes what reads it: `python -m bench.hostile`."""
