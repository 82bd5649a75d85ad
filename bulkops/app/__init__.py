"""Use cases, one file each, and the composition root."""
