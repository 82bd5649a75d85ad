"""Carry out a plan through ports."""
