"""Text knowledge that several stages need: sentences, tokens, the Chinese for terms and settings."""
