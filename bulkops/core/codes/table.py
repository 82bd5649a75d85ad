"""Codes about tables read as rows."""

from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = ()
