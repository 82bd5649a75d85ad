"""Codes about what a manifest says."""

from bulkops.core.codes import reading
from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (*reading.CODES,)
