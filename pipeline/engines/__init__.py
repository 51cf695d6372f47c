"""Where the stages run; the stages themselves are the same under every engine."""
