"""Codes about the command line, and bugs."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = ()
