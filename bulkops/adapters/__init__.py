"""The only places that touch the world."""
