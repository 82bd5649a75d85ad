"""Codes about what a manifest says."""

from bulkops.core.codes import entry, reading, reference
from bulkops.core.codes.code import Code

CODES: tuple[Code, ...] = (*reading.CODES, *entry.CODES, *reference.CODES)
