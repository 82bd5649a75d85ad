"""Codes about the journal."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = ()
