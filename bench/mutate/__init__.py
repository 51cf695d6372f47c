"""Changes constants and vocabulary one at a time, to see whether a test or a gate notices."""
