"""Codes about remote APIs."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = ()
