"""Codes about the project file."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = ()
