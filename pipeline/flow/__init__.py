"""The order of the stages, and all that knows of it."""
