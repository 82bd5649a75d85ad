"""Whole runs in simulated time: real engine, journal and sandbox; a seed decides what goes wrong, and when."""
