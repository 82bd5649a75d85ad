"""Codes about plans."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = ()
