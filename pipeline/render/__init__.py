"""Pure renderers of a day's digest."""
