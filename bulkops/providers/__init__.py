"""The remote APIs and their operations, as declarations."""
