"""ribao (日报): a Chinese paper digest whose every number is checked against the paper."""
