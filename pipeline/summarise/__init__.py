"""The stage that turns a paper's text into a summary: what a model is shown and asked, and what code reads itself."""
