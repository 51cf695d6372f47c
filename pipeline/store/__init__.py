"""What is kept on disk: artefacts, replies, lists, digests, and who may write."""
