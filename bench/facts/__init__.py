"""Which facts of real papers a small model's summary holds, beside two recipes of other tools."""
