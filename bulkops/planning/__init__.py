"""From entries to a plan: checks, links, order, diff. Pure."""
