"""Finished digests go outward: the site, mail, Notion, tables of facts."""
