"""Everything that talks to a model; the only package that imports openai."""
