"""The frozen records that flow between stages, with no behaviour of their own."""
